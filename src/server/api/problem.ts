import type { ReviewOutcome } from "../../approval/review.js";
import { outcomeStatus } from "../../wire/outcome-status.js";
import { problem } from "../../wire/problem.js";

/** What the desk made of an answer: 200 where it was taken, a problem otherwise. */
export function answerOf(outcome: ReviewOutcome): Response {
  const { result, why, issues, proof, message } = outcome;
  const status = outcomeStatus(outcome);
  if (status === 200) return Response.json({ result, why, ...(message && { message }) });
  return problem({ status, code: result, detail: why, ...(issues && { issues }), ...(proof && { proof }) });
}

export const notFound = (): Response =>
  problem({ status: 404, code: "not_found", detail: "There is no request of this id that you may see." });
