import type { Definition } from "../action/action.js";
import type { Call } from "../action/capture.js";
import type { Context } from "../action/context.js";
import type { Patience } from "../approval/wait.js";
import { canonical } from "../canonical.js";
import { type Clock, type Duration, milliseconds } from "../clock.js";
import { type About, misuse } from "../errors.js";

/**
 * `hold`: how long to keep the promise pending before code `pending` is thrown (0 = at once; default: the request's
 * deadline). Without `key`, (run, toolCall) of the context is the key, else a random one. A key whose request ended without
 * a run, as its caller was told, is asked again by the next call of it; `again`: also one that people denied. `turn`: the model's
 * message that makes this call. With it, the very same call of the same session that an earlier turn with `hold` left open is
 * continued: people are not asked again, and it runs once. Calls of one turn are told apart.
 */
export type CallOptions = { context?: Partial<Context>; signal?: AbortSignal } & (
  | { key?: string; hold?: never; again?: never; turn?: never }
  | { key: string; hold?: Duration; again?: "after denial"; turn?: string }
);

const OPTIONS = new Set(["context", "signal", "key", "hold", "again", "turn"]);
const LONGEST_KEY = 1024;

/** @throws code `input` for an unknown option, a bad key, a `hold` without a key. */
export function checkOptions(options: CallOptions, about: About): void {
  const refuse = (path: string, message: string) => misuse(path, message, { about });
  for (const name of Object.keys(options)) if (!OPTIONS.has(name)) throw refuse(name, "unknown option");
  const { key, hold, again, turn } = options;
  if (key !== undefined && (typeof key !== "string" || key === "" || key.length > LONGEST_KEY))
    throw refuse("key", `a key is a text of 1 to ${LONGEST_KEY} characters`);
  if (hold !== undefined && key === undefined)
    throw refuse("hold", "a call that stops waiting needs a key, or it could never be found again");
  if (turn !== undefined && (typeof turn !== "string" || turn === "" || key === undefined))
    throw refuse("turn", "a turn is a text, and its calls need keys of their own");
  if (hold !== undefined) milliseconds(hold, "hold");
  if (again !== undefined && again !== "after denial") throw refuse("again", 'is "after denial", or left out');
  if (again !== undefined && key === undefined)
    throw refuse("again", "what was denied is found by its key: give the key");
}

/** What the caller calls this call: its key, else (run, toolCall), else nothing that could be named twice. */
export function keyOf(call: Call, options: CallOptions): string {
  const { run, toolCall } = call.context;
  if (options.key !== undefined) return canonical(["key", options.key]);
  return run !== undefined && toolCall !== undefined ? canonical(["run", run, toolCall]) : call.id;
}

/** @throws code `input` for an action with `once` that is called without anything to know it again by. */
export function mustHaveKey(call: Call, key: string, definition: Definition): void {
  if (!definition.once || key !== call.id) return;
  const about = { action: definition.name, callId: call.id };
  throw misuse("key", "this action has `once`: give a key, or run and toolCall in the context", { about });
}

export const patienceOf = (options: CallOptions, clock: Clock, role: Patience["role"]): Patience => ({
  until: options.hold === undefined ? Number.POSITIVE_INFINITY : clock.now() + milliseconds(options.hold, "hold"),
  ...(options.signal && { signal: options.signal }),
  role,
});
