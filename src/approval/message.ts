import type { Person, Selector } from "../people/person.js";
import { rulesOf } from "./asked.js";
import { type Combined, mostPeople } from "./combine.js";
import { everybody, named, slotsOf } from "./eligible.js";
import { decideBy, requirementOf } from "./lifecycle.js";
import { missingOf } from "./needed.js";
import { isFinal, isFoundOut, type Request } from "./request.js";
import type { RequestMessage } from "./request-message.js";
import type { ReviewPayload } from "./review.js";
import { distinct, highest } from "./slots.js";
import { executedOf } from "./started.js";
import type { State } from "./state.js";
import { type Lack, met, tally } from "./tally.js";

const ENDED: Partial<Record<State, string>> = {
  approved: "Approved. It runs next.",
  denied: "Denied. It was not executed.",
  expired: "Nobody decided in time. It was not executed.",
  cancelled: "Cancelled. It was not executed.",
  executing: "Approved. It is running.",
  succeeded: "Approved and executed.",
  failed: "Approved and executed; it failed.",
  unknown: "It started and its result was lost: a person must settle it.",
};

/** Where why it ended says more. */
const BECAUSE: ReadonlyMap<string | undefined, string> = new Map([
  ["not_started", "Approved, and it could not be started. It was not executed."],
  ["use_by", "Approved, and not used in time. It was not executed."],
  ["action_changed", "The action was changed since. It was not executed; it must be asked again."],
]);

const ALTERED: Partial<Record<State, string>> = {
  cancelled: "Its record in the store was altered. It will not be executed; whether it was before cannot be told.",
  unknown: "Its record in the store was altered. It may have been executed: a person must settle it.",
};

/** What a transport is given of a request as it is now. */
export function messageOf(request: Request, url?: string): RequestMessage {
  const { id, asked, state, progress } = request;
  const { askedAt } = asked;
  const requirement = requirementOf(asked);
  return {
    kind: isFinal(state) || state !== "pending" ? "resolution" : "request",
    requestId: id,
    revision: asked.revision,
    digest: asked.digest,
    state,
    action: asked.action,
    openedAt: new Date(askedAt),
    ...(asked.context.session !== undefined && { session: asked.context.session }),
    view: asked.view,
    to: state === "pending" ? wanted(request) : everybody(requirement),
    ...(url !== undefined && { url: `${withoutSlashes(url)}/requests/${encodeURIComponent(id)}` }),
    expiresAt: new Date(decideBy(request)),
    modifiable: state === "pending" && requirement.modify !== "forbid",
    ...counted(requirement, request),
    reason: requirement.reason ? "required" : "optional",
    ...(state === "pending" && asked.remember && { remember: asked.remember }),
    why: endedBy(request) ?? waiting(request),
    executed: executedOf(request),
    by: approvers(progress.reviews.map(({ payload }) => payload)),
  };
}

function endedBy({ state, progress }: Request): string | undefined {
  if (isFoundOut({ progress })) return ALTERED[state];
  return isFinal(state) ? (BECAUSE.get(progress.why) ?? ENDED[state]) : ENDED[state];
}

function counted(requirement: Combined, request: Request): Pick<RequestMessage, "needed" | "agreed" | "proof"> {
  const needed = mostPeople(requirement.needs);
  const missing = lacksOf(request).reduce((sum, lack) => sum + lack.missing, 0);
  const proof = highest(slotsOf(requirement).map((slot) => slot.proof));
  return { needed, agreed: request.state === "denied" ? 0 : Math.max(0, needed - missing), proof };
}

/** Whom a waiting request still needs, and who can answer by now: the people of open stages, and those who were told later. */
export function wanted(request: Request): readonly Selector[] {
  const reviews = request.progress.reviews.map(({ payload }) => payload);
  const slots = lacksOf(request).flatMap(({ need }) => need.options.map(({ slot }) => slot));
  const open = slots.filter(({ after }) => met(after, reviews));
  return distinct(open.flatMap((slot) => named(slot, request.progress.told ?? 0)));
}

/** What is still missing of a request that waits. */
export function lacksOf({ asked, progress }: Request): readonly Lack[] {
  const reviews = progress.reviews.map(({ payload }) => payload);
  const counted = tally(requirementOf(asked), reviews);
  return counted.state === "open" ? counted.lacks : [];
}

function waiting(request: Request): string {
  const more = request.asked.since ? "The policy asks for more since it was approved. " : "";
  const needed = missingOf(lacksOf(request)).join("; ");
  return `${more}Still needed: ${needed}. Asked by: ${rulesOf(request.asked).join(", ")}.`;
}

/** Those whose newest review agrees, as far as their reviews say who they are. */
export function approvers(reviews: readonly ReviewPayload[]): readonly Person[] {
  const newest = [...new Map(reviews.map((review) => [review.person, review])).values()];
  return newest
    .filter((review) => review.approves)
    .map(({ person, issuer, subject }) => ({
      id: person,
      kind: "human",
      active: true,
      identities: [{ issuer, subject }],
      groups: "unknown",
      roles: "unknown",
    }));
}

/** An address without the slashes at its end. */
export function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end--;
  return url.slice(0, end);
}
