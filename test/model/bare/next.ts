import { type Combined, combine } from "../../../src/approval/combine.js";
import { type Counts, countsFor } from "../../../src/approval/eligible.js";
import {
  claimed,
  ended,
  excludedNow,
  MAX_REVISIONS,
  type Next,
  requirementOf,
  restartable,
  reviewed,
  revised,
} from "../../../src/approval/lifecycle.js";
import type { ReviewPayload, Sealed } from "../../../src/approval/review.js";
import { satisfiable } from "../../../src/approval/satisfiable.js";
import { distinct } from "../../../src/approval/slots.js";
import { tally } from "../../../src/approval/tally.js";
import { poolsOf, review } from "../../approval/replay.js";
import type { Attempt } from "../watch.js";
import type { Act } from "./act.js";
import { type Bare, MORE, rightOf } from "./record.js";

/** What an attempt makes of the record, composed of the transitions as desk and claim compose them. Undefined: nothing. */
export function nextOf(bare: Bare, by: Attempt, act: Act): Next | undefined {
  const { request } = bare;
  switch (by.kind) {
    case "review":
      return taken(bare, by, act);
    case "call":
      return claim(bare, by);
    case "cancel":
      return request.state === "pending" || request.state === "approved" ? ended(request, "cancelled", "") : undefined;
    case "reconcile":
      return request.state === "unknown" && mayReconcile(bare, by) ? ended(request, "failed", "") : undefined;
    default:
      return request.state === "executing" ? ended(request, "succeeded", "") : undefined;
  }
}

const saidOf = ({ request }: Bare) => request.progress.reviews.map(({ payload }) => payload);

function standingOf(bare: Bare, who: string, proof: Act["proof"]): Counts {
  const requirement = requirementOf(bare.request.asked);
  return countsFor(requirement, rightOf(bare, who), proof, bare.now - bare.request.asked.askedAt, saidOf(bare));
}

const mayReconcile = (bare: Bare, { by: who = "" }: Attempt): boolean =>
  standingOf(bare, who, "L4").vetoes.length > 0 && !excludedNow(bare.request).has(who);

function taken(bare: Bare, by: Attempt, act: Act): Next | undefined {
  const { request, now, people } = bare;
  const { by: who = "", decision = "deny" } = by;
  const { slots, vetoes } = standingOf(bare, who, act.proof);
  const isOpen = request.state === "pending" || (request.state === "approved" && decision === "deny");
  const mayNot = !people.snapshot()(who)?.active || excludedNow(request).has(who) || vetoes.length === 0;
  if (!isOpen || mayNot || by.revision !== request.asked.revision || by.digest !== request.asked.digest)
    return undefined;
  const given = { decision, vetoes, proof: act.proof };
  if (decision === "deny") return reviewed(request, sealed(bare, who, { ...given, approves: false }), now)[0];
  if (slots.length === 0) return undefined;
  if (decision === "modify") return modified(bare, who, { ...given, slots }, act);
  return reviewed(request, sealed(bare, who, { ...given, slots }), now)[0];
}

function sealed({ request, now }: Bare, who: string, given: Partial<ReviewPayload>): Sealed {
  const { revision, callDigest } = request.asked;
  const about = { request_id: request.id, revision, call_digest: callDigest, issued_at: now, approves: true };
  return { payload: review(who, { ...about, ...given }), keyid: "", sig: "" };
}

function modified(bare: Bare, who: string, given: Partial<ReviewPayload>, { larger }: Act): Next | undefined {
  const { request, groups, now } = bare;
  const { asked } = request;
  const requirements = distinct([...asked.requirements, ...(larger ? [MORE] : [])]);
  const requirement = combine(requirements);
  if (requirementOf(asked).modify === "forbid" || asked.revision >= MAX_REVISIONS) return undefined;
  const approves = requirement.modify === "approve" && !larger;
  const own = new Set([...excludedNow(request), ...(approves ? [] : [who])]);
  if (requirement.modify === "forbid" || satisfiable(requirement, poolsOf(groups), own).missing.length > 0)
    return undefined;
  const revision = asked.revision + 1;
  const next = {
    ...asked,
    revision,
    callDigest: `c${revision}`,
    digest: `d${revision}`,
    requirements,
    authors: [...asked.authors, who],
  };
  const about = { revision, call_digest: next.callDigest, approves, ...(!approves && { slots: [] }) };
  return revised(request, next, sealed(bare, who, { ...given, ...about }), now)[0];
}

function claim(bare: Bare, by: Attempt): Next | undefined {
  const { request, now } = bare;
  const { state, asked, due } = request;
  if (state === "executing") return restartable(request) && now >= due ? claimed(request, now) : undefined;
  if (state !== "approved") return undefined;
  if (by.judged === "deny") return ended(request, "denied", "policy");
  const requirement = combine([...asked.requirements, ...(by.also ?? [])]);
  const said = by.also ? saidOf(bare).map((one) => alsoFor(bare, requirement, one)) : saidOf(bare);
  const counted = tally(requirement, said, droppedOf(bare, by));
  if (counted.state === "denied") return ended(request, "denied", "people");
  return counted.state === "approved" ? claimed(request, now) : ended(request, "cancelled", "approval_invalid");
}

/** The call's own people, its authors, and who is gone. */
function droppedOf({ request: { asked, progress } }: Bare, { snapshot }: Attempt): ReadonlySet<string> {
  const authors = progress.modifications.filter(({ payload }) => !payload.approves);
  const gone = progress.reviews.filter(({ payload }) => !snapshot?.(payload.person)?.active);
  return new Set([...asked.excluded, ...[...authors, ...gone].map(({ payload }) => payload.person)]);
}

/** A review also counts for slots that policy asks for only now. */
function alsoFor(bare: Bare, requirement: Combined, review: ReviewPayload): ReviewPayload {
  const before = new Set(requirementOf(bare.request.asked).needs.flatMap(({ options }) => options.map(nameOf)));
  const elapsed = bare.now - bare.request.asked.askedAt;
  const { slots } = countsFor(requirement, rightOf(bare, review.person), review.proof, elapsed);
  const added = review.approves ? slots.filter((slot) => !before.has(slot)) : [];
  return { ...review, slots: [...review.slots, ...added] };
}
const nameOf = ({ slot }: Combined["needs"][number]["options"][number]): string => slot.name;
