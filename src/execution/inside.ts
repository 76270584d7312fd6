import type { Call } from "../action/capture.js";
import { failure } from "../errors.js";

/** A run that is under way, and the one whose body made its call. */
interface Inside {
  readonly requestId: string;
  readonly outer: Inside | undefined;
}

let now: Inside | undefined;
const madeIn = new WeakMap<Call, Inside>();

/**
 * The run whose body is on the stack: what a body calls before its first await is known to be its own. What it calls
 * later is not, for the core has no asynchronous context; such a wait ends by itself (`approval/wait.ts`).
 */
export const insideNow = (): Inside | undefined => now;

export function madeInside(call: Call, inside: Inside | undefined): void {
  if (inside) madeIn.set(call, inside);
}

/** Begins a body. `requestId`: of the request that it is the run of; an allowed call has none. */
export function entering<T>(call: Call, requestId: string | undefined, begin: () => T): T {
  const [before, outer] = [now, madeIn.get(call)];
  now = requestId === undefined ? outer : { requestId, outer };
  try {
    return begin();
  } finally {
    now = before;
  }
}

/** @throws `conflict` for a call that would wait for a run that waits for it. */
export function mustNotWaitForItself(call: Call, requestId: string, key: string): void {
  for (let one = madeIn.get(call); one; one = one.outer) {
    if (one.requestId !== requestId) continue;
    const about = { action: call.definition.name, callId: call.id };
    const why = "it is called by its own body with its own key, and would wait for itself: give it another key";
    throw failure("conflict", about, why, { key }, "unknown");
  }
}
