import { createHmac, randomBytes } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { signedRequest } from "../../examples/slack/stand-in/signed.js";
import type { Inbox } from "../../src/approval/transport.js";
import { verified } from "../../src/wire/signature.js";
import { verifyingKeys } from "../../src/wire/webhook-key.js";
import { closeAll, office } from "../transports/slack/office.js";

afterEach(closeAll);
afterEach(() => void vi.unstubAllGlobals());

const BODY = `{"requestId":"${"x".repeat(250_000)}"}`;
const secret = () => `whsec_${randomBytes(32).toString("base64")}`;
const publicKey = () => `whpk_${randomBytes(32).toString("base64")}`;
const seconds = () => String(Math.floor(Date.now() / 1000));

const open = (secrets: readonly string[], list: string, body = BODY) => {
  const headers = new Headers({ "webhook-id": "a", "webhook-timestamp": seconds(), "webhook-signature": list });
  return verified(verifyingKeys(secrets, "secret"), { headers, body }, Date.now());
};

/** Bytes that are handed to Web Crypto while something is done. */
async function hashed(work: () => Promise<unknown>): Promise<number> {
  const spies = (["sign", "verify", "digest"] as const).map((name) => vi.spyOn(crypto.subtle, name));
  try {
    await work();
    const given = spies.flatMap((spy) => spy.mock.calls.map((call: readonly unknown[]) => call.at(-1) as Uint8Array));
    return given.reduce((sum, { byteLength }) => sum + byteLength, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test.each([1, 2, 8])("a header full of signatures has the body hashed once for each of %i keys", async (count) => {
  const keys = Array.from({ length: count }, secret);
  const forged = Array.from({ length: 85 }, () => `v1,${randomBytes(32).toString("base64")}`).join(" ");
  const bytes = await hashed(async () => expect(await open(keys, forged)).toHaveProperty("refused"));
  expect(bytes).toBeLessThan(count * (BODY.length + 100));
});

test("of signatures by Ed25519, each of which takes a hash of the body, at most ten are looked at", async () => {
  const forged = Array.from({ length: 40 }, () => `v1a,${randomBytes(64).toString("base64")}`).join(" ");
  const bytes = await hashed(async () => expect(await open([publicKey()], forged)).toHaveProperty("refused"));
  expect(bytes).toBeLessThan(11 * BODY.length);
});

test("signatures that cannot be one of a key have nothing hashed", async () => {
  const bytes = await hashed(async () => {
    for (const list of [Array(500).fill("v1,!").join(" "), Array(500).fill("v9,AAAA").join(" "), "v1a,AAAA"])
      expect(await open([secret()], list)).toHaveProperty("refused");
  });
  expect(bytes).toBe(0);
});

test("the tenth signature is looked at, the eleventh is not", async () => {
  const key = secret();
  const at = seconds();
  const right = createHmac("sha256", Buffer.from(key.slice(6), "base64"))
    .update(`a.${at}.${BODY}`)
    .digest("base64");
  const after = (count: number) => [...Array(count).fill(`v1,${"A".repeat(43)}=`), `v1,${right}`].join(" ");
  const headers = (list: string) =>
    new Headers({ "webhook-id": "a", "webhook-timestamp": at, "webhook-signature": list });
  const open = (list: string) =>
    verified(verifyingKeys(key, "secret"), { headers: headers(list), body: BODY }, Date.now());
  expect(await open(after(9))).toEqual({ id: "a", at: Number(at) * 1000 });
  expect(await open(after(10))).toHaveProperty("refused");
});

test("Slack's form is not parsed before its signature is verified", async () => {
  const { transport, slack, clock } = await office();
  let parsed = 0;
  class Counted extends URLSearchParams {
    constructor(...given: ConstructorParameters<typeof URLSearchParams>) {
      super(...given);
      parsed++;
    }
  }
  vi.stubGlobal("URLSearchParams", Counted);
  const send = (headers: Record<string, string>, body: string) =>
    transport.receive?.(new Request("https://desk.example/in/slack", { method: "POST", headers, body }), {} as Inbox);
  const body = `ssl_check=1&${"a&".repeat(250_000)}`;
  const { headers } = signedRequest("another secret", {}, { at: clock.now() });
  for (const given of [{}, headers]) expect(await send(given, body)).toHaveProperty("status", 401);
  expect(parsed).toBe(0);
  const right = signedRequest(slack.signingSecret, { type: "nothing" }, { at: clock.now() });
  expect(await send(right.headers, right.body)).toHaveProperty("status", 200);
  expect(parsed).toBeGreaterThan(0);
});
