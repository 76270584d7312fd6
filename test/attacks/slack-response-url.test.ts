import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signedRequest } from "../../examples/slack/stand-in/signed.js";
import { fakeClock } from "../../src/testing/testing.js";
import { slackOn } from "../../src/transports/slack/slack-on.js";
import { scriptedInbox } from "../transports/refund-message.js";
import { APPROVE, asks, closeAll, DENY, office, until } from "../transports/slack/office.js";
import { listen, reply, type Server } from "../wire/server.js";

/** What must never be asked: a service inside, which stands for metadata and every other one. */
let inner: Server;
beforeEach(async () => {
  inner = await listen();
  inner.will(reply(200, {}, "ok"));
});
afterEach(async () => {
  await closeAll();
  expect(inner.seen).toEqual([]);
  await inner.close();
});

const port = () => new URL(inner.url).port;

describe("an address to answer to that leads elsewhere is not asked, and the answer counts all the same", () => {
  test.each<[string, (slack: URL) => unknown]>([
    ["another port of this machine", () => `${inner.url}/latest/meta-data`],
    ["a name of this machine", () => `http://localhost:${port()}/`],
    ["credentials that look like Slack's host", ({ host }) => `http://${host}@127.0.0.1:${port()}/`],
    ["credentials for Slack's host", ({ host }) => `http://user:secret@${host}/actions/x`],
    ["another protocol", ({ host }) => `https://${host}/actions/x`],
    ["a file", () => "file:///etc/passwd"],
    ["a script", () => "javascript:alert(1)"],
    ["no protocol", ({ host }) => `//${host}/actions/x`],
    ["nothing", () => ""],
    ["no text", () => ({ href: inner.url })],
    ["a fragment with Slack's host", ({ host }) => `http://127.0.0.1:${port()}/#${host}`],
    ["a backslash", ({ host }) => `http://127.0.0.1:${port()}\\@${host}/`],
  ])("%s", async (_, urlOf) => {
    const { slack, note, card } = await office({ tier: "webhook" });
    const done = note.attempt({ text: "hi" });
    const response_url = urlOf(new URL(slack.url));
    await slack.press("U1", await card(), APPROVE, (payload) => ({ ...payload, response_url }));
    expect(await done).toMatchObject({ ok: true });
    expect(slack.seen.map(({ method }) => method)).toEqual(["webhook"]);
  });
  test("what was decided elsewhere later is not told there either", async () => {
    const { slack, note, card, cs } = await office({ tier: "webhook", rules: [asks({ approve: 2 })] });
    const done = note.attempt({ text: "hi" });
    const one = await card();
    await slack.press("U1", one, APPROVE, (payload) => ({ ...payload, response_url: `${inner.url}/x` }));
    await slack.press("U2", one, DENY, (payload) => ({ ...payload, response_url: undefined }));
    expect(await done).toMatchObject({ ok: false });
    await cs.close();
    expect(slack.seen.map(({ method }) => method)).toEqual(["webhook"]);
  });
});

test.each([301, 302, 303, 307, 308])(
  "an answer of Slack's host that redirects inside (%i) is not followed",
  async (status) => {
    const { slack, note, card, shows } = await office({ tier: "webhook" });
    const done = note.attempt({ text: "hi" });
    const one = await card();
    slack.fail("response_url", { status, headers: { location: `${inner.url}/latest/meta-data` } });
    await slack.press("U1", one, APPROVE);
    expect(await done).toMatchObject({ ok: true });
    await until(() => shows(one).startsWith("# Approved and run"));
  },
);

describe("with Slack's own hosts alone", () => {
  test.each([
    "https://hooks.slack.com.evil.example/actions/x",
    "https://evil.example/hooks.slack.com/actions/x",
    "https://hooks.slack.com@evil.example/actions/x",
    "https://hooks.slack.com:8443/actions/x",
    "https://hooks.slack.com./actions/x",
    "http://hooks.slack.com/actions/x",
    "https://hooks.sl\u0430ck.com/actions/x",
    "https://slack.com/api/chat.delete",
    "https://api.slack.com/actions/x",
    "https://127.0.0.1/actions/x",
  ])("%s is none of them", async (response_url) => {
    const clock = fakeClock(new Date().toISOString());
    const webhookUrl = "https://hooks.slack.com/services/T1/B1/x";
    const secret = "5eecret-of-the-app";
    const transport = slackOn({ team: "T1", signingSecret: secret, webhookUrl }, { clock });
    const payload = {
      type: "block_actions",
      team: { id: "T1" },
      user: { id: "U1", team_id: "T1" },
      response_url,
      actions: [{ action_id: DENY, value: '{"r":"r-1","v":1,"d":"x"}', action_ts: "1.1" }],
    };
    const inbox = scriptedInbox({ result: "not_eligible", why: "Not recorded." });
    const asked: string[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = async (input) => {
      asked.push(new Request(input).url);
      return new Response("ok");
    };
    try {
      const init = { method: "POST", ...signedRequest(secret, payload, { at: clock.now() }) };
      const response = await transport.receive?.(new Request("https://desk.example/in/slack", init), inbox);
      expect(response?.status).toBe(200);
    } finally {
      globalThis.fetch = fetch;
    }
    expect(inbox.reviews).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});
