import type { RequestMessage } from "../../approval/request-message.js";
import { type Json, shortDigest } from "../../canonical.js";
import { fitting } from "./fit.js";

/** One message, ready to be signed. `id` is its `webhook-id`. */
export interface Outgoing {
  readonly id: string;
  readonly body: string;
  /** When there is no use in it any more, by the clock's milliseconds. */
  readonly until?: number;
}

/** The longest body, in bytes: Standard Webhooks asks for less than 20 KB. */
export const MOST_BYTES = 20_000;

const TYPES: Record<RequestMessage["kind"], string> = {
  request: "approval.requested",
  reminder: "approval.reminded",
  escalation: "approval.escalated",
  resolution: "approval.resolved",
};

/** The message as an event. A request sent again has the id it had, so a receiver may drop it; each reminder is a new one. */
export async function outgoingOf(message: RequestMessage, now: number): Promise<Outgoing> {
  const event = { type: TYPES[message.kind], timestamp: new Date(now).toISOString(), data: fitting(message) };
  return {
    id: `msg_${idOf(message)}`,
    body: JSON.stringify(event),
    ...(message.state === "pending" && { until: message.expiresAt.getTime() }),
  };
}

/** Nothing of the arguments is in it, save by the digest that people are shown. */
function idOf(message: RequestMessage): string {
  const { kind, requestId, revision, digest, state, to, agreed } = message;
  if (kind === "reminder" || kind === "escalation") return crypto.randomUUID();
  return shortDigest([kind, requestId, revision, digest, state, to as unknown as Json, agreed]);
}
