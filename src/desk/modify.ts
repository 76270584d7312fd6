import { deadlineOf, revised } from "../approval/lifecycle.js";
import { messageOf } from "../approval/message.js";
import type { ReviewOutcome } from "../approval/review.js";
import { askedStatement, withSeal } from "../approval/statements.js";
import { draftOf, type Modifying } from "./draft.js";
import type { DeskParts } from "./parts.js";
import { noteReview, payloadOf, type Said, sealedBy } from "./saying.js";

/** Records a modification as the next revision. */
export async function modify(parts: DeskParts, saying: Modifying): Promise<Said> {
  const { request, now } = saying;
  const draft = await draftOf(parts, saying);
  if ("why" in draft) return draft;
  const { approves, tags } = draft;
  const seal = await parts.seals.seal(askedStatement(request, draft.asked), parts.sealer);
  const asked = withSeal(draft.asked, seal);
  const sealed = await sealedBy(parts, payloadOf(parts, saying, { approves, revision: asked }));
  const [next, result] = revised(request, asked, sealed, now);
  const written = await parts.records.write(request, { ...next, tags }, deadlineOf(request));
  if (!written) return undefined;
  parts.records.note("call.modified", written, {
    person: saying.person.id,
    view_digest: asked.viewDigest,
    was: request.asked.callDigest,
  });
  noteReview(parts, written, sealed.payload, saying.review.by.evidence);
  return { request: written, result };
}

/** What the modification would make of the request; nothing is recorded. */
export async function previewed(parts: DeskParts, saying: Modifying): Promise<ReviewOutcome> {
  const draft = await draftOf(parts, saying);
  if ("why" in draft) return draft;
  const { request } = saying;
  const progress = { ...request.progress, reviews: [] };
  const message = messageOf({ ...request, asked: draft.asked, progress }, parts.url);
  const why = draft.approves
    ? "It would be approved by you as it then is."
    : "It would have to be approved as it then is.";
  return { result: "revised", why: `Nothing is recorded yet. ${why}`, message };
}
