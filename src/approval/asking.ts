import { failure, isCountersignError } from "../errors.js";

/** A store that throws answers nothing: the call is not started. */
export function asking<T>(answer: Promise<T>, callId: string): Promise<T> {
  return answer.catch((cause: unknown) => {
    if (isCountersignError(cause)) throw cause; // it says itself what to do
    throw failure("unavailable", { action: "", callId }, "the store does not answer", { part: "store", cause });
  });
}

/** What the store had, it has no more, or never for long enough. */
export const gone = (callId: string, reason: string) =>
  failure("unavailable", { action: "", callId }, reason, { part: "store", cause: undefined });
