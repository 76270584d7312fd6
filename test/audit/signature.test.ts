import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as native from "../../src/audit/signature.js";
import type { PublicJwk } from "../../src/audit/signer.js";
import { fromBase64url, fromHex, toBase64url, utf8 } from "../../src/canonical.js";
import { withoutNode } from "./portable.js";

const portable = await withoutNode(() => import("../../src/audit/signature.js"));
const ways = [
  { way: "with node:crypto", verifySignature: native.verifySignature },
  { way: "with WebCrypto", verifySignature: portable.verifySignature },
];

/** RFC 8032 §7.1, tests 1 to 3: public key, message, signature. */
const ED25519 = [
  [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
] as const;
const ed25519 = (key: string): PublicJwk => ({ kty: "OKP", crv: "Ed25519", x: toBase64url(fromHex(key)) });

/** RFC 7515, appendix A.3. */
const P256: PublicJwk = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};
const ES256_INPUT = utf8(
  "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
);
const ES256_SIGNATURE = fromBase64url(
  "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
);

for (const { way, verifySignature } of ways) {
  test.for(ED25519)(`the Ed25519 signatures of RFC 8032 verify ${way} (%s)`, async ([key, message, signature]) => {
    expect(await verifySignature(ed25519(key), fromHex(message), fromHex(signature))).toBe(true);
  });

  test(`the ES256 signature of RFC 7515 verifies ${way}`, async () => {
    expect(await verifySignature(P256, ES256_INPUT, ES256_SIGNATURE)).toBe(true);
  });

  test(`a changed message or signature does not verify ${way}`, async () => {
    const [key, message, signature] = ED25519[2];
    const changed = fromHex(signature);
    changed[40] = (changed[40] as number) ^ 1;
    expect(await verifySignature(ed25519(key), fromHex("af83"), fromHex(signature))).toBe(false);
    expect(await verifySignature(ed25519(key), fromHex(message), changed)).toBe(false);
    expect(
      await verifySignature(
        P256,
        ES256_INPUT,
        ES256_SIGNATURE.map((byte, i) => (i === 3 ? byte ^ 1 : byte)),
      ),
    ).toBe(false);
    expect(await verifySignature(P256, utf8("another"), ES256_SIGNATURE)).toBe(false);
  });

  test(`an ES256 signature in DER does not verify ${way}`, async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwk = publicKey.export({ format: "jwk" }) as unknown as PublicJwk;
    const message = utf8("message");
    const raw = sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" });
    expect(await verifySignature(jwk, message, raw)).toBe(true);
    expect(await verifySignature(jwk, message, sign("sha256", message, privateKey))).toBe(false);
  });

  test(`what is malformed is false and never an error ${way}`, async () => {
    const [key, , signature] = ED25519[0];
    const good = ed25519(key);
    const zero = new Uint8Array(0);
    const malformed = [
      { ...good, kty: "RSA" },
      { ...good, crv: "Ed448" },
      { ...good, x: `${good.x}=` },
      { ...good, x: good.x.slice(1) },
      { ...good, x: "!".repeat(43) },
      { ...good, x: 7 },
      { ...P256, y: undefined },
      { ...P256, y: P256.x },
      { ...P256, crv: "P-384" },
      {},
      null,
      "key",
    ] as unknown as PublicJwk[];
    for (const jwk of malformed) expect(await verifySignature(jwk, zero, fromHex(signature))).toBe(false);
    for (const odd of [zero, fromHex(`${signature}00`), undefined, "text".repeat(16), {}]) {
      expect(await verifySignature(good, zero, odd as Uint8Array)).toBe(false);
    }
    expect(await verifySignature(good, undefined as never, fromHex(signature))).toBe(false);
  });

  test(`chance bytes are no signature and no error ${way}`, async () => {
    const bytes = fc.uint8Array({ minLength: 60, maxLength: 66 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (x, signature) => {
        const jwk = { kty: "OKP", crv: "Ed25519", x: toBase64url(x.slice(0, 32)) };
        expect(await verifySignature(jwk, utf8("m"), signature)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test(`the first of very many keys still verifies ${way}`, async () => {
    const message = utf8("message");
    const pairs = Array.from({ length: 70 }, () => generateKeyPairSync("ed25519"));
    for (const { privateKey, publicKey } of [...pairs, ...pairs.slice(0, 1)]) {
      const jwk = publicKey.export({ format: "jwk" }) as unknown as PublicJwk;
      expect(await verifySignature(jwk, message, sign(null, message, privateKey))).toBe(true);
    }
  });
}

test("a key's text has one form, so a second one is no key", async () => {
  const [key, message, signature] = ED25519[0];
  const good = ed25519(key);
  expect(good.x.endsWith("o")).toBe(true);
  const sameBytes = { ...good, x: `${good.x.slice(0, -1)}p` };
  expect(fromBase64url(sameBytes.x)).toEqual(fromBase64url(good.x));
  expect(await native.verifySignature(sameBytes, fromHex(message), fromHex(signature))).toBe(false);
});

test("the thumbprint is that of RFC 8037, appendix A.3", () => {
  const key = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", use: "sig" };
  expect(native.thumbprint(key)).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
});

test("the public bytes of a P-256 key are its uncompressed point", () => {
  const bytes = native.publicBytes(P256);
  expect(bytes?.length).toBe(65);
  expect(bytes?.[0]).toBe(4);
  expect(bytes && toBase64url(bytes.slice(33))).toBe(P256.y);
});
