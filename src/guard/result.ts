import type { Call } from "../action/capture.js";
import type { Clock } from "../clock.js";
import { type About, type CountersignError, failure } from "../errors.js";
import { withheldBy } from "../execution/ending.js";
import type { Released } from "../execution/released.js";
import { toldBy } from "../execution/told.js";
import type { Judged } from "../policy/judge.js";

/** The value that leaves. @throws `withheld`; `failed` or `unknown`, with the error that leaves as its cause */
export function resultOf<R>(released: Released<R>, about: About, requestId?: string): R {
  const request = requestId === undefined ? {} : { requestId };
  if (!released.ok) throw failed(released, about, request);
  if ("value" in released) return released.value;
  throw failure("withheld", about, withheldBy(released.withheld, released.why), { ...request, why: "policy" });
}

function failed(
  released: Extract<Released, { ok: false }>,
  about: About,
  request: { readonly requestId?: string },
): CountersignError {
  const facts = { cause: released.cause, ...request };
  if (released.known === "no")
    return failure("unknown", about, "the body does not know whether its work was done", facts);
  const told = "errorType" in released ? released.told : toldBy(released.cause);
  return failure("failed", about, "the body threw", { ...facts, ...(told !== undefined && { told }) });
}

export const aboutOf = (call: Call): About => ({ action: call.definition.name, callId: call.id });

export function deniedBy(judged: Judged, about: About) {
  const by = judged.rules.length > 0 ? `by ${judged.by ?? "rule"} ${judged.rules.join(", ")}` : "no rule allows it";
  const reason = judged.before ? `a person denied this before, do not ask again: ${by}` : by;
  return failure("denied", about, reason, { by: judged.by ?? "policy", rules: judged.rules });
}

const gaveUp = (about: About) => failure("cancelled", about, "the caller gave up before it started", {});

/** @throws code `cancelled` when the caller gave up before anything ran. */
export function mustGoOn(signal: AbortSignal | undefined, about: About): void {
  if (signal?.aborted) throw gaveUp(about);
}

/**
 * What comes before anything ran, unless the caller gives up first; whatever is there at once. What answers in the very turn
 * of the abort still counts: only who must be waited for is left. @throws code `cancelled`
 */
export function wanted<T>(
  answer: T | Promise<T>,
  signal: AbortSignal | undefined,
  about: About,
  clock: Clock,
): T | Promise<T> {
  if (!signal || !(answer instanceof Promise)) return answer;
  return new Promise((resolve, reject) => {
    const leave = () => void clock.sleep(0).then(() => reject(gaveUp(about)));
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    void answer.then(resolve, reject).then(() => signal.removeEventListener("abort", leave));
  });
}
