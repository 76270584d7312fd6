import type { ConditionData, RuleData } from "../rule.js";
import { and, type Conjunction, EMPTY, exclude, implies, isContradiction, type Literal } from "./conjunction.js";
import type { Mode } from "./mode.js";

/** The ways in which something holds, none of them shown to contradict itself. None at all: it never holds. */
export type Ways = readonly Conjunction[] | "too many";

/** Beyond it a rule is not analysed. */
export const MOST_WAYS = 64;

export type Make = (data: Literal["data"], mode: Mode) => Literal;

/** Where conditions are what `when` asks, and the exception is what `unless` asks. */
interface Asked {
  readonly when: "true" | "not false";
  readonly unless: "false" | "not true";
}
/** Without any doubt. */
export const SURELY: Asked = { when: "true", unless: "false" };
/** As a rule applies that narrows: also in doubt. */
export const IN_DOUBT: Asked = { when: "not false", unless: "not true" };

/** In which ways a rule's conditions are what is asked. */
export function waysOf(rule: RuleData, { when, unless }: Asked, make: Make): Ways {
  const all = [
    ...("dataset" in rule.on ? [[[make(rule.on, when)]]] : []),
    ...(rule.when ?? []).map((condition) => partsOf(condition).map((one) => [make(one, when)])),
    ...(rule.unless ? [rule.unless.map((condition) => partsOf(condition).map((one) => make(one, unless)))] : []),
  ];
  return product(all);
}

/** In which ways a list of conditions is true. */
export const trueWays = (list: readonly ConditionData[], make: Make): Ways =>
  product(list.map((condition) => partsOf(condition).map((one) => [make(one, "true")])));

const partsOf = (condition: ConditionData) => ("any" in condition ? condition.any : [condition]);

/** Of each a choice; each choice is literals that hold together. */
function product(all: readonly (readonly (readonly Literal[])[])[]): Ways {
  if (all.reduce((ways, choices) => ways * choices.length, 1) > MOST_WAYS) return "too many";
  return all.reduce<readonly Conjunction[]>(
    (ways, choices) =>
      ways.flatMap((way) => choices.map((one) => and(way, one)).filter((longer) => !isContradiction(longer))),
    [EMPTY],
  );
}

/** Shown that wherever the one holds the other does. */
export const alwaysWith = (one: Ways, other: Ways): boolean =>
  one !== "too many" && other !== "too many" && one.every((way) => other.some((wider) => implies(way, wider)));

/** The pairs of ways that are not shown to exclude each other. */
export function* together(one: Ways, other: Ways): Generator<readonly [Conjunction, Conjunction]> {
  if (one === "too many" || other === "too many") return;
  for (const way of one) for (const next of other) if (!exclude(way, next)) yield [way, next];
}
