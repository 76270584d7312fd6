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
 * enough; signatures of unknown versions are skipped. Signatures are compared by Web Crypto, in constant time.
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
  const content = utf8(`${id}.${timestamp}.${body}`);
  for (const one of list.split(" ")) if (await isBy(keys, one, content)) return { id, at };
  return { refused: "no signature in the header webhook-signature is by a key that is known here" };
}

async function isBy(keys: readonly WebhookKey[], one: string, content: Bytes): Promise<boolean> {
  const comma = one.indexOf(",");
  const signature = bytesOf(one.slice(comma + 1));
  if (!signature) return false;
  for (const key of keys.filter(({ version }) => version === one.slice(0, comma)))
    if (await crypto.subtle.verify(key.algorithm, await key.load(), signature, content)) return true;
  return false;
}

/** Of canonical base64 alone: a last digit may have bits that say nothing, and one signature has one text. */
function bytesOf(base64: string): Bytes | undefined {
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return undefined;
  const bytes = fromBase64(base64);
  return toBase64(bytes) === base64 ? bytes : undefined;
}
