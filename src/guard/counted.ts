import type { Call, Deployment } from "../action/capture.js";
import { keysOf } from "../approval/keys.js";
import { callIdOf } from "../approval/request.js";
import { isCountersignError } from "../errors.js";
import type { Counting } from "../policy/ready.js";
import type { Explained } from "../policy/verdict.js";
import { type CallOptions, keyOf } from "./options.js";

/** A call counts from its judging on; a key may find the request that waits for it already. */
export const countingOf = (call: Call, options: CallOptions, deployment: Deployment): Counting => ({
  how: "count",
  id: call.id,
  key() {
    const given = keyOf(call, options);
    return given === call.id ? undefined : keysOf(call, deployment, given).row;
  },
});

/** Performs a call that counts for rules on other calls; one that did not run, and never will, counts for nothing. */
export async function counted<T>(
  call: Call,
  forget: NonNullable<Explained["forget"]>,
  perform: () => Promise<T>,
): Promise<T> {
  try {
    return await perform();
  } catch (error) {
    const ids = notRun(error, call.id);
    if (ids.length > 0) await forget(ids).catch(() => undefined); // it counts a while longer: that only narrows
    throw error;
  }
}

/** The calls that an error says will never run: this one, and the one whose request it waited for. */
function notRun(error: unknown, id: string): readonly string[] {
  if (!isCountersignError(error) || error.executed !== "no") return [];
  if (error.code === "unavailable" || error.code === "pending") return [];
  const request = "requestId" in error ? error.requestId : undefined;
  return [...new Set([id, request === undefined ? id : callIdOf(request)])];
}
