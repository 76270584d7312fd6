import type { Remember } from "./remember.js";
import type { Requirement } from "./requirement.js";

/** A verdict and the ids of the rules that gave it (none: no rule allows the call), as `policyId/ruleId` where there are several policies. */
export interface Said {
  readonly verdict: "allow" | "deny" | "ask";
  readonly rules: readonly string[];
}

/** `requirements`: of every ask rule that applied, and only where the verdict is ask. */
export interface Judged extends Said {
  readonly requirements: readonly Requirement[];
  /** The narrowest ceiling of the ask rules that applied; none where one of them has none. */
  readonly remember?: Remember;
  /** Where nothing but checks of the arguments denied. */
  readonly by?: "guardrail";
  /** Where people denied this very call before, and a rule denies it for that. */
  readonly before?: "people";
  /** Where no rule permits the call: what checks of its arguments ask, should another engine permit it. */
  readonly wanted?: Judged;
  /** What the verdict would be if the rules in shadow took part. Only where some concern the call. */
  readonly shadow?: Said;
}
