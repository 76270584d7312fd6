import type { Signer } from "../audit/signer.js";
import { type Bytes, builtin } from "../canonical.js";

// RFC 8032 §7.1 TEST 1; its thumbprint is the example of RFC 8037 §A.3.
const PUBLIC = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
const PRIVATE = { ...PUBLIC, d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" };
const KEY_ID = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

type NodeCrypto = {
  createPrivateKey(options: { key: object; format: "jwk" }): object;
  sign(algorithm: null, bytes: Bytes, key: object): Uint8Array;
};

/**
 * A signer with a key that everybody knows (the first test key of RFC 8032): what it signs proves nothing. Never use it
 * outside tests. Synchronous where the runtime has Node's crypto.
 */
export function testSigner(): Signer {
  const crypto = builtin<NodeCrypto>("node:crypto");
  return { algorithm: "Ed25519", keyId: KEY_ID, publicJwk: PUBLIC, sign: crypto ? signNow(crypto) : signLater() };
}

function signNow(crypto: NodeCrypto): Signer["sign"] {
  const key = crypto.createPrivateKey({ key: PRIVATE, format: "jwk" });
  return (bytes) => new Uint8Array(crypto.sign(null, bytes, key));
}

function signLater(): Signer["sign"] {
  const key = globalThis.crypto.subtle.importKey("jwk", PRIVATE, "Ed25519", false, ["sign"]);
  return async (bytes) => new Uint8Array(await globalThis.crypto.subtle.sign("Ed25519", await key, bytes));
}
