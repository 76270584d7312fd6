import type { Compiled } from "./compile.js";
import type { Remember } from "./remember.js";
import type { Requirement } from "./requirement.js";

/**
 * `rules`: ids of the rules that decided (none: no rule allows the call), as `policyId/ruleId` where there are several
 * policies. `requirements`: of every ask rule that applied, and only where the verdict is ask.
 */
export interface Judged {
  readonly verdict: "allow" | "deny" | "ask";
  readonly rules: readonly string[];
  readonly requirements: readonly Requirement[];
  /** The narrowest ceiling of the ask rules that applied; none where one of them has none. */
  readonly remember?: Remember;
}

/** The rules that concern an action, by verdict. */
export type Candidates = Record<Judged["verdict"], readonly Compiled[]>;
