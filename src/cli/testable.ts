import type { ConditionData, Policy, RuleData } from "../policy/rule.js";

/** A rule that can make a difference to a test. */
export interface Testable {
  /** Of its policy, in the order they were given in. */
  readonly layer: number;
  readonly rule: RuleData;
  readonly label: string;
  readonly shadow: "shadow" | "enforced";
}

/** Where a condition stands in a rule; `any`: among several of which one must hold. */
export interface Place {
  readonly list: "when" | "unless";
  readonly index: number;
  readonly any?: number;
}

/** All but what only looks like a rule: an allow of a later policy adds nothing, and in shadow nothing is masked. */
export const testable = (policies: readonly Policy[]): readonly Testable[] =>
  policies.flatMap((policy, layer) =>
    policy.rules
      .map((rule) => ({ layer, rule, label: labelOf(policy, rule, policies), shadow: shadowOf(policy, rule) }))
      .filter(({ rule, shadow }) => !(layer > 0 && rule.verdict === "allow") && !(shadow === "shadow" && leaves(rule))),
  );

const labelOf = ({ id }: Policy, rule: RuleData, { length }: readonly Policy[]): string =>
  length > 1 ? `${id}/${rule.id}` : rule.id;
const shadowOf = ({ mode }: Policy, { shadow }: RuleData): Testable["shadow"] =>
  mode === "shadow" || shadow ? "shadow" : "enforced";
const leaves = ({ mask, guardrail }: RuleData): boolean => mask !== undefined || guardrail?.output !== undefined;

/** Every condition of a rule, those within any too. */
export const placesIn = (rule: RuleData): readonly Place[] =>
  (["when", "unless"] as const).flatMap((list) =>
    (rule[list] ?? []).flatMap((data, index) => [
      { list, index },
      ...("any" in data ? data.any.map((_, any) => ({ list, index, any })) : []),
    ]),
  );

/** `when[0].any[1]` */
export const placeText = ({ list, index, any }: Place): string =>
  `${list}[${index}]${any === undefined ? "" : `.any[${any}]`}`;

/** The condition that stands there, as JSON. */
export function conditionText(rule: RuleData, { list, index, any }: Place): string {
  const data = rule[list]?.[index] as ConditionData;
  return JSON.stringify(any !== undefined && "any" in data ? data.any[any] : data);
}
