import { deadlineOf, excludedNow, requirementOf, reviewed } from "../approval/lifecycle.js";
import { messageOf } from "../approval/message.js";
import type { Request } from "../approval/request.js";
import type { Review, ReviewOutcome } from "../approval/review.js";
import { seal } from "../approval/seal.js";
import { standingOf } from "../approval/standing.js";
import { inTurn } from "../approval/turns.js";
import { voicesOf } from "../approval/voices.js";
import { isProven } from "../people/identity.js";
import { forMs, isRemember, isWithin } from "../policy/remember.js";
import { issueGrant, withdrawGrant } from "./grants.js";
import type { Links } from "./links.js";
import { modify } from "./modify.js";
import type { DeskParts } from "./parts.js";
import { reviewerOf } from "./reviewer.js";
import { noteReview, payloadOf, type Said, type Saying } from "./saying.js";
import { outcome, turned } from "./wording.js";

/**
 * Takes one review: verified identity, person, eligibility, state, in core and the same for every transport. `changed`
 * hears of the request as it was before a review that was taken.
 */
export async function takeReview(
  parts: DeskParts,
  requestId: string,
  review: Review,
  { changed, links }: { changed(before: Request): void; readonly links: Links },
): Promise<ReviewOutcome> {
  const wrong = malformed(review);
  if (wrong) return outcome("invalid", { more: wrong });
  const person = await reviewerOf(parts.directory, review.by);
  if (typeof person === "string") return outcome(person);
  const said = await inTurn(parts.records, requestId, async (loaded) => {
    const requirement = requirementOf(loaded.request.asked);
    const standing = await standingOf(parts.directory, person, review.by.proof, loaded, requirement);
    const saying = { ...loaded, review, person, standing };
    const refused = (await links.refusal(review.by, person, loaded)) ?? refusal(saying);
    if (refused) return refuse(parts, saying, refused);
    const done =
      review.decision === "modify" ? await modify(parts, { ...saying, review }) : await record(parts, saying);
    if (!done || "why" in done) return done && refuse(parts, saying, done);
    await parts.records.durable();
    changed(loaded.request);
    return outcome(done.result, { message: messageOf(done.request, parts.url) });
  });
  return turned(said);
}

function malformed(review: Review): string | undefined {
  if (!isProven(review?.by)) return "The identity was not made by proven().";
  if (!["approve", "deny", "modify"].includes(review.decision)) return "A decision is approve, deny or modify.";
  if (typeof review.digest !== "string" || !Number.isInteger(review.revision))
    return "An answer names the revision and digest it was shown.";
  if (review.reason !== undefined && (typeof review.reason !== "string" || review.reason.length > 2000))
    return "A reason is a text of at most 2,000 characters.";
  if (review.decision === "approve" && review.remember !== undefined && !isRemember(review.remember))
    return 'What is remembered has a scope ("same call" or { critical: "equal" }), a time and a number of uses.';
  return undefined;
}

function refusal(saying: Saying): ReviewOutcome | undefined {
  const { request, review, person, standing } = saying;
  const excluded = excludedNow(request).has(person.id);
  if (!excluded && standing.vetoes.length === 0)
    return outcome(standing.unknown ? "directory_unknown" : "not_eligible");
  const open = request.state === "pending" || (request.state === "approved" && review.decision === "deny");
  if (!open) return outcome("too_late", { more: messageOf(request).why });
  if (review.revision !== request.asked.revision || review.digest !== request.asked.digest) return outcome("stale");
  if (excluded) return outcome("excluded");
  const stepUp = standing.stepUp ? { proof: standing.stepUp } : {};
  if (isDuplicate(saying)) return outcome("duplicate", stepUp);
  if (review.decision === "deny") return undefined;
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

/** The same again, unless it counts for more by now: a stage has opened, or the proof is stronger. */
function isDuplicate({ request, review, person, standing }: Saying): boolean {
  const voices = voicesOf(request.progress.reviews.map(({ payload }) => payload));
  const before = voices.find((voice) => voice.person === person.id);
  if (review.decision === "approve" && before?.approves) return standing.slots.every((slot) => before.slots.has(slot));
  return review.decision === "deny" && before?.denies
    ? standing.vetoes.every((one) => before.vetoes.includes(one))
    : false;
}

/** A refused answer is what auditors want to see; the one who gave it sees the request only with a right to it. */
function refuse(
  parts: DeskParts,
  { request, review, person, standing }: Saying,
  refused: ReviewOutcome,
): ReviewOutcome {
  const { issuer, subject, proof } = review.by;
  parts.records.note("review.refused", request, {
    answer: refused.result,
    decision: review.decision,
    issuer,
    person: person.id,
    proof,
    subject,
  });
  const maySee = standing.vetoes.length > 0 || excludedNow(request).has(person.id);
  return maySee ? { ...refused, message: messageOf(request, parts.url) } : refused;
}

async function record(parts: DeskParts, saying: Saying): Promise<Said> {
  const { request, now } = saying;
  const sealed = await seal(parts.sealer, payloadOf(parts, saying, { approves: saying.review.decision === "approve" }));
  const [next, result] = reviewed(request, sealed, now);
  const written = await parts.records.write(request, next, deadlineOf(request));
  if (!written) return undefined;
  noteReview(parts, written, sealed.payload);
  if (written.state === "approved") await issueGrant(parts, written);
  if (written.state === "denied") await withdrawGrant(parts, written, saying.person.id);
  return { request: written, result };
}
