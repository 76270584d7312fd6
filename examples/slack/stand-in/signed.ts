import { createHmac } from "node:crypto";

/** A request of Slack's as it goes over the wire. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Slack's signature, version 0: `v0=` and the HMAC-SHA256 in hex of `v0:timestamp:body`. The timestamp is a text so that a
 * wrong one can be signed, too.
 */
export const signature = (secret: string, timestamp: string, body: string): string =>
  `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;

/** JSON as PHP writes it, with `\/` and `\u` escapes: whoever parses it and writes it again has other bytes. */
const json = (payload: unknown): string =>
  JSON.stringify(payload)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Percent-encoding as PHP writes it: a space is `+`, and `!'()*~` are encoded, unlike in a form of a browser. */
const encoded = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");

/**
 * A request to an app's Request URL: a form of one field `payload`, signed at `at` milliseconds since the epoch. A text goes
 * as the whole body, as it is.
 */
export function signedRequest(
  secret: string,
  payload: object | string,
  { at }: { readonly at: number },
): SignedRequest {
  const body = typeof payload === "string" ? payload : `payload=${encoded(json(payload))}`;
  const timestamp = String(Math.floor(at / 1000));
  return {
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": signature(secret, timestamp, body),
    },
    body,
  };
}
