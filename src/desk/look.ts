import type { Counts } from "../approval/eligible.js";
import { excludedNow, requirementOf } from "../approval/lifecycle.js";
import { messageOf } from "../approval/message.js";
import type { Delivered, Request } from "../approval/request.js";
import type { RequestMessage } from "../approval/request-message.js";
import type { Review, Sealed } from "../approval/review.js";
import { standingOf } from "../approval/standing.js";
import type { State } from "../approval/state.js";
import { reviewStatement } from "../approval/statements.js";
import { voicesOf } from "../approval/voices.js";
import type { SignedEvent } from "../audit/sink.js";
import { listedOnce } from "../people/directory.js";
import { type Identity, isProven } from "../people/identity.js";
import type { Person, Proof } from "../people/person.js";
import { agreementOf, type Needed } from "./agreement.js";
import type { DeskParts } from "./parts.js";
import { decidedBy, seenBy } from "./queues.js";
import { reviewerOf } from "./reviewer.js";

/** One page of a list. With `cursor`, there is more. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
  /** When it was read, by the store's clock. */
  readonly now: Date;
}
/** `mine`: waiting for this person. `open`: all that wait. `decided`: all that are over. */
export interface Queue {
  queue?: "mine" | "open" | "decided";
  /** 1 to 200; 50 unless said. */
  limit?: number;
  cursor?: string;
}
/** What the one who asks may do with a request. */
export interface You {
  readonly id: string;
  readonly name?: string;
  /** `decide`: may approve or deny. `own`: is one of the call's own people, or wrote a revision of it. */
  readonly may: "decide" | "own";
  /** What they said of this revision. */
  readonly said: "approve" | "deny" | "nothing";
  /** What a step-up must reach before their approval counts. */
  readonly proof?: Proof;
  /** Whether their place opens only when earlier stages are met. */
  readonly open: "now" | "later";
}
/** A request as one person sees it. */
export interface Shown {
  readonly message: RequestMessage;
  readonly you: You;
  readonly agreement: readonly Needed[];
  /** What this process recorded of it, oldest first. */
  readonly history: readonly SignedEvent[];
  readonly deliveries: readonly Delivered[];
  /** The reviews of this revision, and whether a key that this desk believes has sealed them. */
  readonly reviews: readonly CheckedReview[];
  /** When it was read, by the store's clock. */
  readonly now: Date;
}
export interface CheckedReview {
  readonly person: string;
  readonly decision: Review["decision"];
  readonly proof: Proof;
  readonly at: Date;
  readonly keyId: string;
  readonly seal: "holds" | "broken";
}

const OPEN: readonly State[] = ["pending"];
export const DECIDED: readonly State[] = [
  "approved",
  "denied",
  "expired",
  "cancelled",
  "executing",
  "succeeded",
  "failed",
  "unknown",
];

/** Whether a person may see a request at all: one of its own people, or one who may decide it. */
export async function sees(
  { directory }: Pick<DeskParts, "directory">,
  person: Person,
  request: Request,
  who: Identity,
  now: number,
): Promise<You["may"] | false> {
  if (excludedNow(request).has(person.id)) return "own";
  const requirement = requirementOf(request.asked);
  return mayOf(request, person, await standingOf(directory, person, who.proof, { request, now }, requirement));
}

/** The same where it is known what their review would count for. */
export function mayOf(request: Request, { id }: Person, { vetoes }: Pick<Counts, "vetoes">): You["may"] | false {
  if (excludedNow(request).has(id)) return "own";
  return vetoes.length > 0 ? "decide" : false;
}

export async function show(parts: DeskParts, requestId: string, who: Identity): Promise<Shown | undefined> {
  const person = isProven(who) ? await reviewerOf(parts.directory, who) : "invalid";
  const loaded = await parts.records.load(requestId);
  if (typeof person === "string" || !loaded) return undefined;
  const { request, now } = loaded;
  const standing = await standingOf(parts.directory, person, who.proof, loaded, requirementOf(request.asked));
  const may = mayOf(request, person, standing);
  if (!may) return undefined;
  return {
    message: messageOf(request, parts.url),
    you: youOf(request, person, may, standing),
    agreement: await agreementOf(parts.directory, loaded),
    history: parts.history(requestId),
    deliveries: request.progress.deliveries,
    reviews: await Promise.all(request.progress.reviews.map((one) => checked(parts, one))),
    now: new Date(now),
  };
}

async function checked({ seals }: DeskParts, sealed: Sealed): Promise<CheckedReview> {
  const { person, decision, proof, issued_at } = sealed.payload;
  const seal = (await seals.holds(reviewStatement(sealed.payload), sealed, ["desk"])) ? "holds" : "broken";
  return { person, decision, proof, at: new Date(issued_at), keyId: sealed.keyid, seal };
}

function youOf(request: Request, { id, name }: Person, may: You["may"], { slots, stepUp, early }: Counts): You {
  const voice = voicesOf(request.progress.reviews.map(({ payload }) => payload)).find((one) => one.person === id);
  return {
    id,
    ...(name !== undefined && { name }),
    may,
    said: voice?.approves ? "approve" : voice?.denies ? "deny" : "nothing",
    ...(slots.length === 0 && stepUp && { proof: stepUp }),
    open: slots.length === 0 && !stepUp && early ? "later" : "now",
  };
}

/** One page of the requests that this person may see, newest first. */
export async function requests(parts: DeskParts, who: Identity, filter: Queue = {}): Promise<Page<RequestMessage>> {
  const person = isProven(who) ? await reviewerOf(parts.directory, who) : "invalid";
  if (typeof person === "string") return { items: [], now: new Date(parts.clock.now()) };
  const { queue = "mine", limit = 50, cursor } = filter;
  const directory = listedOnce(parts.directory);
  const decided = await decidedBy({ directory, asked: parts.asked }, person, parts.clock.now());
  const page = await parts.store.list({
    tenant: parts.deployment.tenant,
    kind: "call",
    states: queue === "decided" ? DECIDED : OPEN,
    tag: queue === "mine" ? decided : seenBy(decided, person),
    limit: Math.min(200, Math.max(1, limit)),
    ...(cursor !== undefined && { cursor }),
  });
  const seen = await Promise.all(
    page.rows.map(async (row) => {
      const request = await parts.records.read(row, page.now);
      if (!request) return [];
      const right = await sees({ directory }, person, request, who, page.now);
      return right === "decide" || (right === "own" && queue !== "mine") ? [messageOf(request, parts.url)] : [];
    }),
  );
  return {
    items: seen.flat(),
    ...(page.cursor !== undefined && { cursor: page.cursor }),
    now: new Date(page.now),
  };
}
