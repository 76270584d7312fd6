import { type Combined, combine } from "./combine.js";
import { nextNotice } from "./notices.js";
import type { Asked, Progress, Request, Since } from "./request.js";
import { NEVER } from "./request.js";
import type { Answer, Sealed } from "./review.js";
import type { State } from "./state.js";
import { tally } from "./tally.js";

/** What a transition writes: the next state of the one record. */
export interface Next {
  readonly state: State;
  readonly due: number;
  readonly progress: Progress;
  readonly asked?: Asked;
  readonly tags?: readonly string[];
}

export const MAX_REVISIONS = 8;
export const MAX_RESTARTS = 3;
/** An execution is renewed while its body runs; one not renewed for this long (ms, the store's clock) is lost. */
export const LEASE = 30_000;

/** The requirement of a request. A claimed *allowed* call has none: it is nobody's to decide. */
export function requirementOf({ requirements, since }: Pick<Asked, "requirements" | "since">): Combined {
  if (since) return combinedByText([...requirements, ...since.requirements]);
  const known = COMBINED.get(requirements);
  if (known) return known;
  const combined = combinedByText(requirements);
  if (Object.isFrozen(requirements)) COMBINED.set(requirements, combined);
  return combined;
}

// Every step of every request asks, mostly for one of a policy's few requirements.
const COMBINED = new WeakMap<Asked["requirements"], Combined>();
const BY_TEXT = new Map<string, Combined>();
const KEPT = 1_000;

function combinedByText(requirements: Asked["requirements"]): Combined {
  const text = JSON.stringify(requirements);
  const known = BY_TEXT.get(text);
  if (known) return known;
  const combined = combine(requirements);
  if (BY_TEXT.size >= KEPT) BY_TEXT.clear();
  BY_TEXT.set(text, combined);
  return combined;
}

export const decideBy = ({ asked }: Pick<Request, "asked">): number =>
  (asked.since?.at ?? asked.askedAt) + requirementOf(asked).within;

/** Until when an approval may be used: counted from the signed review that was the last it took, so that no store moves it. */
export const useBy = (request: Pick<Request, "asked" | "progress">): number =>
  approvedAt(request) + requirementOf(request.asked).useWithin;

/** From when on it may have expired unused: an earlier release waited less long. */
export const unusedAt = (request: Pick<Request, "asked" | "progress">): number =>
  approvedAt(request) + requirementOf(request.asked).unusedAfter;

function approvedAt({ asked, progress }: Pick<Request, "asked" | "progress">): number {
  const requirement = requirementOf(asked);
  const said = progress.reviews.map(({ payload }) => payload);
  const last = said.find((_, i) => tally(requirement, said.slice(0, i + 1)).state === "approved");
  return last ? last.issued_at : Number.NEGATIVE_INFINITY;
}

/** Until when its state may be changed by people: when deciding ends, then when an approval may no longer be used. */
export const deadlineOf = (request: Request): number => (request.state === "pending" ? decideBy(request) : request.due);

/** How long after its opening a pending request wants attention again: the next reminder or escalation, or its deadline. */
export const attentionIn = ({ notices, within }: Combined, told = 0): number =>
  Math.min(within, nextNotice(notices, told));

/** People are told now: what was due until now is done. */
export function attended(request: Request, now: number): Next {
  const { askedAt } = request.asked;
  const told = now - askedAt;
  const due = Math.min(decideBy(request), askedAt + nextNotice(requirementOf(request.asked).notices, told));
  return { state: request.state, due, progress: { ...request.progress, told } };
}

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
  asked.idempotent && progress.fence <= MAX_RESTARTS;

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

/** Whoever takes their approval back ends what was approved with it, however many it takes to deny: nobody approves it again. */
function settled(request: Request, now: number): [Next, Answer] {
  const requirement = requirementOf(request.asked);
  const counted = tally(
    requirement,
    request.progress.reviews.map(({ payload }) => payload),
  );
  const isWithdrawn = request.state === "approved" && counted.state !== "approved";
  if (isWithdrawn) return [ended(request, "denied", "withdrawn"), "resolved"];
  if (counted.state === "denied") return [ended(request, "denied", "people"), "resolved"];
  if (counted.state === "approved" && request.state === "pending") {
    return [{ state: "approved", due: now + requirement.useWithin, progress: request.progress }, "resolved"];
  }
  return [{ state: request.state, due: request.due, progress: request.progress }, "recorded"];
}

/** A new revision: reviews are void, its author is remembered, and the deadline never moves later. */
export function revised(request: Request, asked: Asked, modification: Sealed, now: number): [Next, Answer] {
  const modifications = [...request.progress.modifications, modification];
  const reviews = modification.payload.approves ? [modification] : [];
  const progress = { ...request.progress, modifications, reviews };
  const [step, answer] = settled({ ...request, asked, progress }, now);
  if (answer === "resolved") return [{ ...step, asked }, answer];
  const open = attended({ ...request, asked, progress }, now);
  return [{ ...open, due: Math.min(open.due, decideBy(request)), asked }, "revised"];
}

/** An approval that is not enough by now: the same call waits for those whom it lacks, and what was said still counts. */
export function askedMore(request: Request, since: Since, now: number): Next {
  const asked = Object.freeze({ ...request.asked, since });
  return { ...attended({ ...request, asked }, now), state: "pending", asked };
}

/** Spending an approval: one more fence, and a lease. */
export function claimed(request: Request, now: number): Next {
  const { progress } = request;
  return { state: "executing", due: now + LEASE, progress: { ...progress, fence: progress.fence + 1 } };
}

/** Everyone who may not decide: the actor chain and everyone who wrote any version of the arguments. */
export function excludedNow(request: Request): ReadonlySet<string> {
  const { asked, progress } = request;
  return new Set([...asked.excluded, ...asked.authors, ...progress.modifications.map(({ payload }) => payload.person)]);
}
