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

export const busy = (id: string) => gone(id, "it was changed by others every time");

const LONGEST_KEY_ID = 64;

/** A record that may be good: nobody here can tell, so nothing is done with it, and nothing to it. */
export const unknownKey = (id: string, keyid: string) =>
  failure(
    "unavailable",
    { action: "", callId: id },
    `the record is sealed by the key ${JSON.stringify(keyid.slice(0, LONGEST_KEY_ID))}, which this process does not know: name it in \`guards\` (who asks and runs) or \`seals\` (where people decide). If it is nobody's of yours, the store was altered`,
    { part: "store", cause: undefined },
    "unknown",
  );
