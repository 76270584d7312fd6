import { thumbprint, verifySignature } from "../audit/signature.js";
import type { PublicJwk, Signer } from "../audit/signer.js";
import { type Bytes, builtin, fromBase64, type JsonObject, utf8 } from "../canonical.js";
import { misuse } from "../errors.js";

interface KeyObject {
  readonly asymmetricKeyType?: string;
  export(options: { format: "jwk" }): JsonObject;
}
interface Native {
  createPrivateKey(key: string | { key: PrivateJwk; format: "jwk" }): KeyObject;
  generateKeyPairSync(type: "ed25519"): { privateKey: KeyObject };
  sign(algorithm: null, data: Uint8Array, key: KeyObject): Uint8Array;
}
interface PrivateJwk extends PublicJwk {
  readonly d: string;
}
type Key = Parameters<typeof ed25519Signer>[0];

const WHERE = "ed25519Signer(key)";
const ED25519 = { name: "Ed25519" };
const native = builtin<Native>("node:crypto");

/**
 * An Ed25519 (RFC 8032) signer. Its `keyId` is the RFC 7638 thumbprint. It signs synchronously where the runtime has
 * `node:crypto`, elsewhere through WebCrypto. `pem`: PKCS #8, not encrypted. `privateKey`: an extractable CryptoKey.
 * `"generate"`: a fresh key that is never written anywhere.
 * @throws code `input` for a key that is malformed, of another kind, or whose public part is not its own
 */
export async function ed25519Signer(
  key: { privateKey: CryptoKey } | { jwk: Readonly<Record<string, unknown>> } | { pem: string } | "generate",
): Promise<Signer> {
  const jwk = wellFormed(await jwkOf(key));
  const { kty, crv, x } = jwk;
  const publicJwk = { kty, crv, x };
  const sign = await readable("is not an Ed25519 private key", () =>
    native ? withNode(native, jwk) : withSubtle(jwk),
  );
  const signer: Signer = { algorithm: "Ed25519", keyId: thumbprint(publicJwk), publicJwk, sign };
  if (await verifySignature(publicJwk, utf8(WHERE), await sign(utf8(WHERE)))) return signer;
  throw misuse(`${WHERE}.x`, "is not the public part of this private key: leave no member changed, or give the PEM");
}

async function jwkOf(key: Key): Promise<unknown> {
  if (key === "generate") return generated();
  if (typeof key === "object" && key !== null) {
    if ("jwk" in key) return key.jwk;
    if ("pem" in key) return fromPem(key.pem);
    if ("privateKey" in key) return exported(key.privateKey);
  }
  throw misuse(WHERE, 'must be { jwk }, { pem }, { privateKey } or "generate"');
}

function wellFormed(key: unknown): PrivateJwk {
  const { kty, crv, x, d } = (typeof key === "object" && key !== null ? key : {}) as Partial<PrivateJwk>;
  if (kty !== "OKP" || crv !== "Ed25519") throw misuse(`${WHERE}.jwk`, 'must have kty "OKP" and crv "Ed25519"');
  if (!coordinate(d)) throw misuse(`${WHERE}.jwk.d`, "must be the private key: 32 bytes in base64url");
  if (!coordinate(x)) throw misuse(`${WHERE}.jwk.x`, "must be the public key: 32 bytes in base64url");
  return { kty, crv, x, d };
}

const coordinate = (text: unknown): text is string => typeof text === "string" && /^[A-Za-z0-9_-]{43}$/.test(text);

function withNode({ createPrivateKey, sign }: Native, jwk: PrivateJwk): Signer["sign"] {
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  return (bytes) => sign(null, bytes, key);
}

async function withSubtle(jwk: PrivateJwk): Promise<Signer["sign"]> {
  const key = await crypto.subtle.importKey("jwk", { ...jwk }, ED25519, false, ["sign"]);
  return async (bytes) => new Uint8Array(await crypto.subtle.sign(ED25519, key, bytes));
}

async function generated(): Promise<unknown> {
  if (native) return native.generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const pair = (await crypto.subtle.generateKey(ED25519, true, ["sign", "verify"])) as CryptoKeyPair;
  return crypto.subtle.exportKey("jwk", pair.privateKey);
}

async function exported(key: CryptoKey): Promise<unknown> {
  if (key?.type !== "private" || key.algorithm?.name !== "Ed25519") {
    throw misuse(`${WHERE}.privateKey`, "must be the private CryptoKey of an Ed25519 pair");
  }
  if (key.extractable) return crypto.subtle.exportKey("jwk", key);
  throw misuse(
    `${WHERE}.privateKey`,
    "is not extractable, so its public half cannot be known: give { jwk } or { pem }, or write a Signer around it",
  );
}

async function fromPem(pem: string): Promise<unknown> {
  const der = pkcs8(pem);
  const what = "must be an Ed25519 private key in PKCS #8";
  if (!der) throw misuse(`${WHERE}.pem`, `${what}: a text that begins with -----BEGIN PRIVATE KEY-----`);
  return readable(what, async () => {
    if (native) return native.createPrivateKey(pem).export({ format: "jwk" });
    return crypto.subtle.exportKey("jwk", await crypto.subtle.importKey("pkcs8", der, ED25519, true, ["sign"]));
  });
}

function pkcs8(pem: unknown): Bytes | undefined {
  const match = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(String(pem));
  try {
    return match ? fromBase64((match[1] as string).replaceAll(/\s/g, "")) : undefined;
  } catch {
    return undefined;
  }
}

/** A key that a library cannot read is the developer's mistake; the library's own words may quote the key. */
async function readable<T>(what: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch {
    throw misuse(WHERE, what);
  }
}
