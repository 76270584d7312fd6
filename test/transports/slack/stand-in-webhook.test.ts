import { IncomingWebhook } from "@slack/webhook";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SlackStandIn } from "../../../examples/slack/stand-in/slack.js";
import type { Message } from "../../../examples/slack/stand-in/workspace.js";
import { CARD, joined, plain } from "./stand-in-cards.js";

let now = Date.now();
let slack: SlackStandIn;
let hook: IncomingWebhook;

beforeAll(async () => {
  slack = await joined({ now: () => now });
  hook = new IncomingWebhook(slack.webhookUrl);
  slack.requestUrl = `${slack.url}/nobody-listens-here`;
});
beforeEach(() => {
  now = Date.now();
});
afterAll(() => slack.close());

const post = async (url: string, body: unknown) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: text });
  return { status: response.status, body: await response.text() };
};

test("a card is posted, and the answer is the text ok", async () => {
  expect(await hook.send({ text: "Refund?", blocks: CARD, unfurl_links: false })).toEqual({ text: "ok" });
  expect(slack.messages().at(-1)).toMatchObject({ text: "Refund?", blocks: CARD });
  expect(slack.seen.at(-1)).toMatchObject({
    method: "webhook",
    body: { text: "Refund?", blocks: CARD, unfurl_links: false },
  });
});

test("a text above 40,000 characters is cut", async () => {
  await hook.send("x".repeat(40_001));
  expect(slack.messages().at(-1)?.text).toHaveLength(40_000);
});

test.each([
  ["no JSON", () => post(slack.webhookUrl, "{"), 400, "invalid_payload"],
  ["a list", () => post(slack.webhookUrl, []), 400, "invalid_payload"],
  ["nothing to say", () => post(slack.webhookUrl, {}), 400, "no_text"],
  [
    "blocks that break a limit",
    () => post(slack.webhookUrl, { blocks: [{ type: "header", text: plain("x".repeat(151)) }] }),
    400,
    "invalid_blocks",
  ],
  ["another secret", () => post(slack.webhookUrl.slice(0, -1), { text: "x" }), 404, "no_service"],
])("a webhook answers to %s", async (_, call, status, body) => {
  const count = slack.messages().length;
  expect(await call()).toEqual({ status, body });
  expect(slack.messages()).toHaveLength(count);
});

test("Slack's own client names the status and the body of a refusal", async () => {
  slack.fail("webhook", { status: 410, body: "channel_is_archived" });
  await expect(hook.send("x")).rejects.toMatchObject({
    code: "slack_webhook_http_error",
    statusCode: 410,
    body: "channel_is_archived",
  });
});

/** A card that was pressed, and where to say something of it. */
async function pressed(): Promise<{ message: Message; url: string }> {
  await hook.send({ text: "Refund?", blocks: CARD });
  const message = slack.messages().at(-1) as Message;
  const { payload } = await slack.press("U1", message, "deny");
  return { message, url: String(payload["response_url"]) };
}
const now_ = (message: Message) => slack.messages().find(({ ts }) => ts === message.ts);

test("a response_url replaces the message", async () => {
  const { message, url } = await pressed();
  expect(await post(url, { replace_original: true, text: "Denied", blocks: [] })).toEqual({ status: 200, body: "ok" });
  expect(now_(message)).toMatchObject({ text: "Denied", blocks: [], edited: 1 });
});

test("a response_url deletes the message", async () => {
  const { message, url } = await pressed();
  await post(url, { delete_original: true });
  expect(now_(message)).toBeUndefined();
});

test("a response_url tells one person, and leaves the message only where it is told to", async () => {
  const { message, url } = await pressed();
  await post(url, { response_type: "ephemeral", replace_original: false, text: "Not you" });
  expect(slack.ephemerals().at(-1)).toMatchObject({ user: "U1", text: "Not you" });
  expect(now_(message)).toBe(message);
  await post(url, { response_type: "ephemeral", text: "Not you" });
  expect(now_(message)).toMatchObject({ text: "Not you", blocks: [] });
});

test("a response_url posts beside the message", async () => {
  const { message, url } = await pressed();
  await post(url, { response_type: "in_channel", replace_original: false, text: "Expired", thread_ts: message.ts });
  expect(slack.messages().at(-1)).toMatchObject({ text: "Expired", thread_ts: message.ts });
  expect(now_(message)).toBe(message);
});

const say = (url: string) => post(url, { replace_original: false, text: "x" });

test("a response_url is good five times", async () => {
  const { url } = await pressed();
  for (let use = 0; use < 5; use++) expect(await say(url)).toMatchObject({ status: 200 });
  expect(await say(url)).toEqual({ status: 404, body: '{"ok":false,"error":"used_url"}' });
});

test("a response_url is good for 30 minutes", async () => {
  const { url } = await pressed();
  now += 30 * 60_000;
  expect(await say(url)).toMatchObject({ status: 200 });
  now += 1;
  expect(await say(url)).toEqual({ status: 404, body: '{"ok":false,"error":"expired_url"}' });
});

test("a response_url refuses what breaks a limit, and one that never was is nowhere", async () => {
  const { message, url } = await pressed();
  expect(await post(url, { replace_original: true, blocks: [{ type: "header" }] })).toEqual({
    status: 400,
    body: "invalid_blocks",
  });
  expect(now_(message)).toBe(message);
  expect(await say(`${slack.url}/actions/T1/1/x`)).toMatchObject({ status: 404 });
});

test("a response_url fails as it was told", async () => {
  const { url } = await pressed();
  slack.fail("response_url", { status: 503, body: "later" });
  expect(await say(url)).toEqual({ status: 503, body: "later" });
  expect(await say(url)).toMatchObject({ status: 200 });
});
