import type { View } from "../action/view.js";
import type { RequestMessage } from "../approval/request-message.js";

/** A request as a desk would send it; `id` makes it another request. */
export function sampleMessage(id: string, change: Partial<RequestMessage> = {}): RequestMessage {
  return {
    kind: "request",
    requestId: `request-${id}`,
    revision: 1,
    digest: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    state: "pending",
    action: "refund.issue",
    openedAt: new Date(Date.now() - 60_000),
    session: "s-204",
    view: VIEW,
    to: [{ group: "finance" }],
    url: `https://review.example/requests/request-${id}`,
    expiresAt: new Date(Date.now() + 3_600_000),
    modifiable: true,
    needed: 1,
    agreed: 0,
    proof: "L1",
    reason: "optional",
    why: "rule large: amount is over 500",
    executed: "no",
    by: [],
    ...change,
  };
}

const VIEW: View = {
  title: "Refund 900.00 for order o-17",
  effect: "money",
  datasets: [],
  environment: "test",
  fields: [
    { path: "orderId", text: '"o-17"', critical: true },
    { path: "amount", text: "900", critical: true, before: "600" },
  ],
  actors: [
    { role: "agent", name: "support-bot" },
    { role: "user", name: "dana" },
  ],
  because: ["rule large asks: args.amount > 500"],
  stillNeeded: ["1 of group finance"],
  agentSays: "The customer waits.",
  complete: true,
};

const CONTROL = "\u0000\u0007\b\u001b[2J\u001b]0;owned\u0007\u009b31m\r\n\t";
const BIDI = "\u202eevorppa\u202c \u2066x\u2069 \u200b\u200d\ufeff";
const MARKUP =
  "<!channel> <script>alert(1)</script> *bold* `code` [Approve](https://evil.example) & \ud83d\udc69\u200d\ud83d\udcbb";
const HOSTILE = `${CONTROL}${BIDI}${MARKUP}`;
const MEGABYTE = 1 << 20;

/** Texts that an agent may have chosen: control and direction characters, markup, and one of `size` that was cut. */
export function hostileMessage(id: string, size = MEGABYTE): RequestMessage {
  const field = { path: `note${HOSTILE}`, text: HOSTILE, critical: false, before: HOSTILE, note: HOSTILE };
  const view: View = {
    ...VIEW,
    title: HOSTILE,
    datasets: [HOSTILE],
    environment: HOSTILE,
    fields: [field, { path: "body", text: "A".repeat(size), critical: true }],
    actors: [{ role: "agent", name: HOSTILE }],
    model: HOSTILE,
    because: [HOSTILE],
    agentSays: HOSTILE,
    complete: false,
  };
  return sampleMessage(id, { view, why: HOSTILE });
}
