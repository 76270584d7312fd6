import { thaw } from "../action/freeze.js";
import type { Json, JsonObject } from "../canonical.js";
import type { Person } from "../people/person.js";
import { isOutcomeUnknown } from "./outcome-unknown.js";

/** What a body knows of its run. */
export interface Run {
  readonly callId: string;
  /** To be passed downstream as the idempotency key: the same for every start of this call, different for any other. */
  readonly key: string;
  /** Aborts when the caller gives up or when this execution has lost its turn. */
  readonly signal: AbortSignal;
  readonly fence: number;
  /** Whether people modified the arguments. */
  readonly modified: boolean;
  readonly approvedBy: readonly Person[];
}

/** `known`: the body says itself that it does not know what became of it. */
export type Ran<R> =
  | { readonly ok: true; readonly value: R }
  | { readonly ok: false; readonly cause: unknown; readonly known?: "no" };
export type Body<R> = (args: never, run: Run) => R | Promise<R>;

/** The one run of the body, on its own copy of the arguments. Whatever it throws is kept as it is. */
export async function run<R>(body: Body<R>, args: JsonObject, facts: Run): Promise<Ran<R>> {
  try {
    return { ok: true, value: await body(thaw<Json>(args) as never, facts) };
  } catch (cause) {
    return isOutcomeUnknown(cause) ? { ok: false, cause: cause.cause, known: "no" } : { ok: false, cause };
  }
}
