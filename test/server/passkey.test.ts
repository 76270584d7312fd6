import { createHash, createPublicKey } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Store } from "../../src/approval/store.js";
import { isProven } from "../../src/people/identity.js";
import type { Need } from "../../src/server/sign-in.js";
import { memoryStore } from "../../src/stores/memory.js";
import { authenticator, type Lies } from "./authenticator.js";
import { passkeyDesk, RP, wrapped } from "./passkey-desk.js";

const digestOf = (text: string) => createHash("sha256").update(text).digest("base64url");
const DECISION = digestOf("approve refund.issue, revision 1");
const OTHER = digestOf("approve refund.issue, revision 2");

async function withOne(kind?: Parameters<typeof authenticator>[1]) {
  const desk = passkeyDesk();
  const { device } = await desk.add("ana", authenticator(RP, kind));
  const says = (lies: Lies = {}, who = "ana") =>
    desk.decide(who, DECISION, { assertion: device.get({ challenge: DECISION }, lies) });
  return { ...desk, device, says };
}
const refused = { status: 403, page: expect.stringContaining("Nothing was recorded.") };

test("the browser is asked for the person's own passkeys, over the digest of the decision", async () => {
  const { asked, device, add } = await withOne();
  await add("bo");
  expect(await asked("ana", DECISION)).toEqual({
    challenge: DECISION,
    rpId: "review.acme.com",
    allowCredentials: [{ id: device.id, type: "public-key", transports: ["internal"] }],
    userVerification: "required",
    timeout: 300_000,
  });
});

test("who has no passkey is asked for none, nor who is not signed in, nor where L4 is needed", async () => {
  const { asked } = await withOne();
  expect(await asked("bo", DECISION)).toBeUndefined();
  expect(await asked("", DECISION)).toBeUndefined();
  expect(await asked("ana", DECISION, "L4")).toBeUndefined();
});

test.each(["ES256", "EdDSA", "RS256"] as const)("a passkey with %s proves a decision at L3", async (algorithm) => {
  const { says, device } = await withOne(algorithm);
  const by = await says();
  expect(isProven(by)).toBe(true);
  expect(by).toMatchObject({
    issuer: "https://acme.okta.com",
    subject: "ana",
    proof: "L3",
    evidence: { credential: device.id, rp_id: "review.acme.com", algorithm, added_by: "L2" },
  });
});

test("the evidence has the signed bytes, the signature and the key, and is short", async () => {
  const { says, device } = await withOne("RS256");
  const by = await says();
  if (!isProven(by)) throw new Error("not proven");
  const of = (name: string) => Buffer.from(by.evidence[name] ?? "", "base64");
  expect(JSON.parse(of("client_data").toString()).challenge).toBe(DECISION);
  expect(of("authenticator_data").subarray(0, 32)).toEqual(createHash("sha256").update("review.acme.com").digest());
  const key = createPublicKey({ key: of("public_key"), format: "der", type: "spki" });
  expect(key.equals(device.publicKey)).toBe(true);
  expect(Object.values(by.evidence).every((value) => typeof value === "string")).toBe(true);
  expect(JSON.stringify(by.evidence).length).toBeLessThan(6_000);
});

test("the last use is shown", async () => {
  const { says, open } = await withOne();
  await says();
  const page = (await open("/sign-in/passkeys", { who: "ana" }))?.page;
  expect(page).toMatch(/Last used <time datetime="\d{4}-/);
});

const LIES: readonly [string, Lies, string][] = [
  ["of another decision", { challenge: OTHER }, "answered another question"],
  ["of no decision", { challenge: "" }, "answered another question"],
  ["of another origin", { origin: "https://evil.example" }, "at another address"],
  ["of http", { origin: "http://review.acme.com" }, "at another address"],
  ["of a host below", { origin: "https://evil.review.acme.com" }, "at another address"],
  ["of another RP ID", { rpId: "acme.com" }, "is not valid"],
  ["without the person's check", { flags: 1 }, "is not valid"],
  ["without the person's presence", { flags: 4 }, "is not valid"],
  ["that makes a passkey", { type: "webauthn.create" }, "is not valid"],
  ["in a frame of another page", { crossOrigin: true }, "inside another one"],
  ["of another user of the device", { userHandle: "AAAA" }, "none of your passkeys"],
  ["of an unknown passkey", { id: "AAAA" }, "none of your passkeys"],
];
test.each(LIES)("an assertion is refused %s", async (_, lies, why) => {
  const { says } = await withOne();
  expect(await says(lies)).toEqual({ status: 403, page: expect.stringContaining(why) });
  expect(await says()).toMatchObject({ proof: "L3" });
});

test("an assertion with the person's own handle is taken", async () => {
  const { says, asks } = await withOne();
  const { creation } = await asks("ana");
  expect(await says({ userHandle: creation.user.id })).toMatchObject({ proof: "L3" });
  expect(await says({ userHandle: (await asks("bo")).creation.user.id })).toEqual(refused);
});

test("another person's passkey proves nothing, signed in as whomever", async () => {
  const { says, add, asked } = await withOne();
  expect(await says({}, "bo")).toEqual(refused);
  await add("bo");
  expect(await asked("bo", DECISION)).toBeDefined();
  expect(await says({}, "bo")).toEqual(refused);
});

test("the key of another device proves nothing under a known credential id", async () => {
  const { decide, device } = await withOne();
  const assertion = authenticator(RP).get({ challenge: DECISION }, { id: device.id });
  expect(await decide("ana", DECISION, { assertion })).toEqual(refused);
});

test("a passkey of another tenant proves nothing", async () => {
  const { store, device } = await withOne();
  const assertion = device.get({ challenge: DECISION });
  expect(await passkeyDesk({ store, tenant: "other" }).decide("ana", DECISION, { assertion })).toEqual(refused);
});

test("a removed passkey proves nothing", async () => {
  const { says, open, device } = await withOne();
  await open("/sign-in/passkeys/remove", { who: "ana", form: { passkey: device.id } });
  expect(await says()).toEqual(refused);
});

test("a device's count that does not grow proves nothing", async () => {
  const { says } = await withOne();
  expect(await says({ counter: 7 })).toMatchObject({ proof: "L3" });
  for (const counter of [7, 6, 0]) expect(await says({ counter })).toEqual(refused);
  expect(await says({ counter: 8 })).toMatchObject({ proof: "L3" });
});

test("the same assertion of a device that counts is taken once, also twice at the same time", async () => {
  const { decide, device } = await withOne();
  const assertion = device.get({ challenge: DECISION });
  const both = await Promise.all([1, 2].map(() => decide("ana", DECISION, { assertion })));
  expect(both.filter(isProven)).toHaveLength(1);
  expect(both.filter((by) => !isProven(by))).toEqual([refused]);
});

test("a passkey that does not count, as synced ones do not, can be used for two decisions at once", async () => {
  const desk = passkeyDesk();
  const { device } = await desk.add("ana", authenticator(RP), { counter: 0, flags: 29 });
  const uses = [DECISION, OTHER].map((challenge) =>
    desk.decide("ana", challenge, { assertion: device.get({ challenge }, { counter: 0, flags: 29 }) }),
  );
  expect((await Promise.all(uses)).every(isProven)).toBe(true);
  expect((await desk.open("/sign-in/passkeys", { who: "ana" }))?.page).toContain("Synced between your devices");
});

test("a passkey that is removed while its assertion is checked proves nothing", async () => {
  const kept = memoryStore();
  const hooks: { before?: (() => Promise<unknown>) | undefined } = {};
  const store: Store = {
    ...kept,
    async compareAndSet(...given) {
      const { before } = hooks;
      hooks.before = undefined;
      await before?.();
      return kept.compareAndSet(...given);
    },
  };
  const desk = passkeyDesk({ store });
  const { device } = await desk.add("ana");
  hooks.before = () => desk.open("/sign-in/passkeys/remove", { who: "ana", form: { passkey: device.id } });
  const assertion = device.get({ challenge: DECISION });
  expect(await desk.decide("ana", DECISION, { assertion })).toEqual(refused);
});

test("a store that never sets ends in a refusal, not in a loop", async () => {
  const kept = memoryStore();
  const store: Store = { ...kept, compareAndSet: async () => ({ set: false, now: 0 }) };
  const desk = passkeyDesk({ store });
  const { device } = await desk.add("ana");
  const by = await desk.decide("ana", DECISION, { assertion: device.get({ challenge: DECISION }) });
  expect(by).toEqual({ status: 403, page: expect.stringContaining("at the same moment") });
  const removed = await desk.open("/sign-in/passkeys/remove", { who: "ana", form: { passkey: device.id } });
  expect(removed?.status).toBe(409);
});

test.each(["signature", "authenticatorData", "clientDataJSON"] as const)(
  "whatever byte of its %s is changed, it proves nothing",
  async (part) => {
    const { decide, device } = await withOne();
    const changed = fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const given = JSON.parse(device.get({ challenge: DECISION }));
      const bytes = Buffer.from(given.response[part], "base64url");
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ by;
      given.response[part] = bytes.toString("base64url");
      expect(await decide("ana", DECISION, { assertion: JSON.stringify(given) })).toEqual(refused);
    });
    await fc.assert(changed, { numRuns: 300 });
  },
);

test("an ES256 signature in another encoding than DER proves nothing, though its numbers are right", async () => {
  const { decide, device } = await withOne();
  const looser = (bytes: Buffer) => {
    const first = bytes.subarray(4, 4 + (bytes[3] ?? 0));
    const padded = Buffer.concat([Buffer.from([2, first.length + 1, 0]), first, bytes.subarray(4 + first.length)]);
    const longer = Buffer.concat([Buffer.from([0x30, 0x81]), bytes.subarray(1)]);
    return [
      Buffer.concat([Buffer.from([0x30, padded.length]), padded]),
      longer,
      Buffer.concat([bytes, Buffer.alloc(1)]),
    ];
  };
  for (const at of [0, 1, 2]) {
    const given = JSON.parse(device.get({ challenge: DECISION }));
    const exact = () => Buffer.from(given.response.signature, "base64url");
    while (exact()[3] !== 32) given.response = JSON.parse(device.get({ challenge: DECISION })).response;
    given.response.signature = looser(exact())[at]?.toString("base64url");
    expect(await decide("ana", DECISION, { assertion: JSON.stringify(given) })).toEqual(refused);
  }
});

test("a form of more than 256 KB is not read to its end", async () => {
  const { decide, device } = await withOne();
  const form = { assertion: device.get({ challenge: DECISION }), reason: "a".repeat(300_000) };
  expect(await decide("ana", DECISION, form)).toEqual(refused);
});

test("whatever JSON an assertion is, it is refused with a page", async () => {
  const { decide, device } = await withOne();
  const given = JSON.parse(device.get({ challenge: DECISION }));
  const json = fc.oneof(
    fc.jsonValue(),
    fc.jsonValue().map((value) => ({ ...given, response: value })),
    fc.jsonValue().map((value) => ({ ...given, id: value, rawId: value })),
    fc.jsonValue().map((value) => ({ ...given, response: { ...given.response, signature: value } })),
    fc.string().map((value) => ({ ...given, response: { ...given.response, clientDataJSON: value } })),
  );
  const refuses = fc.asyncProperty(json, async (value) => {
    expect(await decide("ana", DECISION, { assertion: JSON.stringify(value) })).toEqual(refused);
  });
  await fc.assert(refuses, { numRuns: 200 });
});

test.each([
  ["half of JSON", "{"],
  ["JSON in JSON", "[".repeat(30_000)],
  ["a text of 100 KB", "a".repeat(100_000)],
  ["a form of 300 KB", "a".repeat(300_000)],
])("an assertion is refused that is %s", async (_, assertion) => {
  const { decide } = await withOne();
  expect(await decide("ana", DECISION, { assertion })).toEqual(refused);
});

test("without an assertion L2 is the wrapped sign-in's, and so is L4", async () => {
  const { decide } = await withOne();
  expect(await decide("ana", DECISION, {}, "L2")).toMatchObject({ status: 302 });
  expect(await decide("ana", DECISION, {}, "L4")).toEqual({ status: 403, page: "only L2" });
});

test("an assertion also proves what needs L2", async () => {
  const { decide, device } = await withOne();
  const assertion = device.get({ challenge: DECISION });
  expect(await decide("ana", DECISION, { assertion }, "L2")).toMatchObject({ proof: "L3" });
});

test("without an assertion L3 is refused with a page that leads back", async () => {
  const { decide } = await withOne();
  const answer = await decide("ana", DECISION, {});
  expect(answer).toEqual(refused);
  expect(answer).toMatchObject({ page: expect.stringContaining('href="/desk/requests/r1"') });
});

test("where the wrapped sign-in proves nothing more, L2 without an assertion and L4 are refused", async () => {
  const desk = passkeyDesk({ signIn: { who: wrapped.who }, withoutStepUp: "session" });
  const { device } = await desk.add("ana");
  const assertion = device.get({ challenge: DECISION });
  expect(await desk.decide("ana", DECISION, {}, "L2")).toEqual(refused);
  expect(await desk.decide("ana", DECISION, { assertion }, "L4")).toEqual(refused);
});

test("who is not signed in proves nothing, whatever they send", async () => {
  const { decide, device } = await withOne();
  const assertion = device.get({ challenge: DECISION });
  expect(await decide("", DECISION, { assertion })).toMatchObject({ status: 401 });
});

test("the form stays unread for who comes after", async () => {
  const { signIn, request, need, place, device } = await withOne();
  const form = { assertion: device.get({ challenge: DECISION }), reason: "checked" };
  const posted = request("/x", { who: "ana", form });
  expect(isProven(await signIn.stepUp?.(posted, need(DECISION), place("/x")))).toBe(true);
  expect(new URLSearchParams(await posted.text()).get("reason")).toBe("checked");
});

test("a form that was read before is the caller's mistake, and is told", async () => {
  const { signIn, request, need, place } = await withOne();
  const posted = request("/x", { who: "ana", form: { assertion: "{}" } });
  await posted.text();
  const need3: Need = need(DECISION);
  await expect(signIn.stepUp?.(posted, need3, place("/x"))).rejects.toMatchObject({ code: "input" });
});
