import { type Bytes, builtin, utf8 } from "../canonical.js";
import { type Checkpoint, keyHash } from "./checkpoint.js";
import { publicPart, thumbprint, verifySignature } from "./signature.js";
import type { PublicJwk } from "./signer.js";

/** `other`: no trusted key claims to have signed it. `invalid`: a trusted key's signature is not genuine. */
export type Trusted = { readonly key: string } | "other" | "invalid";
export type Trust = (checkpoint: Checkpoint) => Promise<Trusted>;

/**
 * Asks whether one of these keys signed a checkpoint, in the name of its log. As c2sp.org/signed-note has it, a note with a
 * signature of a known key that is not genuine is no good, whatever else stands in it.
 */
export function trusting(keys: readonly PublicJwk[]): Trust {
  const known = keys.flatMap((key) => (publicPart(key) ? [trustedKey(key)] : []));
  return async ({ origin, body, signatures }) => {
    for (const { name, keyHash: hash, signature } of signatures) {
      const named = name === origin ? known.filter(({ hashFor }) => hashFor(origin) === hash) : [];
      for (const { id, check } of named) if (await check(utf8(body), signature)) return { key: id };
      if (named.length > 0) return "invalid";
    }
    return "other";
  };
}

/** Why a checkpoint is not believed. */
export function distrust(trusted: Exclude<Trusted, object>, { size, signatures }: Checkpoint): string {
  const by = signatures.map(({ name, keyHash }) => `${name}+${keyHash}`).join(", ");
  if (trusted === "invalid") return `the checkpoint for ${size} events, or its signature, was altered`;
  return `the checkpoint for ${size} events was signed by another key (${by}) than any that was given`;
}

const MOST_ORIGINS = 1_000;

function trustedKey(key: PublicJwk): { id: string; check: CheckSignature; hashFor(origin: string): string } {
  const hashes = new Map<string, string>();
  return {
    id: thumbprint(key),
    check: signatureChecker(key),
    hashFor(origin) {
      const hash = hashes.get(origin) ?? keyHash(origin, key);
      if (hashes.size >= MOST_ORIGINS) hashes.clear();
      hashes.set(origin, hash);
      return hash;
    },
  };
}

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

type CheckSignature = (bytes: Bytes, signature: Bytes) => Promise<boolean>;

/** Checks signatures of one key like `verifySignature`, many at once: where the runtime has threads for it, on those. */
function signatureChecker(key: PublicJwk): CheckSignature {
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
