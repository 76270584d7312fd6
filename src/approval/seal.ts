import { pae, REVIEW_TYPE } from "../audit/dsse.js";
import { verifySignature } from "../audit/signature.js";
import type { PublicJwk, Signer } from "../audit/signer.js";
import { type Bytes, canonical, fromBase64, type Json, toBase64 } from "../canonical.js";
import type { ReviewPayload, Sealed } from "./review.js";

const bytesOf = (payload: ReviewPayload): Bytes => pae(REVIEW_TYPE, canonical(payload as unknown as Json));

/** The desk's signature on one review. */
export async function seal(signer: Signer, payload: ReviewPayload): Promise<Sealed> {
  return { payload, keyid: signer.keyId, sig: toBase64(await signer.sign(bytesOf(payload))) };
}

/** Whether one of these keys made the seal. The key id is not asked: trust is in the keys. */
export async function isSealed(keys: readonly PublicJwk[], { payload, sig }: Sealed): Promise<boolean> {
  const [bytes, signature] = [bytesOf(payload), decoded(sig)];
  for (const key of keys) if (signature && (await verifySignature(key, bytes, signature))) return true;
  return false;
}

function decoded(sig: string): Bytes | undefined {
  try {
    return fromBase64(sig);
  } catch {
    return undefined;
  }
}
