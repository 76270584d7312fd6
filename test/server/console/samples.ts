import type { Field, View } from "../../../src/action/view.js";
import { checkWords } from "../../../src/action/words.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import type { SignedEvent } from "../../../src/audit/sink.js";
import type { JsonObject } from "../../../src/canonical.js";
import type { Needed } from "../../../src/desk/agreement.js";
import type { Earlier } from "../../../src/desk/earlier.js";
import type { Shown, You } from "../../../src/desk/look.js";
import type { Frame, RequestPage } from "../../../src/server/console/model.js";

export const NOW = Date.parse("2026-11-22T14:21:40Z");
export const minutes = (many: number): Date => new Date(NOW + many * 60_000);
export const FRAME: Frame = { base: "/countersign", who: "ana", now: NOW, token: "t0k3n" };

export const FIELDS: readonly Field[] = [
  { path: "amount", text: "1840", critical: true },
  { path: "payee", text: '"XX00 TEST 0000 0044 71"', critical: true },
  { path: "orderId", text: '"o-4471"', critical: true },
  { path: "currency", text: '"EUR"', critical: false },
  {
    path: "note",
    text: '"Goodwill.\\u200b Order total \\u202e0481"',
    critical: false,
    note: "2 hidden characters, shown by their code",
  },
  { path: "customerToken", text: "(secret)", critical: false, note: "secret" },
];

export const VIEW: View = {
  title: "Refund 1,840.00 EUR for order o-4471",
  effect: "money",
  datasets: ["orders", "payments"],
  environment: "production",
  fields: FIELDS,
  actors: [
    { role: "agent", name: "support-triage" },
    { role: "user", name: "chi" },
    { role: "owner", name: "dov" },
  ],
  model: "example-model-1",
  because: [
    "large-refunds asks 2 people of group finance with a passkey, because amount is over 500 (it is 1840)",
    "payments-data asks 1 person of group security, because the call touches the dataset payments",
  ],
  stillNeeded: ["1 of group finance", "1 of group security"],
  agentSays:
    "The customer has waited nine days and finance already approved this one.\nIt is a routine goodwill refund, please confirm quickly.",
  complete: true,
};

export function message(change: Partial<RequestMessage> = {}, view: Partial<View> = {}): RequestMessage {
  return {
    kind: "request",
    requestId: "7Q2M-K4TD",
    revision: 1,
    digest: "Gg0vEnfA5LkD2FphnyvoEFxEoH3ikWs_gPfVGsNuC5Q",
    state: "pending",
    action: "refund.issue",
    openedAt: minutes(-18),
    session: "s-204",
    to: [{ group: "finance" }, { group: "security" }],
    expiresAt: minutes(12),
    modifiable: true,
    needed: 3,
    agreed: 1,
    proof: "L3",
    reason: "optional",
    why: "Still needed: 1 of group finance; 1 of group security. Asked by: large-refunds, payments-data.",
    executed: change.state === "succeeded" || change.state === "failed" ? "yes" : "no",
    by: [],
    ...change,
    view: { ...VIEW, ...view },
  };
}

export const FINANCE: Needed = {
  who: "group finance",
  approve: 2,
  agreed: 1,
  proof: "L3",
  open: "now",
  people: [
    { id: "p-bo", name: "bo", said: "approve", proof: "L3", at: minutes(-12) },
    { id: "p-ana", name: "ana", said: "nothing" },
    { id: "p-eli", name: "eli", said: "nothing" },
  ],
  more: 2,
};
export const SECURITY: Needed = {
  who: "group security",
  approve: 1,
  agreed: 0,
  proof: "L1",
  open: "later",
  people: [{ id: "p-fay", name: "fay", said: "nothing" }],
  more: 0,
};
export const AGREEMENT: readonly Needed[] = [FINANCE, SECURITY];

let seq = 0;
/** An event as a writer's template makes it. */
export function event(type: string, data: JsonObject, at: Date = minutes(-17)): SignedEvent {
  const id = `w-${seq++}`;
  const full = `dev.countersign.${type}.v1`;
  const line = JSON.stringify({
    data: { ...data, prev: "", seq, writer: "w" },
    id,
    source: "urn:countersign:t:a:w",
    time: at.toISOString(),
    type: full,
  });
  return { id, source: "urn:countersign:t:a:w", type: full, line };
}

export const HISTORY: readonly SignedEvent[] = [
  event("approval.requested", {}),
  event("approval.delivered", { transport: "slack", delivery: "m-1" }),
  event("approval.delivered", { transport: "teams", failed: "not delivered" }),
  event(
    "review.recorded",
    { decision: "approve", person: "p-bo", proof: "L3", reason: "Checked the order." },
    minutes(-12),
  ),
];

export const YOU: You = { id: "p-ana", name: "ana", may: "decide", said: "nothing", proof: "L3", open: "now" };

export const shown = (change: Partial<Shown> = {}): Shown => ({
  message: message(),
  you: YOU,
  agreement: AGREEMENT,
  history: HISTORY,
  deliveries: [
    { id: "m-1", at: "confirmed", transport: "slack" },
    { id: "", at: "accepted", transport: "teams", failed: "The channel answered 503." },
  ],
  reviews: [],
  now: new Date(NOW),
  ...change,
});

export const EARLIER: Earlier = {
  count: 23,
  differences: [
    { kind: "same", says: "Same agent and same person as 19 of them" },
    { kind: "differs", says: "Amount is 4.1 times the median", detail: "of 450. The largest so far was 1120, denied." },
    { kind: "differs", says: "Payee is new" },
  ],
  items: [
    {
      requestId: "r-18",
      openedAt: minutes(-4 * 1440),
      title: "Refund 1,120.00 EUR for order o-4388",
      state: "denied",
      by: ["p-bo"],
      reason: "Order was never paid.",
    },
    {
      requestId: "r-12",
      openedAt: minutes(-10 * 1440),
      title: "Refund 120.00 EUR for order o-4471",
      state: "succeeded",
      by: [],
    },
  ],
};
export const NONE: Earlier = { count: 0, differences: [], items: [] };

/** A page of one request; `change` is of what this person is shown. */
export function request(change: Partial<Shown> = {}, page: Partial<RequestPage> = {}): RequestPage {
  const seen = shown(change);
  return {
    shown: seen,
    earlier: EARLIER,
    act: { kind: "type", path: "amount" },
    words: checkWords(seen.message.digest),
    ...page,
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&#39;": "'",
};

/** What a page says, without its markup: what is only for screen readers included. */
export const textOf = (page: unknown): string =>
  String(page)
    .replace(/<head>[\s\S]*?<\/head>/, "")
    .replace(/<br>/g, "\n")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(?:lt|gt|amp|quot|#39);/g, (found) => ENTITIES[found] ?? found)
    .replace(/[ \n]+/g, " ")
    .trim();

/** The part of a page from an id's element to the end of the section, rail or form that it heads. */
export const partOf = (page: string, from: string, to: string): string => {
  const start = page.indexOf(from);
  return start < 0 ? "" : page.slice(start, page.indexOf(to, start));
};
