import { type Action, definitionOf, type Effect } from "../action/action.js";
import { misuse } from "../errors.js";
import { facts, type When } from "./facts.js";
import type { Rule } from "./load.js";
import type { Remember } from "./remember.js";
import type { Requirement } from "./requirement.js";
import { withActions } from "./rule-actions.js";
import { snapshot } from "./snapshot.js";

/**
 * What a rule is about: an action, several, a pattern (`{ action: "crm.*" }`: every action whose name starts with `crm.`;
 * `"*"`: every one), effects, or a dataset.
 */
type On =
  | Action
  | readonly Action[]
  | { action: string }
  | { effect: Effect | readonly Effect[] }
  | { dataset: string };

/** `unless`: an allow needs it false; other rules are lifted only when it is true. Unknown never helps the caller. */
interface RuleSpec<A> {
  on: A;
  when?: When<NoInfer<A>>;
  unless?: When<NoInfer<A>>;
}

/** Allows the calls for which `when` is true and `unless` is false. @throws code `input` for what is no action. */
export function allow<const A extends On>(id: string, spec: RuleSpec<A>): Rule {
  return rule("allow", id, spec);
}

/** Denies the calls, unless `when` is false or `unless` is true. @throws code `input` for what is no action. */
export function deny<const A extends On>(id: string, spec: RuleSpec<A>): Rule {
  return rule("deny", id, spec);
}

/**
 * Asks people about the calls, unless `when` is false or `unless` is true. `remember`: the ceiling for what they may let
 * an approval answer later. @throws code `input` for what is no action.
 */
export function ask<const A extends On>(
  id: string,
  spec: RuleSpec<A> & { require: Requirement; remember?: Remember },
): Rule {
  return rule("ask", id, spec);
}

/** Keys that no builder knows go along, so that `policy` refuses them. */
function rule<A extends On>(verdict: string, id: string, spec: RuleSpec<A>): Rule {
  const where = `rule ${JSON.stringify(id)}`;
  if (!isObject(spec?.on)) throw misuse(where, "say what it is `on`: an action, a pattern, effects or a dataset");
  const { on, when, unless, ...others } = spec;
  const actions = actionsIn(on);
  const data = snapshot({
    id,
    verdict,
    on: actions ? { action: Array.isArray(on) ? names(actions) : names(actions)[0] } : on,
    when: conditions(when, `${where}.when`),
    unless: conditions(unless, `${where}.unless`),
    ...others,
  });
  if (data === undefined) throw misuse(where, "a rule is plain data: it has no cycles and no BigInt");
  return withActions(data as unknown as Rule, actions ?? []);
}

const names = (actions: readonly Action[]): readonly string[] => actions.map((action) => definitionOf(action).name);

function actionsIn(on: On): readonly Action[] | undefined {
  if (Array.isArray(on)) return on;
  return "name" in on ? [on as Action] : undefined;
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

function conditions(when: unknown, where: string): unknown {
  if (when === undefined) return undefined;
  if (typeof when !== "function") throw misuse(where, 'give a function: ({ arg, context }) => [arg("amount").gt(500)]');
  return when(facts);
}
