import { excludedNow, newestOf, requirementOf, reviewed } from "../approval/lifecycle.js";
import { messageOf } from "../approval/message.js";
import type { Review, ReviewOutcome } from "../approval/review.js";
import { seal } from "../approval/seal.js";
import { isProven } from "../people/identity.js";
import { modify } from "./modify.js";
import type { DeskParts } from "./parts.js";
import { reviewerOf, standingOf } from "./reviewer.js";
import { noteReview, payloadOf, type Said, type Saying } from "./saying.js";
import { outcome } from "./wording.js";

const ATTEMPTS = 50;

/** Takes one review: verified identity, person, eligibility, state, in core and the same for every transport. */
export async function takeReview(parts: DeskParts, requestId: string, review: Review): Promise<ReviewOutcome> {
  const wrong = malformed(review);
  if (wrong) return outcome("invalid", { more: wrong });
  const person = await reviewerOf(parts.directory, review.by);
  if (typeof person === "string") return outcome(person);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const loaded = await parts.records.load(requestId);
    if (!loaded) return outcome("not_eligible");
    const standing = await standingOf(parts.directory, person, loaded.request, review.by, loaded.now);
    const saying = { ...loaded, review, person, standing };
    const refused = refusal(saying);
    if (refused) return refuse(parts, saying, refused);
    const said =
      review.decision === "modify" ? await modify(parts, { ...saying, review }) : await record(parts, saying);
    if (!said) continue;
    if ("why" in said) return refuse(parts, saying, said);
    await parts.records.durable();
    return outcome(said.result, { message: messageOf(said.request, parts.url) });
  }
  return outcome("stale", { more: "Too many people answered at once: try again." });
}

function malformed(review: Review): string | undefined {
  if (!isProven(review?.by)) return "The identity was not made by proven().";
  if (!["approve", "deny", "modify"].includes(review.decision)) return "A decision is approve, deny or modify.";
  if (typeof review.digest !== "string" || !Number.isInteger(review.revision))
    return "An answer names the revision and digest it was shown.";
  if (review.reason !== undefined && (typeof review.reason !== "string" || review.reason.length > 2000))
    return "A reason is a text of at most 2,000 characters.";
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
  if (review.decision === "deny") return duplicate(saying);
  if (standing.slots.length === 0 && standing.stepUp)
    return outcome("needs_step_up", { proof: requirementOf(request.asked).proof });
  if (standing.slots.length === 0) return outcome("not_eligible");
  if (requirementOf(request.asked).reason && !review.reason) return outcome("reason_required");
  return duplicate(saying);
}

const duplicate = ({ request, review, person }: Saying): ReviewOutcome | undefined =>
  newestOf(request, person.id)?.decision === review.decision && review.decision !== "modify"
    ? outcome("duplicate")
    : undefined;

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
  const written = await parts.records.write(request, next, request.due);
  if (!written) return undefined;
  noteReview(parts, written, sealed.payload);
  return { request: written, result };
}
