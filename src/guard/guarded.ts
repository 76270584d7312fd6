import type { Action } from "../action/action.js";
import type { JsonObject } from "../canonical.js";
import type { CountersignError } from "../errors.js";
import type { Run } from "../execution/run.js";
import type { CallOptions } from "./options.js";

/** A guarded function: the only way to its body. */
export interface Guarded<In, R> {
  /** @throws CountersignError, with the code of what happened */
  (input: In, options?: CallOptions): Promise<R>;
  /** The same, but never rejects. `modified`: the arguments that people gave it instead of the caller's, secret ones as marks. */
  attempt(
    input: In,
    options?: CallOptions,
  ): Promise<{ ok: true; value: R; modified?: JsonObject } | { ok: false; error: CountersignError }>;
  readonly action: Action;
}

type Names<P extends readonly unknown[], Args> = {
  [I in keyof P]: { [N in keyof Args]-?: P[I] extends Args[N] ? N : never }[keyof Args];
};

/** Wraps a body: each call of it is frozen, judged, asked about, run at most once for its approval, and recorded. */
export interface Guard {
  /** @throws code `input`: no action, a body that is guarded already, two actions of one name */
  <In, Args, Out, R extends Out>(
    body: (this: void, args: Args, run: Run) => R | Promise<R>,
    action: Action<In, Args, Out>,
  ): [R] extends [never] ? Guarded<In, R> : R extends AsyncIterable<unknown> ? never : Guarded<In, R>;
  /** Positional functions keep their call sites; context comes from the gatherers. */
  <const P extends readonly unknown[], Args, R>(
    body: (this: void, ...params: P) => R,
    action: Action<never, Args>,
    params: Names<P, Args>,
  ): (...params: P) => Promise<Awaited<R>>;
}
