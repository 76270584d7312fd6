import type { Counts } from "../approval/eligible.js";
import type { Request } from "../approval/request.js";
import type { Answer, Review, ReviewOutcome, ReviewPayload, Sealed } from "../approval/review.js";
import { askedDigest, lastSaid, reviewStatement } from "../approval/statements.js";
import type { EventType } from "../audit/event.js";
import { digest } from "../canonical.js";
import type { Identity } from "../people/identity.js";
import type { Person } from "../people/person.js";
import { forMs, type Remember } from "../policy/remember.js";
import type { DeskParts } from "./parts.js";

type Evidence = Identity["evidence"];

/** One review on its way: who says it, about what, and what it would count for. */
export interface Saying {
  readonly request: Request;
  readonly now: number;
  readonly review: Review;
  readonly person: Person;
  readonly standing: Counts;
}

/** What a review made of the request; undefined when another change was first and it must be looked at again. */
export type Said = { readonly request: Request; readonly result: Answer } | ReviewOutcome | undefined;

/** What the desk signs of this review, about the request's current revision unless a new one is given. */
export function payloadOf(
  parts: DeskParts,
  saying: Saying,
  about: { approves: boolean; revision?: Request["asked"] },
): ReviewPayload {
  const { request, review, person, standing, now } = saying;
  const { revision, callDigest, viewDigest } = about.revision ?? request.asked;
  const { tenant, environment } = parts.deployment;
  return {
    v: 1,
    tenant,
    environment,
    request_id: request.id,
    revision,
    call_digest: callDigest,
    view_digest: viewDigest,
    decision: review.decision,
    approves: about.approves,
    person: person.id,
    issuer: review.by.issuer,
    subject: review.by.subject,
    proof: review.by.proof,
    slots: about.approves ? standing.slots : [],
    vetoes: standing.vetoes,
    ...(about.approves && Object.keys(standing.standsIn).length > 0 && { stands_in: standing.standsIn }),
    ...(review.reason !== undefined && { reason: review.reason }),
    ...(hasAny(review.by.evidence) && { evidence: digest(review.by.evidence) }),
    ...(about.approves && "remember" in review && review.remember && { remember: plainly(review.remember) }),
    prev: about.revision ? askedDigest(about.revision) : lastSaid(request),
    issued_at: now,
  };
}

/** The same with the desk's seal. */
export async function sealedBy({ seals, sealer }: DeskParts, payload: ReviewPayload): Promise<Sealed> {
  return { payload, ...(await seals.seal(reviewStatement(payload), sealer)) };
}

const hasAny = (evidence: Evidence): boolean => Object.keys(evidence).length > 0;

/** As numbers: what is signed must not depend on how a duration is written. */
const plainly = (remember: Remember): Remember => ({
  scope: remember.scope === "same call" ? remember.scope : { critical: "equal" },
  for: forMs(remember),
  uses: remember.uses,
});

const RESOLVED: Partial<Record<Request["state"], EventType>> = { approved: "call.approved", denied: "call.denied" };

/** The events of a review that was recorded, with what proved its identity, and of what it decided. */
export function noteReview({ records }: DeskParts, request: Request, payload: ReviewPayload, evidence: Evidence): void {
  const { decision, person, issuer, subject, proof, reason } = payload;
  const by = {
    decision,
    ...(hasAny(evidence) && { evidence }),
    issuer,
    person,
    proof,
    subject,
    ...(reason !== undefined && { reason }),
  };
  records.note("review.recorded", request, by);
  const type = RESOLVED[request.state];
  const people = request.progress.reviews.filter((one) => one.payload.approves === (request.state === "approved"));
  if (type)
    records.note(type, request, {
      by: people.map((one) => one.payload.person),
      ...(type === "call.denied" && { reason: request.progress.why ?? "" }),
    });
}
