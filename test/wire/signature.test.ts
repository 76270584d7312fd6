import { createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { type Signable, signed, verified } from "../../src/wire/signature.js";
import { shareKey, signingKeys, verifyingKeys, type WebhookKey } from "../../src/wire/webhook-key.js";

const secret = (bytes = 32) => `whsec_${randomBytes(bytes).toString("base64")}`;
const HERE = "place";
const signers = (of: string | readonly string[]) => signingKeys(of, HERE);
const verifiers = (of: string | readonly string[]) => verifyingKeys(of, HERE);
const raw = (key: KeyObject, part: "d" | "x") => Buffer.from(String(key.export({ format: "jwk" })[part]), "base64url");

/** An Ed25519 pair of node:crypto, with its halves as Standard Webhooks writes them. */
function pair() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const [seed, point] = [raw(privateKey, "d"), raw(publicKey, "x")];
  return {
    privateKey,
    publicKey,
    whsk: `whsk_${seed.toString("base64")}`,
    long: `whsk_${Buffer.concat([seed, point]).toString("base64")}`,
    whpk: `whpk_${point.toString("base64")}`,
  };
}

const message = (more: Partial<Signable> = {}): Signable => ({
  id: "msg_1",
  at: Date.now(),
  body: '{"a":"é"}',
  ...more,
});
const open = (keys: readonly WebhookKey[], headers: HeadersInit, body: string, now = Date.now()) =>
  verified(keys, { headers: new Headers(headers), body }, now);

describe("what is signed", () => {
  test("by HMAC is verified by the package of Standard Webhooks, whatever the body", async () => {
    const key = secret();
    const other = new Webhook(key);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
        const body = JSON.stringify({ text });
        expect(other.verify(body, await signed(signers(key), message({ body })))).toEqual({ text });
      }),
      { numRuns: 50 },
    );
  });
  test("by several keys is verified by a holder of any of them", async () => {
    const [old, next] = [secret(), secret(24)];
    const headers = await signed(signers([old, next]), message());
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    for (const key of [old, next]) expect(new Webhook(key).verify(message().body, headers)).toEqual({ a: "é" });
    expect(() => new Webhook(secret()).verify(message().body, headers)).toThrow();
  });
  test("by an Ed25519 key is verified by node:crypto, with the key as seed and with its public half behind it", async () => {
    const { whsk, long, publicKey } = pair();
    for (const key of [whsk, long]) {
      const { id, at, body } = message();
      const headers = await signed(signers(key), { id, at, body });
      const [version, signature = ""] = headers["webhook-signature"]?.split(",") ?? [];
      const content = Buffer.from(`${id}.${Math.floor(at / 1000)}.${body}`);
      expect(version).toBe("v1a");
      expect(verify(null, content, publicKey, Buffer.from(signature, "base64"))).toBe(true);
    }
  });
});

describe("what is verified", () => {
  test("was signed by HMAC by the package of Standard Webhooks", async () => {
    const key = secret();
    const at = new Date();
    const headers = {
      "webhook-id": "x-1",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(key).sign("x-1", at, "body ü"),
    };
    expect(await open(verifiers(key), headers, "body ü")).toEqual({
      id: "x-1",
      at: Math.floor(at.getTime() / 1000) * 1000,
    });
  });
  test("was signed with Ed25519 by node:crypto", async () => {
    const { privateKey, whpk } = pair();
    const at = String(Math.floor(Date.now() / 1000));
    const signature = sign(null, Buffer.from(`x.${at}.b`), privateKey).toString("base64");
    const headers = { "webhook-id": "x", "webhook-timestamp": at, "webhook-signature": `v1a,${signature}` };
    expect(await open(verifiers(whpk), headers, "b")).toMatchObject({ id: "x" });
    expect(await open(verifiers(pair().whpk), headers, "b")).toHaveProperty("refused");
  });
  test("may have signatures of versions that are not known, before and after", async () => {
    const key = secret();
    const headers = await signed(signers(key), message());
    const list = `v9,abcd v1a,${"A".repeat(86)}== ${headers["webhook-signature"]} v2,x`;
    expect(await open(verifiers(key), { ...headers, "webhook-signature": list }, message().body)).toHaveProperty("id");
  });
  test("may be by the old key or by the new one while keys are exchanged", async () => {
    const [old, next] = [secret(), secret()];
    for (const key of [old, next]) {
      const headers = await signed(signers(key), message());
      expect(await open(verifiers([next, old]), headers, message().body)).toHaveProperty("id");
    }
  });
  test.each([
    [-300, "taken"],
    [300, "taken"],
    [-301, "refused"],
    [301, "refused"],
  ])("of %i seconds from now is %s", async (seconds, what) => {
    const key = secret();
    const now = Date.parse("2026-01-01T00:00:00Z");
    const headers = await signed(signers(key), message({ at: now + seconds * 1000 }));
    const answer = await open(verifiers(key), headers, message().body, now);
    expect("refused" in answer ? "refused" : "taken").toBe(what);
  });
});

describe("what is refused", () => {
  const key = secret();
  /** Signed well, over just these values. */
  const forged = (id: string, timestamp: string, body = "b") => {
    const hmac = createHmac("sha256", Buffer.from(key.slice(6), "base64")).update(`${id}.${timestamp}.${body}`);
    return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${hmac.digest("base64")}` };
  };
  const now = () => String(Math.floor(Date.now() / 1000));

  test("is nothing of what is signed well", async () => {
    expect(await open(verifiers(key), forged("a", now()), "b")).toMatchObject({ id: "a" });
  });
  test.each(["123junk", "1e9", "-1", " ", "", "1.5", "9".repeat(13), "0x10"])("a timestamp of %j", async (text) => {
    expect(await open(verifiers(key), forged("a", text), "b")).toHaveProperty("refused");
  });
  test("a timestamp with junk behind it, which others read as a number", async () => {
    expect(await open(verifiers(key), forged("a", `${now()}junk`), "b")).toHaveProperty("refused");
  });
  test.each(["", "a.b", "a b", "x".repeat(257), "é"])("an id of %j", async (id) => {
    expect(await open(verifiers(key), forged(id, now()), "b")).toHaveProperty("refused");
  });
  test.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("a message without %s", async (name) => {
    const { [name]: _, ...headers } = forged("a", now()) as Record<string, string>;
    expect(await open(verifiers(key), headers, "b")).toHaveProperty("refused");
  });
  test.each(["v1", "v1,", "v1,AAAA", `v1,${"!".repeat(44)}`, ",", "v1a,", " ".repeat(100), `v1,${"A".repeat(4096)}`])(
    "a list of signatures that is %j",
    async (list) => {
      expect(await open(verifiers(key), { ...forged("a", now()), "webhook-signature": list }, "b")).toHaveProperty(
        "refused",
      );
    },
  );
  test("an HMAC given out as Ed25519, and the other way", async () => {
    const { "webhook-signature": list, ...headers } = forged("a", now());
    expect(
      await open(verifiers(key), { ...headers, "webhook-signature": list.replace("v1", "v1a") }, "b"),
    ).toHaveProperty("refused");
  });
  test("any change of id, timestamp, body or signature", async () => {
    const { id, at, body } = message({ body: "a body of some length" });
    const headers = await signed(signers(key), { id, at, body });
    const parts = { ...headers, body };
    const names = Object.keys(parts) as (keyof typeof parts)[];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 9 }), async (name, place, by) => {
        const text = parts[name] ?? "";
        const index = place % text.length;
        const changed = String.fromCharCode(33 + ((text.charCodeAt(index) - 33 + by) % 90));
        const { body: other, ...rest } = { ...parts, [name]: text.slice(0, index) + changed + text.slice(index + 1) };
        if (other === body && JSON.stringify(rest) === JSON.stringify(headers)) return;
        expect(await open(verifiers(key), rest, other)).toHaveProperty("refused");
      }),
    );
  });
  test("another text of the very same signature", async () => {
    const { id, at, body } = message({});
    const headers = await signed(signers(key), { id, at, body });
    const given = headers["webhook-signature"] ?? "";
    const last = given.at(-2) ?? "";
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const alike = `${given.slice(0, -2)}${alphabet[alphabet.indexOf(last) + 1]}=`;
    expect(Buffer.from(alike.slice(3), "base64").equals(Buffer.from(given.slice(3), "base64"))).toBe(true);
    expect(await open(verifiers(key), { ...headers, "webhook-signature": alike }, body)).toHaveProperty("refused");
  });
  test("is told without a word of the message or of a key", async () => {
    const answer = await open(verifiers(key), { ...forged("id-1", now()), "webhook-signature": "v1,c2VjcmV0" }, "hush");
    expect(JSON.stringify(answer)).not.toMatch(/hush|c2VjcmV0|id-1|whsec/);
  });
});

describe("a secret", () => {
  const bytes = (count: number) => randomBytes(count).toString("base64");
  test.each([24, 32, 64])("of %i bytes may be shared", (count) => {
    expect(signers(secret(count))).toHaveLength(1);
    expect(verifiers(secret(count))).toHaveLength(1);
  });
  test.each([
    ["too short", `whsec_${bytes(23)}`],
    ["too long", `whsec_${bytes(65)}`],
    ["not base64", `whsec_${"*".repeat(44)}`],
    ["base64url", `whsec_${"-_".repeat(22)}`],
    ["without padding", `whsec_${bytes(32).replace("=", "")}`],
    ["with a line break", `whsec_${bytes(32)}\n`],
    ["without its prefix", bytes(32)],
    ["a public key where one signs", `whpk_${bytes(32)}`],
    ["an Ed25519 key of another length", `whsk_${bytes(33)}`],
    ["empty", ""],
    ["no text", 7],
    ["an empty list", []],
    ["a list of too many", Array(9).fill(`whsec_${bytes(32)}`)],
    ["nothing", undefined],
  ])("that is %s is refused at once, without being told", (_, given) => {
    const attempt = () => signingKeys(given, HERE);
    expect(attempt).toThrow(expect.objectContaining({ code: "input", message: expect.stringContaining(HERE) }));
    try {
      attempt();
    } catch (error) {
      const value = String(given)
        .replace(/^wh[a-z]+_/, "")
        .slice(0, 12);
      if (value.length > 8) expect((error as Error).message).not.toContain(value);
    }
  });
  test.each([pair().whsk, `whpk_${bytes(31)}`, `whpk_${bytes(64)}`])("to verify with cannot be %s", (given) => {
    expect(() => verifiers(given)).toThrow(expect.objectContaining({ code: "input" }));
  });
  test("that both directions have is found, in lists too", () => {
    const [a, b, c] = [secret(), secret(), secret()];
    expect(shareKey(signers([a, b]), verifiers([c, b]))).toBe(true);
    expect(shareKey(signers([a, b]), verifiers(c))).toBe(false);
    const { whsk, whpk } = pair();
    expect(shareKey(signers(whsk), verifiers([whpk, a]))).toBe(false);
  });
});
