import { spawnSync } from "node:child_process";
import { generateKeyPairSync, webcrypto } from "node:crypto";
import { expect, test } from "vitest";
import { thumbprint } from "../../src/audit/signature.js";
import { fromHex, toBase64url, toHex, utf8 } from "../../src/canonical.js";
import { isCountersignError } from "../../src/errors.js";
import * as native from "../../src/signers/ed25519.js";
import { signerSuite } from "../../src/testing/signer-suite.js";
import { withoutNode } from "../audit/portable.js";

const { ed25519Signer } = native;
const portable = await withoutNode(() => import("../../src/signers/ed25519.js"));

/** RFC 8032 §7.1, test 3: private key, public key, message, signature. */
const PRIVATE = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
const PUBLIC = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
const MESSAGE = "af82";
const SIGNATURE =
  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

const jwk = { kty: "OKP", crv: "Ed25519", x: toBase64url(fromHex(PUBLIC)), d: toBase64url(fromHex(PRIVATE)) };
/** RFC 8410 §7: the PKCS #8 prefix of an Ed25519 private key. */
const der = Buffer.from(`302e020100300506032b657004220420${PRIVATE}`, "hex");
const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString("base64")}\n-----END PRIVATE KEY-----\n`;
const imported = (extractable: boolean, usages: ("sign" | "verify")[] = ["sign"]) =>
  webcrypto.subtle.importKey("jwk", jwk, "Ed25519", extractable, usages) as Promise<CryptoKey>;

for (const [way, make] of [
  ["with node:crypto", native.ed25519Signer],
  ["with WebCrypto", portable.ed25519Signer],
] as const) {
  for (const [form, key] of [
    ["a JWK", async () => ({ jwk })],
    ["a PEM", async () => ({ pem })],
    ["an extractable CryptoKey", async () => ({ privateKey: await imported(true) })],
  ] as const) {
    test(`${form} signs the message of RFC 8032 as it says, ${way}`, async () => {
      const signer = await make(await key());
      expect(signer.publicJwk).toEqual({ kty: "OKP", crv: "Ed25519", x: jwk.x });
      expect(toHex(await signer.sign(fromHex(MESSAGE)))).toBe(SIGNATURE);
    });
  }

  test(`a generated key is a fresh one, ${way}`, async () => {
    const [one, two] = [await make("generate"), await make("generate")];
    expect(one.keyId).not.toBe(two.keyId);
    expect(one.keyId).toBe(thumbprint(one.publicJwk));
  });

  signerSuite(
    (name, body) => test(`a generated signer: ${name}, ${way}`, body),
    () => make("generate"),
  );
  signerSuite(
    (name, body) => test(`a signer of a PEM: ${name}, ${way}`, body),
    () => make({ pem }),
  );

  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const ed448 = generateKeyPairSync("ed448").privateKey;
  const x25519 = generateKeyPairSync("x25519").privateKey;
  const pkcs8 = (key: typeof rsa) => key.export({ format: "pem", type: "pkcs8" }) as string;
  const locked = ed448.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "p" }) as string;
  test.for([
    ["nothing", undefined, /must be \{ jwk \}, \{ pem \}/],
    ["null", null, /must be \{ jwk \}, \{ pem \}/],
    ["another word", "create", /must be \{ jwk \}, \{ pem \}/],
    ["an empty object", {}, /must be \{ jwk \}, \{ pem \}/],
    ["a JWK that is nothing", { jwk: null }, /kty "OKP" and crv "Ed25519"/],
    ["a JWK of another curve", { jwk: ed448.export({ format: "jwk" }) }, /kty "OKP" and crv "Ed25519"/],
    ["a JWK for key agreement", { jwk: x25519.export({ format: "jwk" }) }, /kty "OKP" and crv "Ed25519"/],
    ["a JWK of another kind", { jwk: p256.export({ format: "jwk" }) }, /kty "OKP" and crv "Ed25519"/],
    ["a public JWK", { jwk: { ...jwk, d: undefined } }, /jwk\.d: must be the private key/],
    ["a JWK with a short private key", { jwk: { ...jwk, d: jwk.d.slice(1) } }, /jwk\.d: must be the private key/],
    ["a JWK with no public half", { jwk: { ...jwk, x: undefined } }, /jwk\.x: must be the public key/],
    [
      "a JWK with another's public half",
      { jwk: { ...jwk, x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" } },
      /not the public part|not an Ed25519 private key/,
    ],
    ["no PEM", { pem: "" }, /pem: must be an Ed25519 private key in PKCS #8/],
    ["a PEM that is a number", { pem: 7 }, /pem: must be an Ed25519 private key in PKCS #8/],
    [
      "a PEM of chance",
      { pem: pem.replace(/\n.{20}/, "\nAAAAAAAAAAAAAAAAAAAA") },
      /must be an Ed25519 private key in PKCS #8/,
    ],
    ["a PEM that is no base64", { pem: pem.replace(/\n./, "\n=") }, /must be an Ed25519 private key in PKCS #8/],
    ["a public PEM", { pem: pem.replaceAll("PRIVATE", "PUBLIC") }, /pem: must be an Ed25519 private key in PKCS #8/],
    ["an encrypted PEM", { pem: locked }, /pem: must be an Ed25519 private key in PKCS #8/],
    ["an RSA PEM", { pem: pkcs8(rsa) }, /must|kty "OKP"/],
    ["an Ed448 PEM", { pem: pkcs8(ed448) }, /must|kty "OKP"/],
    ["no CryptoKey", { privateKey: undefined }, /must be the private CryptoKey of an Ed25519 pair/],
  ] as const)(`%s is refused as input, without a word of the key, ${way}`, async ([, key, message]) => {
    const error: unknown = await make(key as never).catch((problem: unknown) => problem);
    expect(isCountersignError(error, "input")).toBe(true);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain(jwk.d.slice(1));
  });

  test(`a CryptoKey that is not extractable is refused, and the way out is told, ${way}`, async () => {
    const privateKey = await imported(false);
    await expect(make({ privateKey })).rejects.toThrow(
      /not extractable.*give \{ jwk \} or \{ pem \}, or write a Signer/,
    );
  });

  test(`a public CryptoKey is refused, ${way}`, async () => {
    const { d: _, ...open } = jwk;
    const privateKey = (await webcrypto.subtle.importKey("jwk", open, "Ed25519", true, ["verify"])) as CryptoKey;
    await expect(make({ privateKey })).rejects.toThrow(/must be the private CryptoKey of an Ed25519 pair/);
  });
}

test("with node:crypto a signature comes in the same tick, with WebCrypto later", async () => {
  expect((await ed25519Signer({ jwk })).sign(utf8("m"))).toBeInstanceOf(Uint8Array);
  expect((await portable.ed25519Signer({ jwk })).sign(utf8("m"))).toBeInstanceOf(Promise);
});

const openssl = spawnSync("openssl", ["genpkey", "-algorithm", "ed25519"], { encoding: "utf8" });
test.skipIf(openssl.status !== 0)("a key that openssl made is taken (skipped without openssl)", async () => {
  const signer = await ed25519Signer({ pem: openssl.stdout });
  const { stdout } = spawnSync("openssl", ["pkey", "-pubout", "-outform", "DER"], { input: openssl.stdout });
  expect(signer.publicJwk.x).toBe(toBase64url(stdout.subarray(-32)));
});
