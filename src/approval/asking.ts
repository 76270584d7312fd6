import { type CountersignError, failure, isCountersignError } from "../errors.js";
import { callIdOf } from "./request.js";
import type { Store } from "./store.js";

/** The store, whatever it throws said as code `unavailable`, part "store": what it does not answer is not known. */
export function answering(store: Store): Store {
  const asked =
    <A extends readonly unknown[], T>(work: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      try {
        return await work.apply(store, given as never);
      } catch (cause) {
        if (isCountersignError(cause)) throw cause; // it says itself what to do
        throw away("the store does not answer", cause);
      }
    };
  return {
    open: asked(store.open),
    get: asked(store.get),
    compareAndSet: asked(store.compareAndSet),
    list: asked(store.list),
    due: asked(store.due),
    watch: asked(store.watch),
    close: asked(store.close),
  };
}

/** The store is of no use now, whichever call asks it: who knows the call names it. */
export const away = (reason: string, cause?: unknown) =>
  failure("unavailable", { action: "", callId: "" }, reason, { part: "store", cause });

/** Whether it is a store that did not answer: asked again later, it may. */
export const isOutage = (error: unknown): error is CountersignError<"unavailable"> =>
  isCountersignError(error, "unavailable") && error.part === "store" && error.cause !== undefined;

/** What the store had, it has no more, or never for long enough. */
export const gone = (requestId: string, reason: string) =>
  failure("unavailable", { action: "", callId: callIdOf(requestId) }, reason, { part: "store", cause: undefined });

export const busy = (requestId: string) => gone(requestId, "it was changed by others every time");

const LONGEST_KEY_ID = 64;

/** A record that may be good: nobody here can tell, so nothing is done with it, and nothing to it. */
export const unknownKey = (requestId: string, keyid: string) =>
  failure(
    "unavailable",
    { action: "", callId: callIdOf(requestId) },
    `the record is sealed by the key ${JSON.stringify(keyid.slice(0, LONGEST_KEY_ID))}, which this process does not know: name it in \`guards\` (who asks and runs) or \`seals\` (where people decide). If it is nobody's of yours, the store was altered`,
    { part: "store", cause: undefined },
    "unknown",
  );
