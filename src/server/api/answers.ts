import type { JsonObject } from "../../canonical.js";

const text = { type: "string" };
const time = { type: "string", format: "date-time" };
const count = { type: "integer", minimum: 0 };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const list = (items: JsonObject) => ({ type: "array", items });
const proof = { enum: ["L1", "L2", "L3", "L4"] };
const state = {
  enum: ["pending", "approved", "denied", "expired", "cancelled", "executing", "succeeded", "failed", "unknown"],
};

function object(required: Readonly<Record<string, JsonObject>>, optional: Readonly<Record<string, JsonObject>> = {}) {
  return { type: "object", properties: { ...required, ...optional }, required: Object.keys(required) };
}

/** What the API answers and the transport `http` sends, by the names that the OpenAPI document gives it. */
export const answers: Readonly<Record<string, JsonObject>> = {
  Message: object(
    {
      kind: { enum: ["request", "reminder", "escalation", "resolution"] },
      requestId: text,
      revision: { type: "integer", minimum: 1 },
      digest: text,
      state,
      action: text,
      openedAt: time,
      expiresAt: time,
      view: ref("View"),
      to: list({ type: "object" }),
      modifiable: { type: "boolean" },
      needed: count,
      agreed: count,
      proof,
      reason: { enum: ["required", "optional"] },
      why: text,
      by: list({ type: "object" }),
    },
    { session: text, url: text, remember: { type: "object" } },
  ),
  View: object(
    {
      title: text,
      effect: { enum: ["read", "write", "message", "share", "money", "destroy", "credential", "execute"] },
      datasets: list(text),
      fields: list(object({ path: text, text, critical: { type: "boolean" } }, { before: text, note: text })),
      actors: list(object({ role: text, name: text })),
      because: list(text),
      stillNeeded: list(text),
      complete: { type: "boolean" },
    },
    { environment: text, model: text, agentSays: text },
  ),
  Page: object({ items: list(ref("Message")), now: time }, { cursor: text }),
  Shown: object({
    message: ref("Message"),
    you: object({ id: text, may: { enum: ["decide", "own"] }, said: text, open: text }, { name: text, proof }),
    agreement: list({ type: "object" }),
    history: list(object({ id: text, source: text, type: text, line: text })),
    deliveries: list(ref("Delivery")),
    reviews: list({ type: "object" }),
    now: time,
  }),
  Outcome: object(
    { result: { enum: ["recorded", "resolved", "revised", "duplicate"] }, why: text },
    { message: ref("Message") },
  ),
  Delivery: object({ id: text, at: { enum: ["accepted", "confirmed"] } }, { transport: text, failed: text, ref: {} }),
  Grants: object(
    { items: list(object({ id: text, action: text, state: { enum: ["live", "closed"] } })), now: time },
    { cursor: text },
  ),
  Event: object({
    type: { enum: ["approval.requested", "approval.reminded", "approval.escalated", "approval.resolved"] },
    timestamp: time,
    data: ref("Message"),
  }),
  Problem: object(
    { type: text, title: text, status: { type: "integer" }, detail: text },
    { code: text, proof, issues: list(object({ path: text, message: text })) },
  ),
};
