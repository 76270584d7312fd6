import { fromHex, utf8 } from "../../canonical.js";

/** How far a timestamp may be from the clock, either way. */
export const TOLERANCE_MS = 5 * 60_000;

const SECONDS = /^\d{1,12}$/;
const SIGNATURE = /^v0=([0-9a-f]{64})$/;

/**
 * Whether Slack sent this body: HMAC-SHA256 with the app's signing secret over `v0:timestamp:body`, the raw body, in
 * `X-Slack-Signature`, within five minutes of `X-Slack-Request-Timestamp` (docs.slack.dev, Verifying requests from Slack).
 * Compared by Web Crypto, in constant time.
 */
export async function isFromSlack(
  secret: string,
  { headers, body }: { readonly headers: Headers; readonly body: string },
  now: number,
): Promise<boolean> {
  const timestamp = headers.get("x-slack-request-timestamp") ?? "";
  const hex = SIGNATURE.exec(headers.get("x-slack-signature") ?? "")?.[1];
  if (!SECONDS.test(timestamp) || hex === undefined) return false;
  if (Math.abs(now - Number(timestamp) * 1000) > TOLERANCE_MS) return false;
  const key = await crypto.subtle.importKey("raw", utf8(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  return crypto.subtle.verify("HMAC", key, fromHex(hex), utf8(`v0:${timestamp}:${body}`));
}
