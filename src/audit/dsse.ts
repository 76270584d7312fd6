import { type Bytes, concat, utf8 } from "../canonical.js";

/**
 * DSSE pre-authentication encoding: `DSSEv1 <type length> <type> <body length> <body>`, lengths in bytes, in ASCII
 * decimal. These bytes are what a DSSE signature signs. Source: secure-systems-lab/dsse, protocol.md, v1.0.2.
 */
export function pae(payloadType: string, body: Bytes | string): Bytes {
  const type = utf8(payloadType);
  const payload = typeof body === "string" ? utf8(body) : body;
  return concat([utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload]);
}

/** Payload types of what is sealed: a review, one revision of what is asked, a start of a body, and how a request ended. */
export const REVIEW_TYPE = "application/vnd.countersign.review.v1+json";
export const ASKED_TYPE = "application/vnd.countersign.asked.v1+json";
export const START_TYPE = "application/vnd.countersign.start.v1+json";
export const END_TYPE = "application/vnd.countersign.end.v1+json";
