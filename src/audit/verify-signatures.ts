import { type Bytes, builtin } from "../canonical.js";
import { publicPart, verifySignature } from "./signature.js";
import type { PublicJwk } from "./signer.js";

interface Native {
  createPublicKey(key: { key: PublicJwk; format: "jwk" }): object;
  verify(
    algorithm: "sha256" | null,
    data: Uint8Array,
    key: { key: object; dsaEncoding: "ieee-p1363" },
    signature: Uint8Array,
    done: (error: Error | null, genuine?: unknown) => void,
  ): void;
}
const native = builtin<Native>("node:crypto");

export type CheckSignature = (bytes: Bytes, signature: Bytes) => Promise<boolean>;

/** Checks signatures of one key like `verifySignature`, many at once: where the runtime has threads for it, on those. */
export function signatureChecker(key: PublicJwk): CheckSignature {
  const jwk = publicPart(key);
  if (!native || !jwk) return (bytes, signature) => verifySignature(key, bytes, signature);
  const { verify, createPublicKey } = native;
  const own = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" as const };
  const hash = jwk.y === undefined ? null : "sha256";
  return (bytes, signature) =>
    new Promise((resolve) => {
      if (signature.length !== 64) return resolve(false);
      verify(hash, bytes, own, signature, (error, genuine) => resolve(!error && genuine === true));
    });
}
