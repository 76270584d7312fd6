import type { Bytes } from "../canonical.js";

/** A public key as a JWK: `kty` "OKP" with `crv` "Ed25519" (RFC 8037), or "EC" with "P-256", `x` and `y` (RFC 7518). */
export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
}

/** What signs checkpoints and reviews. A synchronous answer is worth a lot: an `await` costs more than the signature. */
export interface Signer {
  readonly algorithm: "Ed25519" | "ES256";
  /** RFC 7638 thumbprint of the public key, base64url. A hint: nobody's trust rests on it. */
  readonly keyId: string;
  readonly publicJwk: PublicJwk;
  /** Raw signature: 64 bytes for both algorithms (ES256 as r || s, not DER). */
  sign(bytes: Bytes): Uint8Array | Promise<Uint8Array>;
}
