import { afterEach, expect, test } from "vitest";
import { type StandInOptions, type TeamsStandIn, teamsStandIn } from "../../../examples/teams/stand-in/teams.js";
import { wrongWith } from "./card-schema.js";
import { card, message, run, webhookCard } from "./sample-card.js";

const open: TeamsStandIn[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()));
});
async function started(options: StandInOptions = {}): Promise<TeamsStandIn> {
  const standIn = await teamsStandIn({ validate: wrongWith, ...options });
  open.push(standIn);
  return standIn;
}
const post = (url: string, body: unknown) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

test("a message with a card is posted by the run that follows the 202", async () => {
  const standIn = await started();
  const answer = await post(standIn.webhookUrl, message(webhookCard()));
  expect([answer.status, await answer.text()]).toEqual([202, ""]);
  expect(standIn.flows()).toEqual([{ outcome: "posted" }]);
  expect(standIn.messages()).toMatchObject([{ by: "flow", card: webhookCard(), updated: 0 }]);
});

const large = card(Array.from({ length: 60 }, () => run("x".repeat(500))));
test.each([
  ["no attachments", { type: "message", text: "hello" }, "attachments"],
  ["a bare card", webhookCard(), "attachments"],
  ["an attachment that is no card", message({ text: "hello" }), "Property 'type' must be 'AdaptiveCard'"],
  ["an invalid card", message(card([{ type: "TextBlock" }])), "'text'"],
  ["a card over 28 KB", message(large), "28 KB"],
])("%s gets its 202 all the same, and the run fails", async (_, body, why) => {
  const standIn = await started();
  expect((await post(standIn.webhookUrl, body)).status).toBe(202);
  expect(standIn.flows()).toMatchObject([{ outcome: "failed", why: expect.stringContaining(why) }]);
  expect(standIn.messages()).toEqual([]);
});

test("a workflow that posts the whole body takes a bare card, and fails on a message", async () => {
  const standIn = await started({ template: "body" });
  await post(standIn.webhookUrl, webhookCard());
  await post(standIn.webhookUrl, message(webhookCard()));
  expect(standIn.flows()).toMatchObject([{ outcome: "posted" }, { outcome: "failed" }]);
});

test.each([
  ["without its secret", (url: string) => url.replace(/sig=.*/, "sig=another"), 401],
  ["of another workflow", (url: string) => url.replace("/workflows/", "/workflows/0"), 404],
])("an address %s runs nothing", async (_, changed, status) => {
  const standIn = await started();
  expect((await post(changed(standIn.webhookUrl), message(webhookCard()))).status).toBe(status);
  expect(standIn.flows()).toEqual([]);
});

test("the next call fails as it is told to, the one after it does not", async () => {
  const standIn = await started();
  standIn.fail("webhook", { status: 429, headers: { "retry-after": "7" } });
  const first = await post(standIn.webhookUrl, message(webhookCard()));
  expect([first.status, first.headers.get("retry-after")]).toEqual([429, "7"]);
  expect((await post(standIn.webhookUrl, message(webhookCard()))).status).toBe(202);
  expect(standIn.flows()).toHaveLength(1);
});

test("a dropped call has no answer, and is seen", async () => {
  const standIn = await started();
  standIn.fail("webhook", { hang: "drop" });
  await expect(post(standIn.webhookUrl, message(webhookCard()))).rejects.toThrow();
  expect(standIn.seen).toMatchObject([{ what: "webhook", method: "POST", body: message(webhookCard()) }]);
  expect(JSON.stringify(standIn.seen)).not.toContain("sig=");
});

test("a call that hangs is let go when the stand-in closes", async () => {
  const standIn = await started();
  standIn.fail("webhook", { hang: "hang" });
  const waiting = post(standIn.webhookUrl, message(webhookCard())).catch(() => "ended");
  await expect.poll(() => standIn.seen).toHaveLength(1);
  await standIn.close();
  open.pop();
  expect(await waiting).toBe("ended");
});
