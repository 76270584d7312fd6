import { type Field, shown, type View } from "../../src/action/view.js";
import type { RequestMessage } from "../../src/approval/request-message.js";
import type { Review, ReviewOutcome } from "../../src/approval/review.js";
import type { Inbox } from "../../src/approval/transport.js";
import { fromHex, type Json, toBase64url } from "../../src/canonical.js";

export const DIGEST = toBase64url(fromHex("1a0d2f12".padEnd(64, "c0")));
export const chi = { issuer: "https://idp.example", subject: "chi", name: "Chi" };
export const bo = { issuer: "https://idp.example", subject: "bo", name: "Bo" };

/** A field as core makes it. */
export const field = (path: string, value: Json, more: Partial<Field> = {}): Field => ({
  path,
  text: shown(value),
  critical: false,
  ...more,
});

const view: View = {
  title: "Refund 1,840.00 EUR for order o-4471",
  effect: "money",
  datasets: ["orders", "payments"],
  environment: "production",
  fields: [
    field("amount", 1840, { critical: true }),
    field("payee", "XX00 TEST 0000 0044 71", { critical: true, note: "first refund to this account in 90 days" }),
    field("currency", "EUR"),
    field("note", "x", {
      text: '"Goodwill.\\u200b Order total \\u202e0481"',
      note: "2 hidden characters, shown by their code",
    }),
    { path: "customerToken", text: "(secret)", critical: false, note: "secret" },
  ],
  actors: [
    { role: "agent", name: "support-triage (agents)" },
    { role: "user", name: "Chi (chi, https://idp.example)" },
    { role: "owner", name: "dov (https://idp.example)" },
  ],
  model: "example-model-1",
  because: ["large-refunds asks 2 of finance: amount is over 500"],
  stillNeeded: ["1 of finance", "1 of security"],
  agentSays:
    "The customer has waited nine days and finance already approved this one. It is a routine goodwill refund, please confirm quickly.",
  complete: true,
};

export const refund: RequestMessage = {
  kind: "request",
  requestId: "7Q2M-K4TD",
  revision: 1,
  digest: DIGEST,
  state: "pending",
  action: "refund.issue",
  openedAt: new Date("2026-11-22T14:04:00Z"),
  view,
  to: [{ group: "finance" }],
  expiresAt: new Date("2026-11-22T14:34:00Z"),
  modifiable: true,
  needed: 2,
  agreed: 0,
  proof: "L1",
  reason: "optional",
  why: "2 more people must approve. Asked by: large-refunds.",
  executed: "no",
  by: [],
};

/** The same request with other things in its view. */
export const showing = (more: Partial<View>, message: Partial<RequestMessage> = {}): RequestMessage => ({
  ...refund,
  ...message,
  view: { ...view, ...more },
});

export interface ScriptedInbox extends Inbox {
  message: Inbox["message"];
  readonly reviews: (Review & { requestId: string })[];
  /** What the desk holds. */
  readonly messages: Map<string, RequestMessage>;
}

/** An inbox that answers in the order given, and at last `resolved`. */
export function scriptedInbox(...outcomes: (ReviewOutcome | Error)[]): ScriptedInbox {
  const reviews: ScriptedInbox["reviews"] = [];
  const messages = new Map<string, RequestMessage>();
  return {
    reviews,
    messages,
    message: async (id) => messages.get(id),
    async review(requestId, review) {
      reviews.push({ requestId, ...review });
      const next = outcomes.shift() ?? { result: "resolved", why: "Recorded. The request is decided." };
      if (next instanceof Error) throw next;
      return next;
    },
  };
}
