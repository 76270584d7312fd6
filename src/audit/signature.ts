import { type Bytes, builtin, fromBase64url, shortDigest } from "../canonical.js";
import type { PublicJwk } from "./signer.js";

interface Native {
  createPublicKey(key: { key: PublicJwk; format: "jwk" }): object;
  verify(algorithm: null, data: Uint8Array, key: object, signature: Uint8Array): boolean;
}
type Verify = (bytes: Bytes, signature: Bytes) => boolean | Promise<boolean>;

const native = builtin<Native>("node:crypto");
const MOST_KEYS = 64;
const known = new Map<string, Verify>();
const COORDINATE = /^[A-Za-z0-9_-]{43}$/;

/** The public members alone, or undefined when it is not an Ed25519 or P-256 key. */
export function publicPart(jwk: PublicJwk): PublicJwk | undefined {
  const { kty, crv, x, y } = jwk;
  if (!isCoordinate(x)) return undefined;
  if (kty === "OKP" && crv === "Ed25519") return { kty, crv, x };
  return kty === "EC" && crv === "P-256" && isCoordinate(y) ? { kty, crv, x, y } : undefined;
}

/** Canonical base64url of 32 bytes: the last digit has no stray bits, so one key has one text. */
const isCoordinate = (text: unknown): text is string =>
  typeof text === "string" && COORDINATE.test(text) && "AEIMQUYcgkosw048".includes(text.charAt(42));

/** RFC 7638 thumbprint, SHA-256, base64url: the `keyId` of a signer with this key. */
export const thumbprint = (jwk: PublicJwk): string => shortDigest({ ...(publicPart(jwk) ?? jwk) });

/** The raw public key: 32 bytes for Ed25519; for P-256 the uncompressed point, 65 bytes. Undefined for another key. */
export function publicBytes(jwk: PublicJwk): Bytes | undefined {
  const key = publicPart(jwk);
  if (!key) return undefined;
  const x = fromBase64url(key.x);
  return key.y === undefined ? x : Uint8Array.from([4, ...x, ...fromBase64url(key.y)]);
}

/**
 * True when `signature` (raw, 64 bytes; ES256 as r || s) is this key's over `bytes`: Ed25519 (RFC 8032) or
 * ES256 (RFC 7518 §3.4), as the key says. Anything malformed is false; it never throws.
 */
export async function verifySignature(jwk: PublicJwk, bytes: Bytes, signature: Uint8Array): Promise<boolean> {
  try {
    const key = publicPart(jwk);
    if (!key || signature.length !== 64) return false;
    return await verifier(key)(bytes, new Uint8Array(signature));
  } catch {
    return false;
  }
}

function verifier(key: PublicJwk): Verify {
  const name = `${key.x}.${key.y ?? ""}`;
  const found = known.get(name);
  if (found) return found;
  const verify = native && key.y === undefined ? withNode(native, key) : withSubtle(key);
  if (known.size >= MOST_KEYS) known.delete(known.keys().next().value as string);
  known.set(name, verify);
  return verify;
}

/** Ed25519 alone: not every `node:crypto` takes P-256 signatures as r || s. */
function withNode({ createPublicKey, verify }: Native, jwk: PublicJwk): Verify {
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return (bytes, signature) => verify(null, bytes, key, signature);
}

function withSubtle(jwk: PublicJwk): Verify {
  const kind = jwk.y === undefined ? { name: "Ed25519" } : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = crypto.subtle.importKey("jwk", { ...jwk }, kind, false, ["verify"]);
  return async (bytes, signature) => crypto.subtle.verify(kind, await key, signature, bytes);
}
