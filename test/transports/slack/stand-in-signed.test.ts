import fc from "fast-check";
import { expect, test } from "vitest";
import { signature, signedRequest } from "../../../examples/slack/stand-in/signed.js";

// The example of https://docs.slack.dev/authentication/verifying-requests-from-slack.
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const AT = 1_531_420_618;
const BODY =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
  "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com" +
  "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d" +
  "10d2c447fce8b6703c";
const SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

test("the documented example has the documented signature", () => {
  expect(signature(SECRET, String(AT), BODY)).toBe(SIGNATURE);
  const { headers, body } = signedRequest(SECRET, BODY, { at: AT * 1000 + 999 });
  expect(body).toBe(BODY);
  expect(headers).toMatchObject({
    "x-slack-signature": SIGNATURE,
    "x-slack-request-timestamp": String(AT),
    "content-type": "application/x-www-form-urlencoded",
  });
});

test("any payload is one field of a form in ASCII, and comes back whole", () =>
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (payload) => {
      const { body } = signedRequest(SECRET, payload, { at: 0 });
      const form = new URLSearchParams(body);
      expect(body).toMatch(/^payload=[\w.%+-]*$/);
      expect([...form.keys()]).toEqual(["payload"]);
      expect(JSON.parse(form.get("payload") ?? "")).toEqual(JSON.parse(JSON.stringify(payload)));
    }),
  ));

test.each(["a/b", "é"])("who parses a payload with %s and writes it again has another one", (text) => {
  const given = new URLSearchParams(signedRequest(SECRET, { text }, { at: 0 }).body).get("payload") ?? "";
  expect(JSON.stringify(JSON.parse(given))).not.toBe(given);
});

test("who parses the form and writes it again has other bytes, and another signature", () => {
  const { headers, body } = signedRequest(SECRET, { text: "*~" }, { at: 0 });
  const again = new URLSearchParams(body).toString();
  expect(again).not.toBe(body);
  expect(signature(SECRET, "0", again)).not.toBe(headers["x-slack-signature"]);
});
