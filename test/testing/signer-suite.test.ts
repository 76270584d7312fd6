import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { thumbprint } from "../../src/audit/signature.js";
import type { PublicJwk, Signer } from "../../src/audit/signer.js";
import { ed25519Signer } from "../../src/signers/ed25519.js";
import { signerSuite } from "../../src/testing/signer-suite.js";
import { testSigner } from "../../src/testing/test-signer.js";

const good = await ed25519Signer("generate");
const other = await ed25519Signer("generate");

function es256(): Signer {
  const { privateKey: key, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicJwk = publicKey.export({ format: "jwk" }) as unknown as PublicJwk;
  const answer = async (bytes: Uint8Array) => sign("sha256", bytes, { key, dsaEncoding: "ieee-p1363" });
  return { algorithm: "ES256", keyId: thumbprint(publicJwk), publicJwk, sign: answer };
}

signerSuite((name, body) => test(`an ES256 signer that answers later: ${name}`, body), es256);
signerSuite((name, body) => test(`the signer for tests: ${name}`, body), testSigner);

/** The names of the suite's tests that fail for a signer. */
async function failing(signer: Signer): Promise<string[]> {
  const tests: [string, () => Promise<void>][] = [];
  signerSuite(
    (name, body) => tests.push([name, body]),
    () => signer,
  );
  const results = await Promise.allSettled(tests.map(([, body]) => body()));
  return tests.flatMap(([name], i) => (results[i]?.status === "rejected" ? [name] : []));
}

const signAlways = (bytes: Uint8Array<ArrayBuffer>) => good.sign(bytes) as Uint8Array;
let last: Uint8Array | undefined;
test.for<[string, Signer, string]>([
  [
    "names ES256 for an Ed25519 key",
    { ...good, algorithm: "ES256" },
    "the public key is of the algorithm that the signer names",
  ],
  [
    "names no algorithm we know",
    { ...good, algorithm: "RS256" as "ES256" },
    "the public key is of the algorithm that the signer names",
  ],
  [
    "publishes its private key",
    { ...good, publicJwk: { ...good.publicJwk, d: "x" } as PublicJwk },
    "the public key holds nothing private",
  ],
  [
    "has a key id of its own making",
    { ...good, keyId: "key-1" },
    "the key id is the RFC 7638 thumbprint of the public key",
  ],
  ["answers DER", { ...good, sign: () => new Uint8Array(70) }, "a signature is 64 raw bytes"],
  ["answers no bytes", { ...good, sign: () => "x".repeat(64) as never }, "a signature is 64 raw bytes"],
  [
    "signs with another key",
    { ...good, sign: (bytes) => other.sign(bytes) },
    "a signature verifies with the public key",
  ],
  [
    "signs one message for all",
    { ...good, sign: () => signAlways(new Uint8Array(0)) },
    "a signature verifies with the public key",
  ],
  [
    "cuts long messages",
    { ...good, sign: (bytes) => signAlways(bytes.slice(0, 4096)) },
    "messages of every length are signed",
  ],
  [
    "mixes up what it signs at once",
    {
      ...good,
      sign: async (bytes) => {
        last = bytes;
        await Promise.resolve();
        return signAlways(last as Uint8Array<ArrayBuffer>);
      },
    },
    "many messages are signed at once",
  ],
  [
    "changes the message",
    {
      ...good,
      sign: (bytes) => {
        const signature = signAlways(bytes);
        bytes[0] = 0;
        return signature;
      },
    },
    "the message is left as it was",
  ],
])("the suite finds a signer that %s", async ([, signer, name]) => {
  expect(await failing(signer)).toContain(name);
});

test("the suite finds nothing wrong with a good signer", async () => {
  expect(await failing(good)).toEqual([]);
});
