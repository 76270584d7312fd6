import { keepDenied } from "../approval/denied.js";
import { deadlineOf, requirementOf, reviewed } from "../approval/lifecycle.js";
import { messageOf } from "../approval/message.js";
import type { Request } from "../approval/request.js";
import type { Review, ReviewOutcome } from "../approval/review.js";
import { standingOf } from "../approval/standing.js";
import { inTurn } from "../approval/turns.js";
import type { Person } from "../people/person.js";
import { issueGrant, withdrawGrant } from "./grants.js";
import type { Links } from "./links.js";
import { mayOf } from "./look.js";
import { modify, previewed } from "./modify.js";
import type { DeskParts } from "./parts.js";
import { malformed, refusal } from "./refusal.js";
import { reviewerOf } from "./reviewer.js";
import { noteReview, payloadOf, type Said, type Saying, sealedBy } from "./saying.js";
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
    const saying = await sayingOf(parts, person, review, loaded);
    const relinked = await links.refusal(review.by, person, loaded);
    const refused = (maySee(saying) ? relinked : undefined) ?? refusal(saying); // who may not see it learns nothing of it
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

/**
 * What a modification would make of a request, or why it would not be taken. Nothing is recorded, so a proof that is
 * missing hinders nothing: `proof` says which one it would need.
 */
export async function preview(
  parts: DeskParts,
  requestId: string,
  review: Extract<Review, { decision: "modify" }>,
): Promise<ReviewOutcome> {
  const wrong = malformed(review);
  if (wrong) return outcome("invalid", { more: wrong });
  const person = await reviewerOf(parts.directory, review.by);
  if (typeof person === "string") return outcome(person);
  const loaded = await parts.records.load(requestId);
  if (!loaded) return outcome("not_eligible");
  const saying = await sayingOf(parts, person, review, loaded);
  const refused = refusal(saying);
  const unproven = refused?.result === "needs_step_up" && refused.proof ? { proof: refused.proof } : undefined;
  const answer = refused && !unproven ? refused : { ...(await previewed(parts, { ...saying, review })), ...unproven };
  return answer.message || !maySee(saying) ? answer : { ...answer, message: messageOf(loaded.request, parts.url) };
}

const sayingOf = async <R extends Review>(
  { directory }: DeskParts,
  person: Person,
  review: R,
  loaded: { readonly request: Request; readonly now: number },
): Promise<Saying & { readonly review: R }> => {
  const requirement = requirementOf(loaded.request.asked);
  const standing = await standingOf(directory, person, review.by.proof, loaded, requirement);
  return { ...loaded, review, person, standing };
};

const maySee = ({ request, person, standing }: Saying): boolean => mayOf(request, person, standing) !== false;

/** A refused answer is what auditors want to see; the one who gave it sees the request only with a right to it. */
function refuse(parts: DeskParts, saying: Saying, refused: ReviewOutcome): ReviewOutcome {
  const { request, review, person } = saying;
  const { issuer, subject, proof } = review.by;
  parts.records.note("review.refused", request, {
    answer: refused.result,
    decision: review.decision,
    issuer,
    person: person.id,
    proof,
    subject,
  });
  parts.records.soon();
  return maySee(saying) ? { ...refused, message: messageOf(request, parts.url) } : refused;
}

async function record(parts: DeskParts, saying: Saying): Promise<Said> {
  const { request, now } = saying;
  const sealed = await sealedBy(parts, payloadOf(parts, saying, { approves: saying.review.decision === "approve" }));
  const [next, result] = reviewed(request, sealed, now);
  const written = await parts.records.write(request, next, deadlineOf(request));
  if (!written) return undefined;
  noteReview(parts, written, sealed.payload, saying.review.by.evidence);
  if (written.state === "approved") await issueGrant(parts, written);
  const { person } = saying;
  await keepDenied(written, written.asked.args, parts);
  if ((await stateNow(parts, written)) === "denied") await withdrawGrant(parts, written, person.id);
  return { request: written, result };
}

/** Somebody may have denied it while its grant was opened, and found none to withdraw. */
async function stateNow({ records }: DeskParts, written: Request): Promise<Request["state"]> {
  if (written.state !== "approved" || !written.asked.remember) return written.state;
  return (await records.look(written.id))?.request.state ?? written.state;
}
