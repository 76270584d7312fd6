import { type CountersignError, failure, isCountersignError } from "../errors.js";

/** The log cannot take or keep an event. What already says so is passed on as it is. */
export function unavailable(reason: string, cause?: unknown, callId = ""): CountersignError<"unavailable"> {
  if (isCountersignError(cause, "unavailable")) return cause;
  return failure("unavailable", { action: "", callId }, `${reason}${told(cause)}`, { part: "audit", cause });
}

/** Of a foreign error only a system's own code (`ENOSPC`): the rest of its message may hold anything. */
function told(cause: unknown): string {
  if (isCountersignError(cause)) return `: ${cause.reason}`;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,30}$/.test(code) ? ` (${code})` : "";
}

/** The same failure, told about one call. */
export const again = ({ reason, cause }: CountersignError<"unavailable">, callId: string) =>
  failure("unavailable", { action: "", callId }, reason, { part: "audit", cause });
