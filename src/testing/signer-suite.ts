import { thumbprint, verifySignature } from "../audit/signature.js";
import type { Signer } from "../audit/signer.js";
import { type Bytes, utf8 } from "../canonical.js";
import { check, type Make, type Test } from "./check.js";

const KINDS = { Ed25519: { kty: "OKP", crv: "Ed25519" }, ES256: { kty: "EC", crv: "P-256" } } as const;
const PRIVATE = ["d", "p", "q", "k"];

async function signs(signer: Signer, bytes: Bytes): Promise<boolean> {
  return verifySignature(signer.publicJwk, bytes, await signer.sign(bytes));
}

/** What every `Signer` must do. `test` registers one test; `make` gives a signer, the same key or a fresh one. */
export function signerSuite(test: Test, make: Make<Signer>): void {
  test("the public key is of the algorithm that the signer names", async () => {
    const { algorithm, publicJwk } = await make();
    const kind = KINDS[algorithm];
    check(kind, `algorithm must be Ed25519 or ES256, not ${algorithm}`);
    check(publicJwk.kty === kind.kty, `publicJwk.kty must be ${kind.kty} for ${algorithm}, not ${publicJwk.kty}`);
    check(publicJwk.crv === kind.crv, `publicJwk.crv must be ${kind.crv} for ${algorithm}, not ${publicJwk.crv}`);
  });

  test("the public key holds nothing private", async () => {
    const { publicJwk } = await make();
    for (const member of PRIVATE) check(!(member in publicJwk), `publicJwk must not have the member ${member}`);
  });

  test("the key id is the RFC 7638 thumbprint of the public key", async () => {
    const { keyId, publicJwk } = await make();
    check(keyId === thumbprint(publicJwk), `keyId must be ${thumbprint(publicJwk)}, not ${keyId}`);
  });

  test("a signature is 64 raw bytes", async () => {
    const signature = await (await make()).sign(utf8("a message"));
    check(ArrayBuffer.isView(signature), "sign must answer a Uint8Array");
    check(signature.length === 64, `a signature must be 64 bytes (ES256: r || s, not DER), not ${signature.length}`);
  });

  test("a signature verifies with the public key", async () => {
    check(await signs(await make(), utf8("a message")), "the signature must verify with publicJwk");
  });

  test("messages of every length are signed", async () => {
    const signer = await make();
    for (const length of [0, 1, 64, 65, 100_000]) {
      check(await signs(signer, new Uint8Array(length)), `a message of ${length} bytes must be signed`);
    }
  });

  test("many messages are signed at once", async () => {
    const signer = await make();
    const all = await Promise.all(Array.from({ length: 16 }, (_, i) => signs(signer, utf8(`message ${i}`))));
    check(!all.includes(false), "signatures made at the same time must each be of their own message");
  });

  test("the message is left as it was", async () => {
    const bytes = utf8("a message");
    await (await make()).sign(bytes);
    check(bytes.join() === utf8("a message").join(), "sign must not change the bytes it is given");
  });
}
