import { afterAll, expect, test } from "vitest";
import { plain, VIEW } from "./stand-in-cards.js";
import { webClient } from "./stand-in-client.js";

const { slack, client, web, card, posted, trigger, json } = await webClient();
afterAll(() => slack.close());

const bad = () => ({ ...card(), text: "Refused" });
const over = [{ type: "header", text: plain("x".repeat(151)) }] as const;
test.each([
  ["without a token", () => client().chat.postMessage(bad()), "not_authed"],
  ["with a wrong token", () => client("xoxb-wrong").chat.postMessage(bad()), "invalid_auth"],
  ["with the app's token", () => client(slack.appToken).chat.postMessage(bad()), "not_allowed_token_type"],
  ["of Socket Mode with the bot's token", () => web.apps.connections.open(), "not_allowed_token_type"],
  ["to another channel", () => web.chat.postMessage({ ...bad(), channel: "C9" }), "channel_not_found"],
  ["of nothing", () => web.chat.postMessage({ channel: slack.channel, text: "" }), "no_text"],
  ["of blocks that break a limit", () => web.chat.postMessage({ ...bad(), blocks: [...over] }), "invalid_blocks"],
  [
    "of blocks that are no array",
    () => web.apiCall("chat.postMessage", { ...bad(), blocks: "[" }),
    "invalid_blocks_format",
  ],
  [
    "of too much",
    () =>
      web.chat.postMessage({
        ...bad(),
        blocks: Array.from({ length: 5 }, () => ({ type: "section" as const, text: plain("x".repeat(3000)) })),
      }),
    "msg_blocks_too_long",
  ],
  [
    "for a message that is not there",
    () => web.chat.update({ channel: slack.channel, ts: "1.1", text: "x" }),
    "message_not_found",
  ],
  [
    "with a text too long for an update",
    async () => web.chat.update({ channel: slack.channel, ts: (await posted()).ts, text: "x".repeat(4001) }),
    "msg_too_long",
  ],
  [
    "that updates nothing",
    async () => web.apiCall("chat.update", { channel: slack.channel, ts: (await posted()).ts }),
    "no_text",
  ],
  ["for an account that is not there", () => web.users.info({ user: "U9" }), "user_not_found"],
  [
    "for one who is not in the channel",
    () => web.chat.postEphemeral({ channel: slack.channel, user: "U9", text: "x" }),
    "user_not_in_channel",
  ],
  ["with a trigger that never was", () => web.views.open({ trigger_id: "1.2.3", view: VIEW }), "invalid_trigger_id"],
  [
    "of a modal that breaks a limit",
    async () => web.views.open({ trigger_id: await trigger(), view: { ...VIEW, title: plain("x".repeat(25)) } }),
    "invalid_arguments",
  ],
  ["for a modal that is not there", () => web.views.update({ view_id: "V0", view: VIEW }), "not_found"],
  ["of an unknown method", () => web.apiCall("chat.scheduleMessage"), "unknown_method"],
] as const)("a call %s is refused", async (_, call, error) => {
  await expect((call as () => Promise<unknown>)()).rejects.toMatchObject({
    code: "slack_webapi_platform_error",
    data: { ok: false, error },
  });
  expect(slack.messages().filter(({ text }) => text !== "Refund?")).toEqual([]);
});

test("what breaks a limit is named", async () => {
  const { status, json: said } = await json("chat.postMessage", { ...card(), blocks: over });
  expect(status).toBe(200);
  const [message] = (said["response_metadata"] as { messages: string[] }).messages;
  expect(message).toBe("[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]");
});

test("a modal that is refused leaves its trigger", async () => {
  const trigger_id = await trigger();
  await expect(web.views.open({ trigger_id, view: { ...VIEW, blocks: [...over] } })).rejects.toThrow();
  expect(await web.views.open({ trigger_id, view: VIEW })).toMatchObject({ ok: true });
});

test("the next call fails as it was told, and the one after does not", async () => {
  const patient = client(slack.botToken, { rejectRateLimitedCalls: true });
  slack.fail("chat.postMessage", {
    status: 429,
    body: { ok: false, error: "ratelimited" },
    headers: { "retry-after": "7" },
  });
  await expect(patient.chat.postMessage(card())).rejects.toMatchObject({
    code: "slack_webapi_rate_limited_error",
    retryAfter: 7,
  });
  expect(await patient.chat.postMessage(card())).toMatchObject({ ok: true });
});

test("a call that is cut off does nothing, and one whose answer is lost has done it", async () => {
  const count = slack.messages().length;
  slack.fail("chat.postMessage", { hang: "drop" });
  await expect(web.chat.postMessage(card())).rejects.toMatchObject({ code: "slack_webapi_request_error" });
  expect(slack.messages()).toHaveLength(count);
  slack.fail("chat.postMessage", { hang: "lost" });
  await expect(web.chat.postMessage(card())).rejects.toMatchObject({ code: "slack_webapi_request_error" });
  expect(slack.messages()).toHaveLength(count + 1);
});

test("a call that hangs is given up by its caller", async () => {
  slack.fail("chat.postMessage", { hang: "hang" });
  const hasty = client(slack.botToken, { timeout: 50 });
  await expect(hasty.chat.postMessage(card())).rejects.toMatchObject({ code: "slack_webapi_request_error" });
});
