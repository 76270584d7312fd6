import type { Action } from "../action/action.js";
import { isCountersignError } from "../errors.js";
import { compilePolicies, type PolicyJudge } from "../policy/judge.js";
import type { Policy } from "../policy/rule.js";
import { actionsIn } from "./actions.js";
import { checkedPolicy } from "./checked.js";
import { faultLines } from "./policy-print.js";
import { type Predicates, predicatesIn } from "./predicates.js";
import { uncoloured } from "./print.js";
import { Unusable } from "./unusable.js";

/** Files to judge by: of policies, the organisation's first, and modules. */
export interface Sources {
  readonly policies: readonly string[];
  readonly actions: string | undefined;
  readonly predicates: string | undefined;
}

/** What calls are judged by. */
export interface Loaded {
  readonly policies: readonly Policy[];
  readonly judge: PolicyJudge;
  readonly actions: readonly Action[] | undefined;
  readonly predicates: Predicates | undefined;
}

/** @throws Unusable when one could not be read, or is refused */
export async function loaded({ policies: files, actions: module, predicates: named }: Sources): Promise<Loaded> {
  const predicates = named === undefined ? undefined : await predicatesIn(named);
  const policies: Policy[] = [];
  for (const file of files) policies.push(await policyIn(file, module, predicates));
  return { policies, judge: judgeOf(policies), actions: module ? await actionsIn(module) : undefined, predicates };
}

/** What cannot work judges nothing. @throws Unusable */
export async function policyIn(file: string, module?: string, predicates?: Predicates): Promise<Policy> {
  const checked = await checkedPolicy(file, module, predicates);
  if (checked.policy) return checked.policy;
  throw new Unusable(["a policy is refused", ...faultLines(checked, uncoloured)].join("\n"));
}

function judgeOf(policies: readonly Policy[]): PolicyJudge {
  try {
    return compilePolicies(policies);
  } catch (error) {
    if (isCountersignError(error, "input")) throw new Unusable(`the policies do not go together: ${error.reason}`);
    throw error;
  }
}
