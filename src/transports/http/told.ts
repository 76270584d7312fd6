import type { ReviewOutcome } from "../../approval/review.js";
import { outcomeStatus } from "../../wire/outcome-status.js";
import { problem } from "../../wire/problem.js";

/** An answer is remembered for as long as its request could be sent again. */
const MOST_ISSUES = 20;

/** The desk's answer over HTTP. Who may not see a request is answered as for one that is not there. */
export function toldOf(outcome: ReviewOutcome, requestId: string): Response {
  const { result, why, message, issues } = outcome;
  const status = outcomeStatus(outcome);
  if (status !== 200)
    return problem({ status, code: result, detail: why, ...(issues && { issues: issues.slice(0, MOST_ISSUES) }) });
  const now = message && { revision: message.revision, state: message.state };
  return Response.json({ result, why, requestId, ...now }, { headers: { "cache-control": "no-store" } });
}
