import type { Call } from "../action/capture.js";
import { type About, failure } from "../errors.js";
import type { Ran } from "../execution/run.js";
import type { Judged } from "../policy/judge.js";

/** The body's own value, or its own error as the cause of ours. */
export function resultOf<R>(ran: Ran<R>, about: About, requestId?: string): R {
  if (ran.ok) return ran.value;
  throw failure("failed", about, "the body threw", { cause: ran.cause, ...(requestId !== undefined && { requestId }) });
}

export const aboutOf = (call: Call): About => ({ action: call.definition.name, callId: call.id });

export function deniedBy(judged: Judged, about: About) {
  const reason = judged.rules.length > 0 ? `by rule ${judged.rules.join(", ")}` : "no rule allows it";
  return failure("denied", about, reason, { by: "policy", rules: judged.rules });
}

/** @throws code `cancelled` when the caller gave up before anything ran. */
export function mustGoOn(signal: AbortSignal | undefined, about: About): void {
  if (signal?.aborted) throw failure("cancelled", about, "the caller gave up before it started", {});
}
