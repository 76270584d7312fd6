import type { AddressInfo } from "node:net";
import { App, type BlockAction, HTTPReceiver, type ViewSubmitAction } from "@slack/bolt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SlackStandIn } from "../../../examples/slack/stand-in/slack.js";
import type { Message, Modal } from "../../../examples/slack/stand-in/workspace.js";
import { CARD, joined, plain, QUIET, VIEW } from "./stand-in-cards.js";

const started = Date.now();
let late = 0;
let slack: SlackStandIn;
let app: App;
let stop: () => Promise<void>;
let heard: BlockAction[] = [];
let said: ViewSubmitAction[] = [];
/** What the app answers to the next submission. */
let answer: Record<string, unknown> | undefined;
let handled = Promise.resolve();
let handling = () => {};

beforeAll(async () => {
  slack = await joined({ now: () => started - late });
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: QUIET });
  const clientOptions = { slackApiUrl: slack.apiUrl };
  app = new App({ receiver, token: slack.botToken, clientOptions, logger: QUIET });
  app.action<BlockAction>("deny", async ({ ack, body, respond }) => {
    await ack();
    heard.push(body);
    await respond({ replace_original: true, text: `Denied by ${body.user.id}`, blocks: [] });
    handling();
  });
  app.action<BlockAction>("approve", async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: VIEW });
    handling();
  });
  app.view<ViewSubmitAction>("approve", async ({ ack, body }) => {
    said.push(body);
    await (answer ? ack(answer as never) : ack());
  });
  const server = await receiver.start({ port: 0, host: "127.0.0.1" } as never);
  const { port } = server.address() as AddressInfo;
  slack.requestUrl = `http://127.0.0.1:${port}/slack/events`;
  stop = async () => void (await receiver.stop());
});
beforeEach(() => {
  late = 0;
  heard = [];
  said = [];
  answer = undefined;
  handled = new Promise((resolve) => {
    handling = resolve;
  });
});
afterAll(async () => {
  await stop();
  await slack.close();
});

async function posted() {
  await app.client.chat.postMessage({ channel: slack.channel, text: "Refund?", blocks: CARD });
  return slack.messages().at(-1) as Message;
}
async function opened(): Promise<Modal> {
  await slack.press("U1", await posted(), "approve");
  await handled;
  return slack.modals().at(-1) as Modal;
}
const again = (modal: Modal) => slack.modals().find(({ id }) => id === modal.id);

test("bolt takes a press, and what it responds stands in the channel", async () => {
  const message = await posted();
  expect(await slack.press("U1", message, "deny")).toMatchObject({ status: 200, body: "" });
  await handled;
  expect(heard[0]).toMatchObject({
    type: "block_actions",
    team: { id: slack.team, domain: "acme" },
    user: { id: "U1", username: "ana", name: "ana", team_id: slack.team },
    api_app_id: slack.appId,
    channel: { id: slack.channel, name: "approvals" },
    container: { type: "message", message_ts: message.ts, channel_id: slack.channel },
    message: { ts: message.ts, text: "Refund?", blocks: CARD },
    actions: [{ type: "button", action_id: "deny", block_id: "countersign:r-1", value: '{"r":"r-1","v":1}' }],
  });
  expect(slack.messages().find(({ ts }) => ts === message.ts)).toMatchObject({ text: "Denied by U1", edited: 1 });
});

test("bolt refuses a press that is signed with another secret", async () => {
  const other = await joined();
  other.requestUrl = slack.requestUrl;
  const message = await posted();
  expect(await other.press("U1", message, "deny")).toMatchObject({ status: 401 });
  await other.close();
  expect(heard).toEqual([]);
});

test("bolt refuses a press of over five minutes ago", async () => {
  const message = await posted();
  late = 301_000;
  expect(await slack.press("U1", message, "deny")).toMatchObject({ status: 401 });
  expect(heard).toEqual([]);
});

test("bolt takes a submission, and the modal closes", async () => {
  const modal = await opened();
  const entered = { typed: "620.00", meant: ["amount"] };
  expect(await slack.submit("U1", modal, entered)).toMatchObject({ status: 200, body: "" });
  expect(said[0]).toMatchObject({
    type: "view_submission",
    user: { id: "U1", team_id: slack.team },
    view: { id: modal.id, callback_id: "approve", private_metadata: VIEW.private_metadata, hash: modal.hash },
  });
  expect(said[0]?.view.state.values).toEqual({
    typed: { v: { type: "plain_text_input", value: "620.00" } },
    meant: { v: { type: "checkboxes", selected_options: [{ text: plain("the amount"), value: "amount" }] } },
    reason: { v: { type: "plain_text_input", value: "late" } },
  });
  expect(said[0]).not.toHaveProperty("response_url");
  expect(again(modal)).toBeUndefined();
});

test("errors of an app keep the modal open, until the next good answer", async () => {
  const modal = await opened();
  answer = { response_action: "errors", errors: { typed: "The amount is 620.00" } };
  const answered = await slack.submit("U1", modal, { typed: "6.20" });
  expect(JSON.parse(answered.body)).toEqual(answer);
  expect(again(modal)?.errors).toEqual({ typed: "The amount is 620.00" });
  answer = undefined;
  await slack.submit("U1", modal, { typed: "620.00" });
  expect(again(modal)).toBeUndefined();
});

test("an app may show another view instead, push one, or clear all", async () => {
  const modal = await opened();
  answer = { response_action: "update", view: { ...VIEW, title: plain("Once more") } };
  await slack.submit("U1", modal, { typed: "x" });
  expect(again(modal)?.view).toMatchObject({ title: plain("Once more") });
  answer = { response_action: "push", view: VIEW };
  await slack.submit("U1", again(modal) as Modal, { typed: "x" });
  expect(slack.modals().filter(({ user }) => user === "U1").length).toBeGreaterThan(1);
  answer = { response_action: "clear" };
  await slack.submit("U1", again(modal) as Modal, { typed: "x" });
  expect(slack.modals()).toEqual([]);
});

test.each([
  ["errors for what is no input", { response_action: "errors", errors: { nothing: "x" } }],
  ["no errors", { response_action: "errors", errors: {} }],
  ["a view that breaks a limit", { response_action: "update", view: { ...VIEW, title: plain("x".repeat(25)) } }],
  ["an unknown action", { response_action: "close" }],
])("an answer of %s leaves the modal in trouble", async (_, bad) => {
  const modal = await opened();
  answer = bad;
  expect(await slack.submit("U1", modal, { typed: "x" })).toMatchObject({ status: 200 });
  expect(again(modal)?.trouble).toContain("trouble connecting");
  expect(again(modal)?.view).toBe(modal.view);
});

test.each([
  ["an empty required input", { meant: ["amount"] }, "typed is required"],
  ["a text above max_length", { typed: "x".repeat(65) }, "0 to 64 characters"],
  ["an option that is not there", { typed: "x", meant: ["nothing"] }, "No option has the value nothing"],
  ["an input that is not there", { typed: "x", other: "x" }, "no input other"],
])("Slack's client holds back %s", async (_, entered, says) => {
  const modal = await opened();
  await expect(slack.submit("U1", modal, entered as never)).rejects.toThrow(says);
  expect(said).toEqual([]);
});

test("nobody submits another person's modal, and nobody presses what is not there", async () => {
  slack.join({ id: "U2" });
  const modal = await opened();
  await expect(slack.submit("U2", modal, { typed: "x" })).rejects.toThrow("open before U1 alone");
  const message = await posted();
  await expect(slack.press("U1", message, "nothing")).rejects.toThrow("has no nothing");
  await expect(slack.press("U9", message, "deny")).rejects.toThrow("has not joined");
});

test("what is sent can be changed, and is signed as changed", async () => {
  const message = await posted();
  const answered = await slack.press("U1", message, "deny", (payload) => ({ ...payload, api_app_id: "A9" }));
  expect(answered).toMatchObject({ status: 200, payload: { api_app_id: "A9" } });
  await handled;
  expect(heard[0]?.api_app_id).toBe("A9");
});

test("a stranger presses with the team of a stranger", async () => {
  await slack.press({ id: "U7", name: "zoe", team_id: "T7", is_stranger: true }, await posted(), "deny");
  await handled;
  expect(heard[0]?.user).toMatchObject({ id: "U7", team_id: "T7" });
});

test("an app that does not answer is an error before the person, and no error here", async () => {
  const url = slack.requestUrl;
  slack.requestUrl = "http://127.0.0.1:1/";
  expect(await slack.press("U1", await posted(), "deny")).toMatchObject({ status: 0, body: "" });
  slack.requestUrl = undefined;
  await expect(slack.press("U1", await posted(), "deny")).rejects.toThrow("no requestUrl and no open connection");
  slack.requestUrl = url;
});
