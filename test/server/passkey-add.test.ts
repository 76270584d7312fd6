import { execFileSync } from "node:child_process";
import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { proven } from "../../src/people/identity.js";
import type { SignIn } from "../../src/server/sign-in.js";
import { memoryStore } from "../../src/stores/memory.js";
import { authenticator, type Cbor, cbor, type Lies } from "./authenticator.js";
import { identity, passkeyDesk, RP, wrapped } from "./passkey-desk.js";

const PAGE = "/sign-in/passkeys";
const rows = async ({ store }: ReturnType<typeof passkeyDesk>, tenant = "default") =>
  (await store.list({ tenant, limit: 100 })).rows;

test("who the wrapped sign-in knows adds a passkey, and sees it", async () => {
  const desk = passkeyDesk();
  const { answer, device } = await desk.add("ana");
  expect([answer?.status, answer?.headers.get("location")]).toEqual([303, "/desk/sign-in/passkeys"]);
  const list = await desk.open(PAGE, { who: "ana" });
  expect(list?.page).toContain(device.id.slice(0, 8));
  expect(list?.page).toContain("Never used.");
});

test("the browser is asked for a key with a check of the person, and for none that is there already", async () => {
  const desk = passkeyDesk();
  const { device } = await desk.add("ana");
  const { creation, digest } = await desk.asks("ana");
  expect(creation).toMatchObject({
    rp: { id: "review.acme.com", name: "countersign" },
    challenge: digest,
    attestation: "none",
    authenticatorSelection: { userVerification: "required" },
    excludeCredentials: [{ id: device.id, type: "public-key", transports: ["internal"] }],
  });
  expect(Buffer.from(digest, "base64url")).toHaveLength(32);
});

test("adding begins with a sign-in for this very adding", async () => {
  const desk = passkeyDesk();
  const [first, second] = [await desk.asks("ana"), await desk.asks("ana")];
  expect(first.digest).not.toBe(second.digest);
  const path = `${PAGE}/add?adding=${second.adding}`;
  const other = await desk.open(path, { who: "ana", again: `${first.digest} ana` });
  expect([other?.status, other?.page]).toEqual([302, ""]);
});

test("a session alone adds no passkey, whatever is posted", async () => {
  const desk = passkeyDesk();
  const { adding, creation } = await desk.asks("ana");
  const form = { adding, attestation: authenticator(RP).create(creation) };
  const answer = await desk.open(`${PAGE}/add`, { who: "ana", form });
  expect([answer?.status, await rows(desk)]).toEqual([403, []]);
});

test("a sign-in as somebody else adds no passkey", async () => {
  const { page, creation } = await passkeyDesk().asks("ana", "bo");
  expect(creation).toBeUndefined();
  expect(page).toContain("You signed in again as somebody else");
});

test("a step-up that proves no more than a session adds no passkey", async () => {
  const weak: SignIn = { ...wrapped, stepUp: async () => identity("ana", "L1") };
  const desk = passkeyDesk({ signIn: weak });
  const { adding } = await desk.asks("ana");
  expect((await desk.open(`${PAGE}/add?adding=${adding}`, { who: "ana" }))?.status).toBe(403);
});

test("a sign-in that cannot ask again lets nobody add a passkey", async () => {
  const desk = passkeyDesk({ signIn: { who: wrapped.who } });
  expect((await desk.open(PAGE, { who: "ana" }))?.page).toContain("None can be added");
  expect((await desk.open(`${PAGE}/add?adding=${"a".repeat(22)}`, { who: "ana" }))?.status).toBe(403);
});

test("where a session is enough, the evidence of every decision says so", async () => {
  const desk = passkeyDesk({ signIn: { who: wrapped.who }, withoutStepUp: "session" });
  const { answer, device } = await desk.add("ana");
  expect(answer?.status).toBe(303);
  const digest = "A".repeat(43);
  const by = await desk.decide("ana", digest, { assertion: device.get({ challenge: digest }) });
  expect(by).toMatchObject({ proof: "L3", evidence: { added_by: "L1" } });
});

const LIES: readonly [string, Lies][] = [
  ["of another challenge", { challenge: "B".repeat(43) }],
  ["made at another origin", { origin: "https://evil.example" }],
  ["made at another port", { origin: "https://review.acme.com:8443" }],
  ["of another RP ID", { rpId: "evil.example" }],
  ["without a check of the person", { flags: 1 }],
  ["without the person's presence", { flags: 4 }],
  ["that is an assertion", { type: "webauthn.get" }],
  ["made in a frame of another page", { crossOrigin: true }],
  ["with an unknown attestation", { attestation: { fmt: "mine", attStmt: new Map() } }],
  ["with a wrong attestation of its own", { attestation: { fmt: "packed", attStmt: packed([]) } }],
];
function packed(more: [string, Uint8Array[]][]) {
  return new Map<string, string | number | Uint8Array | Uint8Array[]>([
    ["alg", -7],
    ["sig", Buffer.alloc(70)],
    ...more,
  ]);
}

test.each(LIES)("a passkey is refused %s", async (_, lies) => {
  const desk = passkeyDesk();
  const { answer } = await desk.add("ana", authenticator(RP), lies);
  expect([answer?.status, await rows(desk)]).toEqual([400, []]);
});

const signedBy = (key: KeyObject, x5c: readonly Uint8Array[]): Lies => ({
  attestation: (signed, own) => {
    const sig = sign("sha256", signed, x5c.length > 0 ? key : own);
    return { fmt: "packed", attStmt: new Map<string, Cbor>([["alg", -7], ["sig", sig], ...more(x5c)]) };
  },
});
const more = (x5c: readonly Uint8Array[]): [string, Cbor][] => (x5c.length > 0 ? [["x5c", x5c]] : []);

test("an attestation that the passkey itself signed is taken, a good one of a maker's certificate is not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "maker-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);
  const subject = "/C=US/O=Maker/OU=Authenticator Attestation/CN=Key";
  const made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -outform DER".split(" ");
  const files = [
    "-keyout",
    at("key"),
    "-out",
    at("cert"),
    "-subj",
    subject,
    "-addext",
    "basicConstraints=critical,CA:FALSE",
  ];
  execFileSync("openssl", [...made, ...files], { stdio: "ignore" });
  const maker = createPrivateKey(readFileSync(at("key")));
  const desk = passkeyDesk();
  expect((await desk.add("ana", authenticator(RP), signedBy(maker, []))).answer?.status).toBe(303);
  const attested = signedBy(maker, [readFileSync(at("cert"))]);
  expect((await desk.add("ana", authenticator(RP), attested)).answer?.status).toBe(400);
});

test("an attestation with certificates is refused before anything in it is read or fetched", async () => {
  const desk = passkeyDesk();
  let read = 0;
  const get = globalThis.fetch;
  globalThis.fetch = async () => Promise.reject(new Error(`${++read}`));
  try {
    for (const fmt of ["packed", "fido-u2f", "tpm", "apple", "android-key", "android-safetynet"]) {
      const attestation = { fmt, attStmt: packed([["x5c", [Buffer.from("not a certificate")]]]) };
      expect((await desk.add("ana", authenticator(RP), { attestation })).answer?.status).toBe(400);
    }
  } finally {
    globalThis.fetch = get;
  }
  expect(read).toBe(0);
});

test("a key of another algorithm is refused", async () => {
  const desk = passkeyDesk();
  expect((await desk.add("ana", authenticator(RP, "ES384"))).answer?.status).toBe(400);
});

test("the same form sent twice adds one passkey", async () => {
  const desk = passkeyDesk();
  const { form, digest } = await desk.add("ana");
  const again = await desk.open(`${PAGE}/add`, { who: "ana", again: `${digest} ana`, form });
  expect([again?.status, (await rows(desk)).length]).toEqual([303, 1]);
});

test("a sign-in for one adding adds one passkey, also once that one is removed", async () => {
  const desk = passkeyDesk();
  const { adding, digest, creation } = await desk.asks("ana");
  const adds = (device: ReturnType<typeof authenticator>) => {
    const form = { adding, attestation: device.create(creation) };
    return desk.open(`${PAGE}/add`, { who: "ana", again: `${digest} ana`, form });
  };
  const own = authenticator(RP);
  expect((await adds(own))?.status).toBe(303);
  expect((await adds(authenticator(RP)))?.page).toContain("has added a passkey already");
  await desk.open(`${PAGE}/remove`, { who: "ana", form: { passkey: own.id } });
  expect((await adds(authenticator(RP)))?.status).toBe(409);
  expect(await rows(desk)).toHaveLength(1);
});

test("one passkey that is added by two people at once is one person's, and the other is told", async () => {
  const desk = passkeyDesk();
  const device = authenticator(RP);
  const asked = await Promise.all(["ana", "bo"].map(async (who) => ({ who, ...(await desk.asks(who)) })));
  const both = await Promise.all(
    asked.map(({ who, adding, digest, creation }) => {
      const form = { adding, attestation: device.create(creation) };
      return desk.open(`${PAGE}/add`, { who, again: `${digest} ${who}`, form });
    }),
  );
  expect(both.map((answer) => answer?.status).sort()).toEqual([303, 409]);
});

test("a credential id belongs to one person, in all tenants of a store, also after its removal", async () => {
  const desk = passkeyDesk();
  const { device } = await desk.add("ana");
  const other = passkeyDesk({ store: desk.store, tenant: "other" });
  const thief = authenticator(RP);
  expect((await desk.add("bo", thief, { id: device.id })).answer?.status).toBe(409);
  expect((await other.add("bo", thief, { id: device.id })).answer?.status).toBe(409);
  expect((await other.add("ana", thief, { id: device.id })).answer?.status).toBe(409);
  await desk.open(`${PAGE}/remove`, { who: "ana", form: { passkey: device.id } });
  expect((await desk.add("ana", device)).answer?.status).toBe(409);
});

test("a person has 20 passkeys at most, and other people's do not count", async () => {
  const desk = passkeyDesk();
  await desk.add("bo");
  for (let i = 0; i < 20; i++) expect((await desk.add("ana")).answer?.status).toBe(303);
  expect((await desk.open(PAGE, { who: "ana" }))?.page).toContain("You have 20: remove one");
  const form = { adding: "a".repeat(22), attestation: "" };
  expect((await desk.open(`${PAGE}/add`, { who: "ana", form }))?.status).toBe(400);
  expect(await rows(desk)).toHaveLength(21);
});

test("a twenty-first passkey is refused also from a page that was open before", async () => {
  const desk = passkeyDesk();
  const early = await desk.asks("ana");
  for (let i = 0; i < 20; i++) await desk.add("ana");
  const form = { adding: early.adding, attestation: authenticator(RP).create(early.creation) };
  const late = await desk.open(`${PAGE}/add`, { who: "ana", again: `${early.digest} ana`, form });
  expect([late?.status, (await rows(desk)).length]).toEqual([409, 20]);
});

test("a person sees and removes only their own", async () => {
  const desk = passkeyDesk();
  const { device } = await desk.add("ana");
  expect((await desk.open(PAGE, { who: "bo" }))?.page).toContain("You have none here.");
  await desk.open(`${PAGE}/remove`, { who: "bo", form: { passkey: device.id } });
  expect((await desk.open(PAGE, { who: "ana" }))?.page).toContain(device.id.slice(0, 8));
  const removed = await desk.open(`${PAGE}/remove`, { who: "ana", form: { passkey: device.id } });
  expect(removed?.status).toBe(303);
  expect((await desk.open(PAGE, { who: "ana" }))?.page).toContain("You have none here.");
});

test("another tenant's passkeys are not seen", async () => {
  const desk = passkeyDesk();
  await desk.add("ana");
  const other = passkeyDesk({ store: desk.store, tenant: "other" });
  expect((await other.open(PAGE, { who: "ana" }))?.page).toContain("You have none here.");
  expect(await other.asked("ana", "A".repeat(43))).toBeUndefined();
});

test("the same subject of another issuer is somebody else", async () => {
  const desk = passkeyDesk();
  await desk.add("ana");
  const who: SignIn["who"] = async () => proven({ issuer: "https://other", subject: "ana", proof: "L1", evidence: {} });
  const other = passkeyDesk({ store: desk.store, signIn: { ...wrapped, who } });
  expect((await other.open(PAGE, {}))?.page).toContain("You have none here.");
});

const made = (attestationObject: string) =>
  JSON.stringify({ id: "a", rawId: "a", type: "public-key", response: { clientDataJSON: "e30", attestationObject } });
const bytes = (data: Uint8Array) => made(Buffer.from(data).toString("base64url"));

test.each([
  ["nothing", ""],
  ["half of JSON", "{"],
  ["null", "null"],
  ["a list", "[]"],
  ["a number", "1"],
  ["no response", `{"id":"a","rawId":"a","type":"public-key"}`],
  ["an empty response", `{"id":"a","rawId":"a","type":"public-key","response":{}}`],
  ["another alphabet", made("!")],
  ["an empty map", bytes(Buffer.from([0xa0]))],
  ["lists in lists", bytes(Buffer.alloc(9000, 0x81))],
  ["a list of 2^64 members", bytes(Buffer.from("9bffffffffffffffff", "hex"))],
  ["more than a browser gives", bytes(Buffer.alloc(20_000, 0x81))],
  ["JSON in JSON", "[".repeat(30_000)],
  ["a form of 300 KB", "a".repeat(300_000)],
])("an attestation is refused that is %s", async (_, attestation) => {
  const desk = passkeyDesk();
  const { adding, digest } = await desk.asks("ana");
  const answer = await desk.open(`${PAGE}/add`, { who: "ana", again: `${digest} ana`, form: { adding, attestation } });
  expect([answer?.status, await rows(desk)]).toEqual([400, []]);
});

test("a key that is not on its curve is refused", async () => {
  const desk = passkeyDesk();
  const { adding, digest, creation } = await desk.asks("ana");
  const made = JSON.parse(authenticator(RP).create(creation));
  const object = Buffer.from(made.response.attestationObject, "base64url");
  object[object.length - 1] = (object.at(-1) ?? 0) ^ 1;
  made.response.attestationObject = object.toString("base64url");
  const form = { adding, attestation: JSON.stringify(made) };
  expect((await desk.open(`${PAGE}/add`, { who: "ana", again: `${digest} ana`, form }))?.status).toBe(400);
});

test("who is not signed in sees no page, and HEAD and GET keep nothing", async () => {
  const desk = passkeyDesk();
  for (const path of [PAGE, `${PAGE}/add?adding=${"a".repeat(22)}`]) expect((await desk.open(path))?.status).toBe(401);
  expect((await desk.open(`${PAGE}/remove`, { form: {} }))?.status).toBe(401);
  for (const method of ["HEAD", "GET"]) await desk.open(PAGE, { who: "ana", method });
  await desk.asks("ana");
  expect(await rows(desk)).toEqual([]);
});

test.each([
  ["/sign-in/passkeys", "POST", "GET"],
  ["/sign-in/passkeys/add", "DELETE", "GET, POST"],
  ["/sign-in/passkeys/remove", "GET", "POST"],
])("%s does not take %s", async (path, method, allow) => {
  const answer = await passkeyDesk().open(path, { who: "ana", method });
  expect([answer?.status, answer?.headers.get("allow")]).toEqual([405, allow]);
});

test("a form of another type changes nothing", async () => {
  const desk = passkeyDesk();
  const { device } = await desk.add("ana");
  const place = desk.place(`${PAGE}/remove`);
  const body = JSON.stringify({ passkey: device.id });
  for (const type of ["application/json", "text/plain"]) {
    const headers = { "x-who": "ana", "content-type": type };
    await desk.signIn.routes?.(new Request(place.url, { method: "POST", headers, body }), place);
  }
  expect((await desk.open(PAGE, { who: "ana" }))?.page).toContain(device.id.slice(0, 8));
});

test("the other pages are the wrapped sign-in's", async () => {
  const desk = passkeyDesk();
  expect((await desk.open("/sign-in/other"))?.page).toBe("the wrapped page");
  expect(await desk.open("/sign-in/passkeys/", { who: "ana" })).toBeUndefined();
});

test("a name of hostile characters stays a text of the page, and reaches the browser as it is", async () => {
  const who = `a"><script>\u202e\u{e0001}</script>`;
  const signIn: SignIn = { ...wrapped, who: async () => identity(who), stepUp: async () => identity(who, "L2") };
  const page = (await passkeyDesk({ signIn }).open(`${PAGE}/add?adding=${"a".repeat(22)}`))?.page ?? "";
  expect(page).not.toMatch(/<script>|\u202e|\u{e0001}/u);
  const creation = /data-creation="([^"]*)"/.exec(page)?.[1] ?? "";
  const names: Record<string, string> = { quot: '"', lt: "<", gt: ">", amp: "&" };
  const text = creation.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) => names[name] ?? String.fromCodePoint(code));
  expect(JSON.parse(text).user.name).toBe(who);
});

test.each([
  ["at a Host header's word", { base: "https://review.acme.com", origin: "host" }],
  ["at a host that is not of the RP ID", { base: "https://acme.com", origin: "config" }],
  ["at a host that only ends like it", { base: "https://evilreview.acme.com", origin: "config" }],
] as const)("no passkey is added or used %s", async (_, place) => {
  const { store } = passkeyDesk();
  const desk = passkeyDesk({ store, place });
  await passkeyDesk({ store }).add("ana");
  const page = await desk.open(PAGE, { who: "ana" });
  expect([page?.status, page?.page.includes("set its url")]).toEqual([500, true]);
  expect(await desk.asked("ana", "A".repeat(43))).toBeUndefined();
  expect(await desk.decide("ana", "A".repeat(43), { assertion: "{}" })).toMatchObject({ status: 500 });
});

test("on loopback a Host header's word is enough", async () => {
  const place = { base: "http://localhost:3000", origin: "host" } as const;
  const desk = passkeyDesk({ rpId: "localhost", place });
  const device = authenticator({ rpId: "localhost", origin: "http://localhost:3000" });
  expect((await desk.add("ana", device)).answer?.status).toBe(303);
});

test.each([
  ["rpId", { rpId: "https://review.acme.com" }],
  ["rpId", { rpId: "127.0.0.1" }],
  ["rpId", { rpId: "" }],
  ["origin", { origin: "https://review.acme.com/" }],
  ["origin", { origin: "https://other.example" }],
  ["tenant", { tenant: "" }],
  ["name", { name: "n".repeat(129) }],
  ["withoutStepUp", { withoutStepUp: true as never }],
  ["store", { store: {} as never }],
  ["rpID", { rpID: "review.acme.com" } as never],
])("%s cannot be %j", (option, wrong) => {
  expect(() => passkeyDesk({ store: memoryStore(), ...wrong })).toThrow(`withPasskeys.${option}: `);
});

test("the small CBOR of these tests writes what RFC 8949 says", () => {
  expect(cbor(new Map<number, number | Uint8Array>([[1, 2], [-1, Buffer.alloc(300, 7)]])).subarray(0, 7)).toEqual(Buffer.from("a2010220" + "59012c", "hex")); // biome-ignore format: short
});
