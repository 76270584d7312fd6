import { type Bytes, fromBase64, toBase64, utf8 } from "../canonical.js";
import type { WebhookKey } from "./webhook-key.js";

/** What is signed: an id that stays over retries, the time of this attempt, and the body to the byte. */
export interface Signable {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly body: string;
}
/** A message whose sender is proven. A signature proves origin, not that it came once: remember ids, and compare and swap. */
export interface Verified {
  readonly id: string;
  readonly at: number;
}
/** Why a message is not taken, in words that hold nothing of it. */
export interface Refused {
  readonly refused: string;
}

/** How far a timestamp may be from the clock, either way. Ids are worth remembering for twice as long. */
export const TOLERANCE_MS = 5 * 60_000;

const ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;
const SECONDS = /^\d{1,12}$/;
const BASE64 = /^[A-Za-z0-9+/]{1,88}={0,2}$/;
const LONGEST_LIST = 4096;
const MOST_SIGNATURES = 10;

/**
 * The headers of Standard Webhooks 1.0.0 for one attempt: a signature by each key over `id.timestamp.body`, so that a
 * receiver may hold any of them while keys are exchanged.
 */
export async function signed(keys: readonly WebhookKey[], { id, at, body }: Signable): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const content = utf8(`${id}.${timestamp}.${body}`);
  const list = await Promise.all(
    keys.map(async (key) => {
      const signature = await crypto.subtle.sign(key.algorithm, await key.load(), content);
      return `${key.version},${toBase64(new Uint8Array(signature))}`;
    }),
  );
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": list.join(" ") };
}

/**
 * Verifies a message as it came: `body` is its raw text, not parsed and written again. One signature by one of the keys is
 * enough; the first ten of the list are looked at, and those of unknown versions are skipped. Who sends what is not signed
 * costs little: one hash of the body for each shared secret, however many signatures there are.
 */
export async function verified(
  keys: readonly WebhookKey[],
  { headers, body }: { readonly headers: Headers; readonly body: string },
  now: number,
): Promise<Verified | Refused> {
  const id = headers.get("webhook-id") ?? "";
  const timestamp = headers.get("webhook-timestamp") ?? "";
  const list = headers.get("webhook-signature") ?? "";
  if (!ID.test(id)) return { refused: "the header webhook-id must be 1 to 256 visible ASCII characters without a dot" };
  if (!SECONDS.test(timestamp)) return { refused: "the header webhook-timestamp must be whole seconds since 1970" };
  if (list === "" || list.length > LONGEST_LIST)
    return { refused: `the header webhook-signature must be a list of at most ${LONGEST_LIST} characters` };
  const at = Number(timestamp) * 1000;
  if (Math.abs(now - at) > TOLERANCE_MS) return { refused: "the header webhook-timestamp is over five minutes off" };
  const signatures = list.split(" ", MOST_SIGNATURES).flatMap(signatureOf);
  const content = utf8(signatures.length === 0 ? "" : `${id}.${timestamp}.${body}`);
  for (const key of keys) {
    const own = signatures.filter(({ version }) => version === key.version);
    if (own.length > 0 && (await isBy(key, own, content))) return { id, at };
  }
  return {
    refused: `none of the first ${MOST_SIGNATURES} signatures in the header webhook-signature is by a key that is known here`,
  };
}

interface Signature {
  readonly version: string;
  readonly bytes: Bytes;
}

function signatureOf(one: string): Signature[] {
  const comma = one.indexOf(",");
  const bytes = bytesOf(one.slice(comma + 1));
  return bytes ? [{ version: one.slice(0, comma), bytes }] : [];
}

/** HMAC of the content is made once, Ed25519 (RFC 8032, section 5.1.7) hashes it together with each signature. */
async function isBy(key: WebhookKey, signatures: readonly Signature[], content: Bytes): Promise<boolean> {
  const loaded = await key.load();
  if (key.algorithm.name === "HMAC") {
    const made = new Uint8Array(await crypto.subtle.sign(key.algorithm, loaded, content));
    return signatures.some(({ bytes }) => equal(made, bytes));
  }
  for (const { bytes } of signatures)
    if (await crypto.subtle.verify(key.algorithm, loaded, bytes, content)) return true;
  return false;
}

/** In the same time wherever they differ. */
function equal(one: Bytes, other: Bytes): boolean {
  let different = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) different |= (one[i] as number) ^ (other[i] ?? 0);
  return different === 0;
}

/** Of canonical base64 alone: a last digit may have bits that say nothing, and one signature has one text. */
function bytesOf(base64: string): Bytes | undefined {
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return undefined;
  const bytes = fromBase64(base64);
  return toBase64(bytes) === base64 ? bytes : undefined;
}
