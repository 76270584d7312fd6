import { type Bytes, fromBase64, fromHex } from "../canonical.js";
import { misuse } from "../errors.js";

/** One key of Standard Webhooks 1.0.0. `version` names its scheme. */
export interface WebhookKey {
  readonly version: "v1" | "v1a";
  readonly algorithm: { readonly name: "HMAC" | "Ed25519"; readonly hash?: "SHA-256" };
  readonly bytes: Bytes;
  load(): Promise<CryptoKey>;
}

const HMAC = { name: "HMAC", hash: "SHA-256" } as const;
const ED25519 = { name: "Ed25519" } as const;
// RFC 8410 §7: everything of a PKCS #8 Ed25519 key that comes before its 32 bytes.
const PKCS8 = fromHex("302e020100300506032b657004220420");
const LONGEST = 128;
const MOST_KEYS = 8;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Keys to sign with: `whsec_…` for HMAC, `whsk_…` for Ed25519; one, or several while keys are exchanged. @throws code `input` */
export const signingKeys = (secret: unknown, where: string): readonly WebhookKey[] =>
  each(secret, where, (text) => {
    if (text.startsWith("whsk_")) return ed25519("sign", seedOf(text, where));
    if (text.startsWith("whsec_")) return hmac(sharedOf(text, where));
    throw misuse(where, "give whsec_… (HMAC, v1) or whsk_… (an Ed25519 private key, v1a)");
  });

/** Keys to verify with: `whsec_…` for HMAC, `whpk_…` for Ed25519. @throws code `input` */
export const verifyingKeys = (secret: unknown, where: string): readonly WebhookKey[] =>
  each(secret, where, (text) => {
    if (text.startsWith("whpk_")) return ed25519("verify", bytesOf(text, where, [32]));
    if (text.startsWith("whsec_")) return hmac(sharedOf(text, where));
    throw misuse(where, "give whsec_… (HMAC, v1) or whpk_… (an Ed25519 public key, v1a)");
  });

/** Whether two lists share a key. Of Ed25519 pairs only the halves as given can be compared. */
export const shareKey = (some: readonly WebhookKey[], others: readonly WebhookKey[]): boolean =>
  some.some((a) => others.some((b) => a.version === b.version && equal(a.bytes, b.bytes)));

function each(secret: unknown, where: string, key: (text: string) => WebhookKey): readonly WebhookKey[] {
  const list: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  if (list.length < 1 || list.length > MOST_KEYS) throw misuse(where, `give 1 to ${MOST_KEYS} secrets`);
  return list.map((text) => {
    if (typeof text !== "string") throw misuse(where, "a secret is a text such as whsec_…, or a list of such texts");
    return key(text);
  });
}

/** Who verifies makes the code again and compares. */
const hmac = (bytes: Bytes): WebhookKey => ({
  version: "v1",
  algorithm: HMAC,
  bytes,
  load: once(() => crypto.subtle.importKey("raw", bytes, HMAC, false, ["sign"])),
});

const ed25519 = (use: "sign" | "verify", bytes: Bytes): WebhookKey => ({
  version: "v1a",
  algorithm: ED25519,
  bytes,
  load: once(() =>
    use === "sign"
      ? crypto.subtle.importKey("pkcs8", Uint8Array.from([...PKCS8, ...bytes]), ED25519, false, [use])
      : crypto.subtle.importKey("raw", bytes, ED25519, false, [use]),
  ),
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const SIZES = Array.from({ length: 41 }, (_, more) => 24 + more);
const sharedOf = (text: string, where: string): Bytes => bytesOf(text, where, SIZES);

/** The seed, which some tools write with the public half after it. */
const seedOf = (text: string, where: string): Bytes => bytesOf(text, where, [32, 64]).slice(0, 32);

function bytesOf(text: string, where: string, sizes: readonly number[]): Bytes {
  const base64 = text.slice(text.indexOf("_") + 1);
  const wellFormed = base64.length <= LONGEST && base64.length % 4 === 0 && BASE64.test(base64);
  const bytes = wellFormed ? fromBase64(base64) : undefined;
  if (bytes && sizes.includes(bytes.length)) return bytes;
  const range = sizes.length > 2 ? `${sizes[0]} to ${sizes.at(-1)}` : sizes.join(" or ");
  throw misuse(where, `${text.slice(0, text.indexOf("_") + 1)} is followed by the base64 of ${range} random bytes`);
}

function equal(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
