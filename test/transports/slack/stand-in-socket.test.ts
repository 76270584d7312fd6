import { SocketModeClient } from "@slack/socket-mode";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { SlackStandIn } from "../../../examples/slack/stand-in/slack.js";
import type { Message } from "../../../examples/slack/stand-in/workspace.js";
import { CARD, joined, QUIET, VIEW } from "./stand-in-cards.js";

interface Interactive {
  ack(payload?: object): Promise<void>;
  readonly body: { readonly type: string; readonly user: { readonly id: string }; readonly trigger_id: string };
  readonly accepts_response_payload: boolean;
}
let slack: SlackStandIn;
const QUICK = { clientPingTimeout: 1000 };
const clients: SocketModeClient[] = [];

beforeEach(async () => {
  slack = await joined();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((one) => one.disconnect()));
  await slack.close();
});

/** The client waits for its ping timeout before it connects again. */
async function connected(
  hear: (event: Interactive) => unknown,
  { appToken = slack.appToken, clientPingTimeout = 10_000 } = {},
) {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const client = new SocketModeClient({
    appToken,
    clientOptions,
    clientPingTimeout,
    logger: QUIET,
  });
  client.on("interactive", hear);
  await client.start();
  clients.push(client);
  return client;
}
async function api(method: string, body: object) {
  const headers = { "content-type": "application/json", authorization: `Bearer ${slack.botToken}` };
  await fetch(`${slack.apiUrl}${method}`, { method: "POST", headers, body: JSON.stringify(body) });
}
async function posted(): Promise<Message> {
  await api("chat.postMessage", { channel: slack.channel, text: "Refund?", blocks: CARD });
  return slack.messages().at(-1) as Message;
}

test("a client of Slack's connects, hears a press and acknowledges it", async () => {
  const heard: Interactive[] = [];
  await connected((event) => {
    heard.push(event);
    return event.ack();
  });
  await slack.sockets.connected();
  expect(slack.sockets.open).toBe(1);
  expect(await slack.press("U1", await posted(), "deny")).toMatchObject({ status: 200, body: "" });
  expect(heard[0]).toMatchObject({
    body: { type: "block_actions", user: { id: "U1" }, actions: [{ action_id: "deny" }] },
    accepts_response_payload: false,
  });
});

test("the payload of an acknowledgement reaches who submitted, and is done to the modal", async () => {
  const errors = { response_action: "errors", errors: { typed: "The amount is 620.00" } };
  let said: object | undefined = errors;
  let trigger_id = "";
  await connected(({ ack, body }) => {
    if (body.type === "view_submission") return ack(said);
    trigger_id = body.trigger_id;
    return ack();
  });
  await slack.press("U1", await posted(), "approve");
  await api("views.open", { trigger_id, view: VIEW });
  const [modal] = slack.modals();
  if (!modal) throw new Error("no modal is open");
  const answered = await slack.submit("U1", modal, { typed: "6.20" });
  expect(JSON.parse(answered.body)).toEqual(errors);
  expect(slack.modals()).toMatchObject([{ id: modal.id, errors: errors.errors }]);
  said = undefined;
  expect(await slack.submit("U1", modal, { typed: "620.00" })).toMatchObject({ status: 200, body: "" });
  expect(slack.modals()).toEqual([]);
});

test("a client connects again after it was told to, and hears the next press", async () => {
  let count = 0;
  await connected(({ ack }) => {
    count += 1;
    return ack();
  }, QUICK);
  slack.sockets.disconnect("warning");
  await slack.sockets.connected(2);
  expect(await slack.press("U1", await posted(), "deny")).toMatchObject({ status: 200 });
  expect(count).toBe(1);
});

test("a client connects again after the connection was cut", async () => {
  await connected(({ ack }) => ack(), QUICK);
  slack.sockets.drop();
  await slack.sockets.connected(2);
  expect(await slack.press("U1", await posted(), "deny")).toMatchObject({ status: 200 });
});

test("of several connections each hears one press in turn", async () => {
  const heard: string[] = [];
  for (const name of ["a", "b"])
    await connected(({ ack }) => {
      heard.push(name);
      return ack();
    });
  const message = await posted();
  for (let press = 0; press < 4; press++) await slack.press("U1", message, "deny");
  expect(heard).toEqual(["a", "b", "a", "b"]);
});

test("a press that is not acknowledged is no success", async () => {
  let cut = () => {};
  await connected(() => cut());
  cut = () => slack.sockets.drop();
  expect(await slack.press("U1", await posted(), "deny")).toMatchObject({ status: 0, body: "" });
});

test("a wrong app token opens nothing", async () => {
  const client = connected(({ ack }) => ack(), { appToken: "xapp-wrong" });
  await expect(client).rejects.toThrow("invalid_auth");
  expect(slack.sockets.open).toBe(0);
});

test("a URL opens one connection", async () => {
  const headers = { authorization: `Bearer ${slack.appToken}` };
  const opened = await fetch(`${slack.apiUrl}apps.connections.open`, { method: "POST", headers });
  const { url } = (await opened.json()) as { url: string };
  expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/);
  const first = new WebSocket(url);
  const hello = await new Promise<unknown>((resolve) => first.once("message", resolve));
  expect(JSON.parse(String(hello))).toMatchObject({
    type: "hello",
    num_connections: 1,
    connection_info: { app_id: slack.appId },
  });
  const second = new WebSocket(url);
  const refused = await new Promise<Error>((resolve) => second.once("error", resolve));
  expect(refused.message).toContain("404");
  first.terminate();
});

test("a hostile frame reaches the client as it is, and a press is heard after it", async () => {
  await connected(({ ack }) => ack());
  slack.sockets.say("{");
  expect(await slack.press("U1", await posted(), "deny")).toMatchObject({ status: 200 });
});
