import type { Action } from "../action/action.js";
import type { JsonObject } from "../canonical.js";
import { type CountersignError, failure, isCountersignError, misuse } from "../errors.js";
import type { Body } from "../execution/run.js";
import type { Guard, Guarded } from "./guarded.js";
import type { CallOptions } from "./options.js";

/** A body's value, and with which arguments it ran when people modified them. */
export interface Done {
  readonly value: unknown;
  readonly modified?: JsonObject;
}
type Perform = (input: unknown, options: CallOptions) => Promise<Done>;
type AnyBody = (...params: unknown[]) => unknown;

const guarded = new WeakSet<object>();

/** The two forms of `guard` over one way to perform a call. */
export function guardWith(prepare: (body: Body<unknown>, action: Action) => Perform): Guard {
  const guard = (body: AnyBody, action: Action, params?: readonly string[]): unknown => {
    if (typeof body !== "function") throw misuse("guard", "give the function to guard, then its action");
    if (guarded.has(body)) throw misuse("guard", `${action?.name}: this function is guarded already`);
    if (params) return positional(body, params, (inner) => mark(prepare(inner, action)));
    return mark(withAttempt(prepare(body as Body<unknown>, action), action));
  };
  return guard as Guard;
}

function mark<F extends object>(made: F): F {
  guarded.add(made);
  return made;
}

function withAttempt(perform: Perform, action: Action): Guarded<unknown, unknown> {
  const done = async (input: unknown, options: CallOptions = {}) => {
    try {
      return await perform(input, options);
    } catch (error) {
      throw isCountersignError(error) ? error : unforeseen(action, error);
    }
  };
  const call = async (input: unknown, options?: CallOptions) => (await done(input, options)).value;
  const attempt = async (input: unknown, options?: CallOptions) => {
    try {
      return { ok: true as const, ...(await done(input, options)) };
    } catch (error) {
      return { ok: false as const, error: error as CountersignError };
    }
  };
  return Object.freeze(Object.assign(call, { attempt, action }));
}

/** What no part foresaw: the body did not start, or its own error would have been `failed`. */
const unforeseen = (action: Action, cause: unknown) =>
  failure("unavailable", { action: action.name, callId: "" }, "the call could not be decided", {
    part: "policy",
    cause,
  });

function positional(body: AnyBody, names: readonly string[], prepare: (inner: Body<unknown>) => Perform): AnyBody {
  const inner = (args: never) => body(...names.map((name) => (args as Record<string, unknown>)[name]));
  const perform = prepare(inner);
  return mark(async (...values: unknown[]) => {
    if (values.length > names.length)
      throw misuse("guard", `${values.length} parameters given, but ${names.length} are named: ${names.join(", ")}`);
    return (await perform(Object.fromEntries(names.map((name, i) => [name, values[i]])), {})).value;
  });
}
