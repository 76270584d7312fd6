import { type Action, type Definition, definitionOf } from "../../action/action.js";
import { concerns } from "../match.js";
import type { Policy, RuleData } from "../rule.js";
import { literals } from "./conjunction.js";
import { IN_DOUBT, type Make, SURELY, type Ways, waysOf } from "./ways.js";

/** A rule with what is asked of the calls that it applies to. */
export interface Examined {
  readonly rule: RuleData;
  readonly policy: string;
  /** The rule's id as verdicts name it. */
  readonly label: string;
  /** `rules[2]` */
  readonly path: string;
  readonly layer: number;
  readonly force: "enforced" | "shadow";
  /** Where it takes part in the verdict: for all but an allow also where something is unknown. */
  readonly applies: Ways;
  /** Where it does so without any doubt. */
  readonly surely: Ways;
  readonly make: Make;
}

export function examine(policies: readonly Policy[]): readonly Examined[] {
  const make = literals();
  return policies.flatMap(({ id: policy, mode, rules }, layer) =>
    rules.map((rule, i): Examined => {
      const label = policies.length > 1 ? `${policy}/${rule.id}` : rule.id;
      const own: Make = (data, mode) => make(data, mode, { policy, rule: `${policy}/${rule.id}` });
      const surely = waysOf(rule, SURELY, own);
      const applies = rule.verdict === "allow" ? surely : waysOf(rule, IN_DOUBT, own);
      const force = rule.shadow || mode === "shadow" ? "shadow" : "enforced";
      return { rule, policy, label, path: `rules[${i}]`, layer, force, applies, surely, make: own };
    }),
  );
}

/** Actions as they are given, each once. What another copy of the package made may lack what this one reads. */
export const definitionsOf = (actions: readonly Action[]): readonly Definition[] => [
  ...new Map(actions.map(definitionOf).map((one) => [one.name, one])).values(),
];

/** The actions that a rule may be about. One on a dataset may be about any: a context can name it. */
export const concernedBy = ({ on }: RuleData, actions: readonly Definition[]): readonly Definition[] =>
  actions.filter(({ name, effect }) => concerns(on, name, effect));
