import { isCountersignError } from "../errors.js";
import { compilePolicies, type PolicyJudge } from "../policy/judge.js";
import { loadPolicy } from "../policy/load.js";
import type { ConditionData, Policy, RuleData } from "../policy/rule.js";
import { assumedActions } from "./actions.js";
import type { Loaded } from "./policies.js";
import { outcomeOf, type Prepared } from "./test-run.js";
import { conditionText, type Place, placesIn, placeText, testable } from "./testable.js";

/** A policy with one rule or one condition less. */
interface Mutant {
  /** The rule or condition that is not there. */
  readonly what: string;
  readonly layer: number;
  readonly rules: readonly RuleData[];
}

/** Of all policies with one rule or condition less: how many there are, and those that no test tells from the policy. */
export interface Mutated {
  readonly tried: number;
  /** The rule or condition that each is without. */
  readonly survived: readonly string[];
}

/** Judges the tests' calls by each mutant of the policies. */
export async function mutated(by: Loaded, tests: readonly Prepared[]): Promise<Mutated> {
  const all = mutantsOf(by.policies);
  const survived: string[] = [];
  for (const mutant of all) {
    const judge = judgeOf(mutant, by);
    if (judge && (await passes(judge, tests))) survived.push(mutant.what);
  }
  return { tried: all.length, survived };
}

async function passes(judge: PolicyJudge, tests: readonly Prepared[]): Promise<boolean> {
  for (const test of tests) if ((await outcomeOf(test, judge)).failures.length > 0) return false;
  return true;
}

const mutantsOf = (policies: readonly Policy[]): readonly Mutant[] =>
  testable(policies).flatMap(({ layer, rule, label }) => {
    const put = (instead: readonly RuleData[]) =>
      (policies[layer] as Policy).rules.flatMap((one) => (one === rule ? instead : [one]));
    return [
      { what: `rule ${label}`, layer, rules: put([]) },
      ...placesIn(rule).map((place) => ({
        what: `${placeText(place)} ${conditionText(rule, place)} of rule ${label}`,
        layer,
        rules: put([without(rule, place)]),
      })),
    ];
  });

function without(rule: RuleData, { list, index, any }: Place): RuleData {
  const { [list]: conditions = [], ...others } = rule;
  const left = conditions.flatMap((one, i) => (i === index ? less(one, any) : [one]));
  return (left.length > 0 ? { ...others, [list]: left } : others) as RuleData;
}

function less(condition: ConditionData, any: number | undefined): readonly ConditionData[] {
  if (any === undefined || !("any" in condition)) return [];
  const left = condition.any.filter((_, i) => i !== any);
  return left.length > 0 ? [{ any: left }] : [];
}

/** Undefined where it is refused: nobody could use it. */
function judgeOf({ layer, rules }: Mutant, { policies, actions, predicates }: Loaded): PolicyJudge | undefined {
  const { hash: _, ...others } = policies[layer] as Policy;
  const data = { ...others, rules };
  try {
    const mutant = loadPolicy(data, actions ?? assumedActions(data), predicates);
    return compilePolicies(policies.map((policy, i) => (i === layer ? mutant : policy)));
  } catch (error) {
    if (isCountersignError(error, "input")) return undefined;
    throw error;
  }
}
