import type { Answer, ReviewOutcome } from "../../approval/review.js";
import { problem } from "../../wire/problem.js";

const STATUS: Record<Answer, number> = {
  recorded: 200,
  resolved: 200,
  revised: 200,
  duplicate: 200,
  stale: 409,
  too_late: 409,
  not_eligible: 403,
  not_a_person: 403,
  excluded: 403,
  needs_step_up: 403,
  forbidden: 403,
  policy_denied: 403,
  unsatisfiable: 403,
  invalid: 422,
  reason_required: 422,
  directory_unknown: 503,
};

/** The desk's answer over HTTP. Who may not see a request is answered as for one that is not there. */
export function toldOf({ result, why, message, issues }: ReviewOutcome, requestId: string): Response {
  const status = result === "not_eligible" && !message ? 404 : STATUS[result];
  if (status !== 200) return problem({ status, code: result, detail: why, ...(issues && { issues }) });
  const now = message && { revision: message.revision, state: message.state };
  return Response.json({ result, why, requestId, ...now }, { headers: { "cache-control": "no-store" } });
}
