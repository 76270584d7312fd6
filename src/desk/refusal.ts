import { excludedNow, requirementOf } from "../approval/lifecycle.js";
import { messageOf } from "../approval/message.js";
import type { Request } from "../approval/request.js";
import type { Review, ReviewOutcome } from "../approval/review.js";
import { voicesOf } from "../approval/voices.js";
import { isProven } from "../people/identity.js";
import { forMs, isRemember, isWithin } from "../policy/remember.js";
import type { Saying } from "./saying.js";
import { outcome } from "./wording.js";

/** What is wrong with an answer, whoever gives it. */
export function malformed(review: Review): string | undefined {
  if (!isProven(review?.by)) return "The identity was not made by proven().";
  if (!["approve", "deny", "modify"].includes(review.decision)) return "A decision is approve, deny or modify.";
  if (typeof review.digest !== "string" || !Number.isInteger(review.revision))
    return "An answer names the revision and digest it was shown.";
  if (review.after !== undefined && !Number.isInteger(review.after)) return "after is a number of answers.";
  if (review.reason !== undefined && (typeof review.reason !== "string" || review.reason.length > 2000))
    return "A reason is a text of at most 2,000 characters.";
  if (review.decision === "approve" && review.remember !== undefined && !isRemember(review.remember))
    return 'What is remembered has a scope ("same call" or { critical: "equal" }), a time and a number of uses.';
  return undefined;
}

/** Why an answer is not taken; undefined where it is. */
export function refusal(saying: Saying): ReviewOutcome | undefined {
  const { request, review, person, standing } = saying;
  const excluded = excludedNow(request).has(person.id);
  if (!excluded && standing.vetoes.length === 0)
    return outcome(standing.unknown ? "directory_unknown" : "not_eligible");
  const open = request.state === "pending" || (request.state === "approved" && review.decision === "deny");
  if (!open) return outcome(isSaid(saying) ? "duplicate" : "too_late", { more: messageOf(request).why });
  if (isOld(saying)) return outcome("stale");
  if (excluded) return outcome("excluded");
  const stepUp = standing.stepUp ? { proof: standing.stepUp } : {};
  if (isDuplicate(saying)) return outcome("duplicate", stepUp);
  if (review.decision === "deny") return undefined;
  if (isProvenBefore(saying))
    return outcome("needs_step_up", { ...stepUp, more: "It was proven before your last answer." });
  if (standing.slots.length === 0 && standing.stepUp) return outcome("needs_step_up", stepUp);
  if (standing.slots.length === 0)
    return outcome("not_eligible", standing.early ? { more: "Earlier stages must be met first." } : {});
  if (requirementOf(request.asked).reason && !review.reason) return outcome("reason_required");
  return tooMuch(review, request.asked);
}

/** Nothing is remembered that no rule lets be, nor further than it says. */
function tooMuch(review: Review, { remember: ceiling }: Request["asked"]): ReviewOutcome | undefined {
  if (review.decision !== "approve" || !review.remember) return undefined;
  if (!ceiling)
    return outcome("forbidden", { more: "Its rules ask for each call anew: approve it without remembering." });
  if (isWithin(review.remember, ceiling)) return undefined;
  return outcome("forbidden", { more: `At most ${ceiling.uses} uses, for ${forMs(ceiling) / 60_000} minutes.` });
}

/** Whether they have answered since this decision was proven: a proof is of one decision, whoever brings it again. */
const isProvenBefore = ({ request, review: { after }, person }: Saying): boolean =>
  after !== undefined &&
  after !== request.progress.reviews.filter(({ payload }) => payload.person === person.id).length;

/** Whether they were shown another revision. */
const isOld = ({ request: { asked }, review }: Saying): boolean =>
  review.revision !== asked.revision || review.digest !== asked.digest;

/** The very decision that they took of this revision, before it was decided: their first answer may have been lost on the way. */
function isSaid(saying: Saying): boolean {
  const { request, review, person } = saying;
  if (isOld(saying)) return false;
  const own = request.progress.reviews.findLast(({ payload }) => payload.person === person.id);
  return own?.payload.decision === review.decision;
}

/** The same again, unless it counts for more by now: a stage has opened, or the proof is stronger. */
function isDuplicate({ request, review, person, standing }: Saying): boolean {
  const voices = voicesOf(request.progress.reviews.map(({ payload }) => payload));
  const before = voices.find((voice) => voice.person === person.id);
  if (review.decision === "approve" && before?.approves) return standing.slots.every((slot) => before.slots.has(slot));
  return review.decision === "deny" && before?.denies
    ? standing.vetoes.every((one) => before.vetoes.includes(one))
    : false;
}
