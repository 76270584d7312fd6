import { definitionOf } from "../action/action.js";
import { pathsOf } from "../policy/known-actions.js";
import { isPattern, listOf } from "../policy/match.js";
import { argumentOf } from "../policy/path.js";
import type { Policy, RuleData } from "../policy/rule.js";
import { actionsOf } from "../policy/rule-actions.js";

/** The ids of rules that read arguments of which nothing says whether they exist: they may do nothing. */
export const uncheckedRules = ({ rules }: Policy): readonly string[] =>
  rules.filter((rule) => argumentsIn(rule).some((argument) => !isKnown(rule, argument))).map(({ id }) => id);

const argumentsIn = (rule: RuleData): readonly string[] => pathsOf(rule).flatMap(({ path }) => argumentOf(path) ?? []);

/** A rule on a pattern, an effect or a dataset has no schema to look into, and not every schema can say. */
function isKnown(rule: RuleData, argument: string): boolean {
  const { on } = rule;
  if (!("action" in on) || listOf(on.action).some(isPattern)) return false;
  return actionsOf(rule).every((action) => definitionOf(action).hasPath(argument) !== "unknown");
}
