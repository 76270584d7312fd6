import { spawnSync } from "node:child_process";
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkpointBody, keyHash, parseCheckpoint, signCheckpoint } from "../../src/audit/checkpoint.js";
import { verifySignature } from "../../src/audit/signature.js";
import type { PublicJwk, Signer } from "../../src/audit/signer.js";
import { fromBase64, toBase64, toBase64url, utf8 } from "../../src/canonical.js";
import { signer } from "./support.js";

const origin = "countersign/default/support/w1";
const root = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";

/** C2SP tlog-checkpoint's own example. */
const EXAMPLE =
  "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
  "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

/** A key as golang.org/x/mod/sumdb/note writes it: name, key hash, base64 of type 0x01 and the key. */
function goKey(text: string): { name: string; hash: string; jwk: PublicJwk } {
  const [name = "", hash = "", key = ""] = text.split("+", 2).concat(text.split("+").slice(2).join("+"));
  return { name, hash, jwk: { kty: "OKP", crv: "Ed25519", x: toBase64url(fromBase64(key).slice(1)) } };
}

/** A key that lives elsewhere and answers later. */
function es256(): Signer & { readonly key: KeyObject } {
  const { privateKey: key, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicJwk = publicKey.export({ format: "jwk" }) as unknown as PublicJwk;
  const answer = async (bytes: Uint8Array) => sign("sha256", bytes, { key, dsaEncoding: "ieee-p1363" });
  return { algorithm: "ES256", keyId: "k", publicJwk, sign: answer, key };
}

test("a checkpoint has the origin, the size, the root and one signature line, as C2SP writes them", () => {
  const lines = (signCheckpoint(signer, origin, 8, root) as string).split("\n");
  expect(lines.slice(0, 4)).toEqual([origin, "8", Buffer.from(root, "hex").toString("base64"), ""]);
  expect(lines[4]).toMatch(/^\u2014 countersign\/default\/support\/w1 [A-Za-z0-9+/]{90}[A-Za-z0-9+/=]{2}$/);
  expect(lines.slice(5)).toEqual([""]);
});

test("a synchronous signer gives the note in the same tick, another one later", async () => {
  expect(typeof signCheckpoint(signer, origin, 8, root)).toBe("string");
  const later = signCheckpoint(es256(), origin, 8, root);
  expect(later).toBeInstanceOf(Promise);
  expect(parseCheckpoint(await later)?.size).toBe(8);
});

test("a checkpoint reads back as it was written, and its signature is the key's over its body", async () => {
  for (const by of [signer, es256()]) {
    const note = parseCheckpoint(await signCheckpoint(by, origin, 8, root));
    expect(note).toMatchObject({ origin, size: 8, root, body: checkpointBody(origin, 8, root) });
    expect(note?.signatures).toMatchObject([{ name: origin, keyHash: keyHash(origin, by.publicJwk) }]);
    const signature = note?.signatures[0]?.signature as Uint8Array;
    expect(await verifySignature(by.publicJwk, utf8(note?.body ?? ""), signature)).toBe(true);
  }
});

test("the example of the C2SP specification reads as it says", () => {
  expect(parseCheckpoint(EXAMPLE)).toMatchObject({
    origin: "example.com/behind-the-sofa",
    size: 20852163,
    root: "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62",
    signatures: [{ name: "example.com/behind-the-sofa", keyHash: "033de0ae" }],
  });
});

test.for([
  "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
  "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
])("the key hash is the one Go computed: %s", (text) => {
  const { name, hash, jwk } = goKey(text);
  expect(keyHash(name, jwk)).toBe(hash);
});

test("a note that Go signed verifies", async () => {
  // The example in the documentation of golang.org/x/mod/sumdb/note.
  const { jwk } = goKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  const body = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const line = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
  expect(await verifySignature(jwk, utf8(body), fromBase64(line).slice(4))).toBe(true);
});

test("an ES256 key hash has type 0xff, its name and the uncompressed point", () => {
  const { publicJwk, key } = es256();
  const point = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-65);
  const type = Buffer.concat([Buffer.of(0xff), Buffer.from("countersign.dev/es256-p1363")]);
  const hash = createHash("sha256").update(`${origin}\n`).update(type).update(point).digest("hex");
  expect(keyHash(origin, publicJwk)).toBe(hash.slice(0, 8));
});

test.for([
  ["a signature of DER length", { sign: () => new Uint8Array(70) }, /answered 70 bytes; a signature by Ed25519 is 64/],
  ["no bytes at all", { sign: () => "signature" as never }, /answered string/],
] as const)("a signer that answers %s is refused", ([, broken, message]) => {
  expect(() => signCheckpoint({ ...signer, ...broken }, origin, 8, root)).toThrow(message);
});

test("an ES256 signer that answers later with DER is refused, and told what is wanted", async () => {
  const by = { ...es256(), sign: async () => new Uint8Array(71) };
  await expect(signCheckpoint(by, origin, 8, root)).rejects.toThrow(/answered 71 bytes; .* r \|\| s \(not DER\)/);
});

test("a key of another kind has no key hash", () => {
  expect(() => keyHash(origin, { kty: "RSA", crv: "", x: "" })).toThrow(/publicJwk: is neither/);
});

const good = signCheckpoint(signer, origin, 8, root) as string;
const [, line = ""] = good.split("\n\n");
test.for([
  ["nothing", ""],
  ["no signature", good.split("\n\n")[0]],
  ["no blank line", good.replace("\n\n", "\n")],
  ["no last newline", good.slice(0, -1)],
  ["a size with a leading zero", good.replace("\n8\n", "\n08\n")],
  ["a size that is no number", good.replace("\n8\n", "\nx\n")],
  ["a size past 2^53", good.replace("\n8\n", "\n9007199254740993\n")],
  ["no root", good.replace(/\n8\n.*\n/, "\n8\n\n")],
  ["a root that is not canonical base64", good.replace("Qyg=", "Qyh=")],
  ["an origin with a space", good.replace("countersign/", "counter sign/")],
  ["a hyphen for the dash", good.replace("\u2014", "-")],
  ["a key name with a plus", good.replace(`\u2014 ${origin}`, "\u2014 a+b")],
  ["base64 without padding", `${good.slice(0, -2)}\n`],
  ["a signature of no bytes", good.replace(line, `\u2014 ${origin} ${toBase64(Uint8Array.of(1, 2, 3, 4))}\n`)],
  ["too many signatures", good + line.repeat(64)],
  ["text after the signatures", `${good}more\n`],
] as const)("a note with %s is no checkpoint", ([, text]) => {
  expect(text).not.toBe(good);
  expect(parseCheckpoint(text ?? "")).toBeUndefined();
});

test("extension lines and further signatures are kept", () => {
  const more = good.replace("\n\n", "\nextension\n\n") + line;
  expect(parseCheckpoint(more)).toMatchObject({ size: 8, signatures: [{ name: origin }, { name: origin }] });
  expect(parseCheckpoint(more)?.body).toBe(`${checkpointBody(origin, 8, root)}extension\n`);
});

const openssl = /^OpenSSL 3/.test(spawnSync("openssl", ["version"], { encoding: "utf8" }).stdout ?? "");

/** The exit of `openssl pkeyutl -verify` over these files. */
function opensslVerify(pem: string, body: string, signature: Uint8Array): { ok: boolean; said: string } {
  const folder = mkdtempSync(join(tmpdir(), "countersign-openssl-"));
  try {
    const [pub, text, sig] = ["pub.pem", "body", "sig"].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(pub, pem);
    writeFileSync(text, body);
    writeFileSync(sig, signature);
    const how = ["pkeyutl", "-verify", "-pubin", "-inkey", pub, "-rawin", "-in", text, "-sigfile", sig];
    const { status, stdout } = spawnSync("openssl", how, { encoding: "utf8" });
    return { ok: status === 0, said: stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.skipIf(!openssl)(
  "openssl 3 verifies a checkpoint, and refuses it with one byte changed (skipped without openssl 3)",
  () => {
    const note = parseCheckpoint(good);
    const key = createPublicKey({ key: { ...signer.publicJwk }, format: "jwk" });
    const pem = key.export({ format: "pem", type: "spki" }) as string;
    const { body = "", signatures: [first] = [] } = note ?? {};
    expect(first?.signature.length).toBe(64);
    expect(opensslVerify(pem, body, first?.signature as Uint8Array)).toMatchObject({ ok: true });
    expect(opensslVerify(pem, body.replace("\n8\n", "\n9\n"), first?.signature as Uint8Array)).toMatchObject({
      ok: false,
    });
  },
);
