import type { ReviewOutcome } from "../approval/review.js";

const STATUS: Partial<Record<ReviewOutcome["result"], number>> = {
  recorded: 200,
  resolved: 200,
  revised: 200,
  duplicate: 200,
  stale: 409,
  too_late: 409,
  invalid: 422,
  reason_required: 422,
  policy_denied: 422,
  unsatisfiable: 422,
  directory_unknown: 503,
};
/** Of an answer that the desk gave; what is not allowed is 403, and 404 where they may not even see it. */
export const statusOf = ({ result, message }: Pick<ReviewOutcome, "result" | "message">): number =>
  STATUS[result] ?? (result === "not_eligible" && !message ? 404 : 403);
