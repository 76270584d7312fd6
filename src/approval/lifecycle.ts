import { type Combined, combine } from "./combine.js";
import type { Asked, Progress, Request } from "./request.js";
import { NEVER } from "./request.js";
import type { Answer, ReviewPayload, Sealed } from "./review.js";
import type { State } from "./state.js";
import { tally } from "./tally.js";

/** What a transition writes: the next state of the one record. */
export interface Next {
  readonly state: State;
  readonly due: number;
  readonly progress: Progress;
  readonly asked?: Asked;
}

export const MAX_REVISIONS = 8;
export const MAX_RESTARTS = 3;
/** An execution is renewed while its body runs; one not renewed for this long (ms, the store's clock) is lost. */
export const LEASE = 30_000;

/** The requirement of a request; one is opened only if it combines. A claimed *allowed* call has none: it is nobody's to decide. */
export function requirementOf(asked: Pick<Asked, "requirements">): Combined {
  if (asked.requirements.length === 0) return NOBODY;
  const known = COMBINED.get(asked.requirements);
  if (known) return known;
  const combined = combine(asked.requirements);
  if (combined === "unsatisfiable") throw new Error("a request was opened whose requirements do not combine");
  COMBINED.set(asked.requirements, combined);
  return combined;
}

// A request's requirements never change, and every step asks for them.
const COMBINED = new WeakMap<Asked["requirements"], Combined>();

const NOBODY: Combined = {
  slot: "nobody",
  approvers: [],
  approve: 1,
  deny: 1,
  proof: "L4",
  escalate: [],
  within: 0,
  useWithin: 0,
  reason: false,
  modify: "forbid",
};

export const decideBy = (request: Request): number => request.openedAt + requirementOf(request.asked).within;

/** Time is applied before anything else, by the store's clock: sweepers only make it visible. */
export function lapsed(request: Request, now: number): Next | undefined {
  const { state } = request;
  if (state === "pending" && now >= decideBy(request)) return ended(request, "expired", "decide_by");
  if (state === "approved" && now >= request.due) return ended(request, "expired", "use_by");
  if (state === "executing" && now >= request.due && !restartable(request)) return ended(request, "unknown", "lease");
  return undefined;
}

/** A lost execution of an action declared idempotent may be started again, a few times, with the same downstream key. */
export const restartable = ({ asked, progress }: Request): boolean =>
  asked.idempotent && (progress.restarts ?? 0) < MAX_RESTARTS;

/** The last state of a request, or `unknown`, which waits for a person. */
export const ended = ({ progress }: Request, state: State, why: string): Next => ({
  state,
  due: NEVER,
  progress: { ...progress, why },
});

/** A recorded approve or deny, and what it makes of the request. */
export function reviewed(request: Request, review: Sealed, now: number): [Next, Answer] {
  const progress = { ...request.progress, reviews: [...request.progress.reviews, review] };
  return settled({ ...request, progress }, now);
}

function settled(request: Request, now: number): [Next, Answer] {
  const requirement = requirementOf(request.asked);
  const counted = tally(
    requirement,
    request.progress.reviews.map(({ payload }) => payload),
  );
  if (counted.state === "denied")
    return [ended(request, "denied", request.state === "approved" ? "withdrawn" : "people"), "resolved"];
  if (counted.state === "approved" && request.state === "pending") {
    return [{ state: "approved", due: now + requirement.useWithin, progress: request.progress }, "resolved"];
  }
  return [{ state: request.state, due: request.due, progress: request.progress }, "recorded"];
}

/** A new revision: reviews are void, its author is remembered, and the deadline never moves later. */
export function revised(request: Request, asked: Asked, modification: Sealed, now: number): [Next, Answer] {
  const modifications = [...request.progress.modifications, modification];
  const reviews = modification.payload.approves ? [modification] : [];
  const next = { ...request, asked, progress: { ...request.progress, modifications, reviews } };
  const [step, answer] = settled(next, now);
  const due = step.state === "pending" ? Math.min(request.due, decideBy(next)) : step.due;
  return [{ ...step, due, asked }, answer === "resolved" ? "resolved" : "revised"];
}

/** Spending an approval: one more fence, and a lease. */
export function claimed(request: Request, now: number): Next {
  const restarts = request.state === "executing" ? { restarts: (request.progress.restarts ?? 0) + 1 } : {};
  return {
    state: "executing",
    due: now + LEASE,
    progress: { ...request.progress, ...restarts, fence: request.progress.fence + 1 },
  };
}

/** Everyone who may not decide: the actor chain and everyone who wrote any version of the arguments. */
export function excludedNow(request: Request): ReadonlySet<string> {
  return new Set([...request.asked.excluded, ...request.progress.modifications.map(({ payload }) => payload.person)]);
}

/** The newest review of a person on the current revision. */
export const newestOf = (request: Request, person: string): ReviewPayload | undefined =>
  request.progress.reviews.findLast(({ payload }) => payload.person === person)?.payload;
