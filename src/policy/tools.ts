import type { Known } from "../action/context.js";
import type { Json } from "../canonical.js";
import { misuse } from "../errors.js";
import type { Check } from "./guardrail/check.js";
import type { Inspector } from "./guardrail/inspect.js";

/**
 * A condition that data cannot say, named in rules. `version` is in the policy's hash: change it with the function. `test`
 * gets frozen arguments, secret ones as marks, and for a check on a result also that; it answers at once. Whatever it
 * throws, and any answer but true and false, is unknown.
 */
export interface Predicate {
  readonly version: string;
  test(call: { readonly args: Json; readonly context: Partial<Known>; readonly result?: Json }): boolean | "unknown";
}

/** What goes along with a policy and is no data. */
export interface Tools {
  readonly predicates: Readonly<Record<string, Predicate>>;
  inspectorOf(check: Exclude<Check, { fn: string }>): Inspector;
}

const TOOLS = Symbol.for("countersign.policy.tools");

export const withTools = <Policy extends object>(policy: Policy, tools: Tools): Policy =>
  Object.defineProperty(policy, TOOLS, { value: Object.freeze(tools) });

/** Of a policy that came without any: it has no predicates, and cannot inspect. */
export const toolsOf = (policy: unknown): Tools => (policy as { [TOOLS]?: Tools } | null | undefined)?.[TOOLS] ?? NONE;

const NONE: Tools = {
  predicates: {},
  inspectorOf() {
    throw misuse("policy", "its guardrails cannot inspect: make it with policy() or loadPolicy()");
  },
};
