import { type Action, type Definition, definitionOf } from "../action/action.js";
import type { Issue } from "../errors.js";
import { isPattern, listOf } from "./match.js";
import { argumentOf } from "./path.js";
import type { Comparison, ConditionData, RuleData } from "./rule.js";

/** Actions by name. Two of one name are an issue: a rule could mean either. */
export function byName(actions: readonly Action[]): { known: ReadonlyMap<string, Action>; issues: readonly Issue[] } {
  const known = new Map<string, Action>();
  const twice = new Set<string>();
  for (const action of actions) {
    const { name, digest } = definitionOf(action);
    const first = known.get(name);
    if (first && definitionOf(first).digest !== digest) twice.add(name);
    else known.set(name, action);
  }
  const issues = [...twice].map((name) => ({
    path: "actions",
    message: `two actions of one name: "${name}"; name each only once`,
  }));
  return { known, issues };
}

/** The actions that a rule names one by one. */
export const namedBy = ({ on }: RuleData): readonly string[] =>
  "action" in on ? listOf(on.action).filter((name) => !isPattern(name)) : [];

/** Names that no action has, and argument paths that the schema of one of the rule's actions lacks. */
export function actionIssues(rule: RuleData, where: string, known: ReadonlyMap<string, Action>): readonly Issue[] {
  const names = namedBy(rule);
  const unknown = names.filter((name) => !known.has(name));
  const definitions = names.flatMap((name) => known.get(name) ?? []).map(definitionOf);
  return [
    ...unknown.map((name) => ({
      path: `${where}.on.action`,
      message: `no action "${name}" was given: give the action itself, or write a pattern as "crm.*"`,
    })),
    ...pathsOf(rule).flatMap(({ at, path }) =>
      missing(definitions, path).map((message) => ({ path: `${where}.${at}`, message })),
    ),
    ...Object.keys(rule.mask ?? {}).flatMap((path) =>
      unmasked(definitions, path).map((message) => ({ path: `${where}.mask[${JSON.stringify(path)}]`, message })),
    ),
    ...uncritical(rule, definitions).map(({ name }) => ({
      path: `${where}.remember.scope`,
      message: `${name} has no critical argument, so all its calls would be alike: use "same call"`,
    })),
  ];
}

const uncritical = ({ remember }: RuleData, definitions: readonly Definition[]): readonly Definition[] =>
  typeof remember?.scope === "object" ? definitions.filter(({ critical }) => critical.length === 0) : [];

/** A mask on what no result has would look right and do nothing. */
const unmasked = (definitions: readonly Definition[], path: string): readonly string[] =>
  definitions
    .filter((definition) => definition.hasResult(path) === false)
    .map(({ name }) => `the output schema of ${name} has no "${path}"`);

function missing(definitions: readonly Definition[], path: string): readonly string[] {
  const argument = argumentOf(path);
  if (argument === undefined) return [];
  return definitions
    .filter((definition) => definition.hasPath(argument) === false)
    .map(({ name }) => `the input schema of ${name} has no argument "${argument}"`);
}

/** The paths that a rule reads, and where it names them: `when[0].path`. */
export function pathsOf({ when, unless }: RuleData): readonly { at: string; path: string }[] {
  return Object.entries({ when, unless }).flatMap(([list, conditions]) =>
    (conditions ?? []).flatMap((condition, i) => pathsIn(condition, `${list}[${i}]`)),
  );
}

function pathsIn(condition: ConditionData, at: string): readonly { at: string; path: string }[] {
  if ("any" in condition) return condition.any.flatMap((one, i) => pathsIn(one, `${at}.any[${i}]`));
  const { path, ref } = condition as Partial<Comparison>;
  return Object.entries({ path, ref }).flatMap(([key, read]) =>
    read === undefined ? [] : [{ at: `${at}.${key}`, path: read }],
  );
}
