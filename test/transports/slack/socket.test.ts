import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { fakeClock } from "../../../src/testing/testing.js";
import { openSocket } from "../../../src/transports/slack/socket.js";
import { listen } from "../../wire/server.js";
import { APPROVE, closeAll, closing, DENY, MODIFY, office, until, workspace } from "./office.js";

afterEach(closeAll);

const socket = () => office({ tier: "socket" });
/** One that is connected before anything is asked. */
async function connected() {
  const made = await socket();
  await made.cs.desk.sweep();
  await made.slack.sockets.connected();
  return made;
}
const call = { orderId: "o-1", amount: 620 };

describe("over Socket Mode", () => {
  test("a press decides, and the log says how it came", async () => {
    const { note, card, slack, shows, parts, transport } = await socket();
    expect(transport).toMatchObject({ name: "slack-socket" });
    expect(transport.receive).toBeUndefined();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    expect(await slack.press("U1", one, APPROVE)).toMatchObject({ status: 200, body: "" });
    expect(await done).toMatchObject({ ok: true, value: { by: ["ana"] } });
    await until(() => shows(one).startsWith("# Approved and run"));
    expect(parts.audit.log.events.some(({ line }) => line.includes('"came_by":"socket mode"'))).toBe(true);
  });
  test("a press is acknowledged that is being answered when the desk closes", async () => {
    const { note, card, slack, cs } = await socket();
    const done = note.attempt({ text: "hi" });
    const pressing = slack.press("U1", await card(), APPROVE);
    expect(await done).toMatchObject({ ok: true });
    await cs.close();
    expect(await pressing).toMatchObject({ status: 200 });
  });
  test("a form is answered at its field, and then closed", async () => {
    const { refund, card, slack, form, open } = await socket();
    const done = refund.attempt(call);
    const modal = await form("U1", await card(), APPROVE);
    await slack.submit("U1", modal, { typed: "620" });
    expect(open(modal)?.errors).toMatchObject({ typed: expect.stringContaining("That is not what `orderId` says.") });
    await slack.submit("U1", modal, { typed: "o-1" });
    expect(open(modal)).toBeUndefined();
    expect(await done).toMatchObject({ ok: true });
  });
  test("a modification is a revision", async () => {
    const { refund, card, slack, form, shows } = await socket();
    void refund.attempt(call);
    const one = await card();
    await slack.submit("U1", await form("U1", one, MODIFY), { "arg:amount": "1" });
    await until(() => shows(one).startsWith("# Replaced by revision 2"));
  });
  test("a bystander is told so alone", async () => {
    const { note, card, slack, told, ran } = await socket();
    void note.attempt({ text: "hi" });
    await slack.press("U3", await card(), DENY);
    expect(told("U3")).toEqual([expect.stringContaining("You are not among the people this rule asks.")]);
    expect(ran).toEqual([]);
  });
  test.each(["warning", "refresh_requested", "drop"] as const)(
    "a connection that ends by %s is opened anew, and presses come again",
    async (how) => {
      const { note, card, slack } = await socket();
      const done = note.attempt({ text: "hi" });
      const one = await card();
      if (how === "drop") slack.sockets.drop();
      else slack.sockets.disconnect(how);
      await slack.sockets.connected(2);
      await until(() => slack.sockets.open === 1);
      await slack.press("U1", one, APPROVE);
      expect(await done).toMatchObject({ ok: true });
    },
  );
  test("a connection is tried for as long as it takes, in growing steps", async () => {
    const { slack, clock } = await connected();
    const tried = () => slack.seen.filter(({ method }) => method === "apps.connections.open").length;
    for (const error of ["internal_error", "invalid_auth", "ratelimited"])
      slack.fail("apps.connections.open", { body: { ok: false, error } });
    slack.sockets.drop();
    await until(() => tried() === 2);
    for (const [step, count] of [
      ["1s", 3],
      ["2s", 4],
      ["5s", 5],
    ] as const) {
      await clock.advance(step);
      await until(() => tried() === count);
    }
    await slack.sockets.connected(2);
  });
  test("nothing is left behind where it is left while a connection is being made", async () => {
    const [slack, api, clock] = [await workspace(fakeClock()), await listen(), fakeClock()];
    closing(api.close);
    const headers = { authorization: `Bearer ${slack.appToken}` };
    const opened = await fetch(`${slack.apiUrl}apps.connections.open`, { method: "POST", headers });
    let answer = async () => {};
    api.will((_, response) => {
      answer = async () => void response.writeHead(200, JSON_TYPE).end(await opened.text());
    });
    const { appToken } = slack;
    const opening = openSocket({ appToken, apiUrl: `${api.url}/`, clock, answer: async () => undefined });
    await until(() => api.seen.length === 1);
    await clock.advance("10s");
    const { close } = await opening;
    await close();
    await answer();
    await slack.sockets.connected();
    await until(() => slack.sockets.open === 0);
    await close();
  });
});

const JSON_TYPE = { "content-type": "application/json" };

describe("a token that Slack refuses", () => {
  test.each(["invalid_auth", "token_revoked", "account_inactive"])("is said (%s), without the token", async (error) => {
    const slack = await workspace(fakeClock());
    slack.fail("apps.connections.open", { body: { ok: false, error } });
    const { appToken, apiUrl } = slack;
    const opening = openSocket({ appToken, apiUrl, clock: fakeClock(), answer: async () => undefined });
    const refused = await opening.catch((reason: unknown) => reason);
    expect(String(refused)).toContain(`Slack refuses the app token (${error})`);
    expect(inspect(refused, { depth: 9, showHidden: true })).not.toContain(appToken);
  });
  test("is why nothing is delivered, until it is a good one", async () => {
    const { slack, note, delivered, cs, parts } = await socket();
    for (let tries = 0; tries < 2; tries++)
      slack.fail("apps.connections.open", { body: { ok: false, error: "invalid_auth" } });
    void note.attempt({ text: "hi" });
    await delivered(1);
    const [row] = (await parts.store.list({ tenant: "default", kind: "call", states: ["pending"], limit: 1 })).rows;
    expect(row?.progress).toMatchObject({
      deliveries: [{ failed: "Slack refuses the app token (invalid_auth): make a new one, with connections:write" }],
    });
    expect(slack.messages()).toEqual([]);
    for (let tries = 0; tries < 2; tries++) await cs.desk.redeliver(row?.id ?? "", "slack-socket");
    expect(slack.sockets.open).toBe(1);
    expect(slack.messages().length).toBeGreaterThan(0);
  });
});
