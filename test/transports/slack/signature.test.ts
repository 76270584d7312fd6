import { verifySlackRequest } from "@slack/bolt";
import { describe, expect, test } from "vitest";
import { signature, signedRequest } from "../../../examples/slack/stand-in/signed.js";
import { fakeClock } from "../../../src/testing/testing.js";
import { isFromSlack } from "../../../src/transports/slack/signature.js";
import { slackOn } from "../../../src/transports/slack/slack-on.js";
import { scriptedInbox } from "../refund-message.js";

// The example of https://docs.slack.dev/authentication/verifying-requests-from-slack.
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const AT = 1_531_420_618;
const BODY =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
  "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com" +
  "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d" +
  "10d2c447fce8b6703c";
const DOCUMENTED = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const NOW = AT * 1000;

const headersOf = (timestamp: string, signed = signature(SECRET, timestamp, BODY)) => ({
  "x-slack-request-timestamp": timestamp,
  "x-slack-signature": signed,
});
const verified = (headers: Record<string, string>, body = BODY, secret = SECRET) =>
  isFromSlack(secret, { headers: new Headers(headers), body }, NOW);

test("the documented example is from Slack", async () => {
  expect(await verified(headersOf(String(AT), DOCUMENTED))).toBe(true);
});

test.each([-300, 0, 300])("a timestamp %i seconds off is good", async (off) => {
  expect(await verified(headersOf(String(AT + off)))).toBe(true);
});

test.each<[string, Record<string, string>, string?, string?]>([
  ["a body that was changed", headersOf(String(AT)), BODY.replace("roadrunner", "coyote")],
  ["a body with one byte more", headersOf(String(AT)), `${BODY}\n`],
  ["another secret", headersOf(String(AT)), BODY, `${SECRET}x`],
  ["another timestamp than was signed", headersOf(String(AT + 1), DOCUMENTED)],
  ["no signature", { "x-slack-request-timestamp": String(AT) }],
  ["no timestamp", { "x-slack-signature": DOCUMENTED }],
  ["an empty signature", headersOf(String(AT), "")],
  ["no version", headersOf(String(AT), DOCUMENTED.slice(3))],
  ["another version", headersOf(String(AT), DOCUMENTED.replace("v0", "v1"))],
  ["hexadecimal digits in capitals", headersOf(String(AT), `v0=${DOCUMENTED.slice(3).toUpperCase()}`)],
  ["one digit too few", headersOf(String(AT), DOCUMENTED.slice(0, -1))],
  ["one digit too many", headersOf(String(AT), `${DOCUMENTED}0`)],
  ["two signatures", headersOf(String(AT), `${DOCUMENTED}, ${DOCUMENTED}`)],
])("%s is not from Slack", async (_, headers, body, secret) => {
  expect(await verified(headers, body, secret)).toBe(false);
});

// Each is signed with the right secret. Slack's own framework compares a number with `<`, and every comparison with NaN is false.
test.each([
  ["1 hour in the future", "taken", String(AT + 3600)],
  ["301 seconds in the future", "taken", String(AT + 301)],
  ["301 seconds ago", "refused", String(AT - 301)],
  ["NaN", "taken", "NaN"],
  ["digits with letters after them", "taken", `${AT}abc`],
  ["nothing but letters", "taken", "soon"],
  ["an exponent", "refused", "1e9"],
  ["a fraction", "taken", `${AT}.5`],
  ["a sign and digits", "taken", `+${AT}`],
  ["hexadecimal digits", "taken", `0x${AT.toString(16)}`],
  ["no digit at all", "refused", ""],
])("a timestamp of %s is %s by bolt, and refused here", async (_, byBolt, timestamp) => {
  const headers = headersOf(timestamp);
  expect(await verified(headers)).toBe(false);
  const asked = { signingSecret: SECRET, body: BODY, headers: headers as never, nowMilliseconds: NOW };
  if (byBolt === "taken") expect(() => verifySlackRequest(asked)).not.toThrow();
  else expect(() => verifySlackRequest(asked)).toThrow("request is stale");
});

describe("a transport", () => {
  const clock = fakeClock(new Date(NOW).toISOString());
  const webhookUrl = "https://hooks.slack.com/services/T1DC2JH3J/B1/s3cret";
  const transport = slackOn({ team: "T1DC2JH3J", signingSecret: SECRET, webhookUrl }, { clock });
  const inbox = scriptedInbox();
  const press = JSON.stringify({
    type: "block_actions",
    team: { id: "T1DC2JH3J" },
    user: { id: "U1", team_id: "T1DC2JH3J" },
    actions: [{ action_id: "countersign.deny", value: '{"r":"r-1","v":1,"d":"x"}', action_ts: "1.1" }],
  });
  const asked = async (init: RequestInit) => {
    const response = await transport.receive?.(new Request("https://desk.example/in/slack", init), inbox);
    return { status: response?.status, body: await response?.text(), headers: response?.headers };
  };
  const signed = (payload: object | string, at = NOW) => ({
    method: "POST",
    ...signedRequest(SECRET, payload, { at }),
  });

  test.each(["GET", "HEAD", "PUT", "DELETE"])("answers %s with 405 and what it takes", async (method) => {
    const answered = await asked({ method, headers: headersOf(String(AT), signature(SECRET, String(AT), "")) });
    expect(answered).toMatchObject({ status: 405, body: "" });
    expect(answered.headers?.get("allow")).toBe("POST");
  });
  test.each<[string, RequestInit]>([
    ["no signature", { method: "POST", body: `payload=${encodeURIComponent(press)}` }],
    ["a signature of six minutes ago", signed(JSON.parse(press), NOW - 360_000)],
    ["a signature of six minutes from now", signed(JSON.parse(press), NOW + 360_000)],
    ["another body", { ...signed(JSON.parse(press)), body: `payload=${encodeURIComponent(press)}&x=1` }],
    ["a payload beside a look at the certificate", { method: "POST", body: `ssl_check=1&payload=${press}` }],
  ])("answers 401 to %s, and says nothing more", async (_, init) => {
    expect(await asked(init)).toMatchObject({ status: 401, body: "" });
  });
  test("answers a look at the certificate, signed or not", async () => {
    expect(await asked({ method: "POST", body: "ssl_check=1&token=x" })).toMatchObject({ status: 200, body: "" });
    expect(await asked(signed("ssl_check=1&token=x"))).toMatchObject({ status: 200, body: "" });
  });
  test("does not read on in what is too long, however well it is signed", async () => {
    expect(await asked(signed(`payload=${"x".repeat(512 * 1024)}`))).toMatchObject({ status: 413, body: "" });
  });
  test.each([
    ["no payload", "x=1"],
    ["a payload that is no JSON", "payload={"],
    ["a payload of another type", { type: "shortcut", user: { id: "U1" } }],
    ["a payload of nobody", { type: "block_actions", actions: [{ action_id: "countersign.deny" }] }],
    ["a payload that is a list", [1]],
  ])("acknowledges %s that is signed, and does nothing", async (_, payload) => {
    expect(await asked(signed(payload))).toMatchObject({ status: 200, body: "" });
  });
  test("gave nothing of all that to the desk, and then what is signed", async () => {
    expect(inbox.reviews).toEqual([]);
    expect(await asked(signed(JSON.parse(press)))).toMatchObject({ status: 200, body: "" });
    expect(inbox.reviews).toMatchObject([{ requestId: "r-1", decision: "deny", by: { subject: "U1" } }]);
  });
});
