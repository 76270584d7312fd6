import { type About, type Executed, failure, isCountersignError } from "../errors.js";
import { isFoundOut, type Request } from "./request.js";

/** Whether the body of a request has run, as far as its record says. */
export function executedOf({ state, progress, opened }: Pick<Request, "state" | "progress" | "opened">): Executed {
  if (state === "succeeded") return "yes";
  if (state === "failed") return progress.why === "not_started" ? "no" : "yes";
  if (state === "executing" || state === "unknown") return "unknown";
  return isFoundOut({ progress }) && opened !== "here" ? "unknown" : "no";
}

/** Whether it says of itself that a body was started. */
export const hasRun = ({ state, progress }: Request): boolean =>
  ["executing", "succeeded", "failed", "unknown"].includes(state) || progress?.started !== undefined;

/** What went wrong, told of a request as it was last read: of one that was started, nothing says that it was not. */
export function asKnown(cause: unknown, known: Pick<Request, "state" | "progress" | "opened">, about: About): unknown {
  const executed = executedOf(known);
  if (executed === "no" || (isCountersignError(cause) && cause.executed !== "no")) return cause;
  const part = isCountersignError(cause, "unavailable") ? cause.part : "store";
  return failure(
    "unavailable",
    about,
    "it may have been started, and what became of it cannot be told",
    { part, cause },
    executed,
  );
}
