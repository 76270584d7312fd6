import { App } from "@microsoft/teams.apps";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TeamsStandIn, teamsStandIn } from "../../../examples/teams/stand-in/teams.js";
import { accessToken } from "./posted.js";
import { botCard, card, message, run } from "./sample-card.js";

let at = 1_767_000_000_000;
let standIn: TeamsStandIn;
beforeEach(async () => {
  standIn = await teamsStandIn({ now: () => at });
});
afterEach(() => standIn.close());

const form = (more: Record<string, string> = {}) => ({
  grant_type: "client_credentials",
  client_id: standIn.appId,
  client_secret: standIn.appSecret,
  scope: "https://api.botframework.com/.default",
  ...more,
});
const ask = (fields: Record<string, string>, url = standIn.tokenUrl) =>
  fetch(url, { method: "POST", body: new URLSearchParams(fields) });
const token = () => accessToken(standIn);
const put = (bearer: string, body: unknown, { conversation = standIn.conversation, id = "" } = {}) =>
  fetch(`${standIn.serviceUrl}/v3/conversations/${encodeURIComponent(conversation)}/activities/${id}`, {
    method: id ? "PUT" : "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("Microsoft's client posts a card, answers it in its thread and changes it", async () => {
  const app = new App({ clientId: standIn.appId, tenantId: standIn.tenant, serviceUrl: standIn.serviceUrl, token });
  const activities = app.api.conversations.activities(standIn.conversation);
  const { id } = await activities.create(message(botCard()) as never);
  const reply = await activities.reply(id, { type: "message", text: "Still open." } as never);
  await activities.update(id, message(card([run("Approved.")])) as never);
  expect(standIn.messages()).toMatchObject([
    { id, by: "bot", card: card([run("Approved.")]), updated: 1 },
    { id: reply.id, text: "Still open.", replyTo: id, updated: 0 },
  ]);
});

test.each([
  ["another secret", { client_secret: "guess" }, 401, "invalid_client"],
  ["another app", { client_id: "0" }, 400, "unauthorized_client"],
  ["another grant", { grant_type: "password" }, 400, "unsupported_grant_type"],
  ["another scope", { scope: "https://graph.microsoft.com/.default" }, 400, "invalid_scope"],
])("no token for %s", async (_, changed, status, error) => {
  const answer = await ask(form(changed));
  expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ error })]);
});

test("no token of another tenant", async () => {
  expect((await ask(form(), standIn.tokenUrl.replace(standIn.tenant, "common"))).status).toBe(400);
});

test("a token that the stand-in did not issue, or that has ended, posts nothing", async () => {
  const issued = await token();
  at += 3_600_000;
  const answers = await Promise.all([put(issued, message(botCard())), put(await standIn.mint(), message(botCard()))]);
  expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  expect(standIn.messages()).toEqual([]);
});

test.each([
  ["a message over 28 KB", () => ({ text: "x".repeat(28 * 1024) }), {}, 413],
  ["what is no activity", () => "hello", {}, 400],
  ["another conversation", () => message(botCard()), { conversation: "19:other@thread.tacv2" }, 403],
  ["an activity that is not there", () => message(botCard()), { id: "1" }, 404],
])("the connector refuses %s", async (_, body, to, status) => {
  expect((await put(await token(), body(), to)).status).toBe(status);
});

test("the thread's root may stand in the conversation's id, as invokes name it", async () => {
  const bearer = await token();
  const { id } = (await (await put(bearer, message(botCard()))).json()) as { id: string };
  const thread = `${standIn.conversation};messageid=${id}`;
  expect((await put(bearer, message(card([])), { conversation: thread, id })).status).toBe(200);
});
