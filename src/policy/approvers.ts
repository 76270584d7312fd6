import type { Approvers, Selector } from "../people/person.js";
import type { Requirement, Threshold } from "./requirement.js";
import type { Policy, RuleData } from "./rule.js";

/** Everybody whom these policies may ask, those included who are added later. */
export function askedBy(policies: readonly Policy[]): readonly Selector[] {
  const rules = policies.flatMap((policy) => policy.rules as readonly RuleData[]);
  const found = rules.flatMap(({ require }) => (require ? thresholdsOf(require) : [])).flatMap(named);
  return [...new Map(found.map((selector) => [JSON.stringify(selector), selector])).values()];
}

const thresholdsOf = (require: Requirement): readonly Threshold[] =>
  require.stages ? require.stages.flatMap(({ anyOf }) => anyOf) : [require];

const named = ({ approvers, escalate = [] }: Threshold): readonly Selector[] => [
  ...listOf(approvers),
  ...escalate.flatMap(({ to }) => listOf(to)),
];

const listOf = (approvers: Approvers): readonly Selector[] => ([] as readonly Selector[]).concat(approvers);
