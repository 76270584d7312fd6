import { type Action, definitionOf, type Effect } from "../action/action.js";
import { misuse } from "../errors.js";
import { facts, type When } from "./facts.js";
import type { Check } from "./guardrail/check.js";
import type { Rule } from "./load.js";
import type { MaskKind } from "./mask.js";
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
  /** It takes no part in the verdict: what it would have said is recorded beside it. */
  shadow?: true;
}

type OutOf<A> = A extends Action<never, never, infer Out> ? Out : unknown;
/** Dotted paths of a result; they go through lists to each item. */
type OutPath<T, D extends 0[] = []> = unknown extends T
  ? string
  : D["length"] extends 5
    ? never
    : T extends readonly (infer Item)[]
      ? OutPath<Item, D>
      : T extends object
        ? { [K in keyof T & string]-?: K | `${K}.${OutPath<NonNullable<T[K]>, [...D, 0]>}` }[keyof T & string]
        : never;

/** Allows the calls for which `when` is true and `unless` is false. @throws code `input` for what is no action. */
export function allow<const A extends On>(id: string, spec: RuleSpec<A>): Rule {
  return rule(id, spec, { verdict: "allow" });
}

/** Denies the calls, unless `when` is false or `unless` is true. @throws code `input` for what is no action. */
export function deny<const A extends On>(id: string, spec: RuleSpec<A>): Rule {
  return rule(id, spec, { verdict: "deny" });
}

/**
 * Asks people about the calls, unless `when` is false or `unless` is true. `remember`: the ceiling for what they may let
 * an approval answer later. @throws code `input` for what is no action.
 */
export function ask<const A extends On>(
  id: string,
  spec: RuleSpec<A> & { require: Requirement; remember?: Remember },
): Rule {
  return rule(id, spec, { verdict: "ask" });
}

/**
 * Masks members of results of the calls, by path, unless `when` is false or `unless` is true. A result that then no longer
 * fits the action's `output` schema is withheld, and a body's error is told without its message.
 * @throws code `input` for what is no action.
 */
export function mask<A extends Action>(
  id: string,
  spec: RuleSpec<A> & { output: { [P in OutPath<OutOf<A>>]?: MaskKind } },
): Rule;
export function mask(
  id: string,
  spec: RuleSpec<{ dataset: string }> & { output: { readonly [path: string]: MaskKind } },
): Rule;
export function mask(id: string, { output, ...spec }: RuleSpec<On> & { output: object }): Rule {
  return rule(id, spec, { mask: output });
}

/**
 * Checks the calls, unless `when` is false or `unless` is true. `input`: arguments, before judging; where a check fails,
 * the rule denies, or asks as `otherwise` says. `output`: the result; where a check fails, it is withheld. A check that
 * throws has failed. @throws code `input` for what is no action.
 */
export function guardrail<const A extends On>(
  id: string,
  spec: RuleSpec<A> &
    (
      | { input: readonly Check[]; otherwise?: "deny" | { ask: Requirement }; output?: never }
      | { output: readonly Check[]; input?: never; otherwise?: never }
    ),
): Rule {
  const { input, output, otherwise, ...others } = spec;
  return rule<A>(id, others as RuleSpec<A>, { guardrail: { input, output, otherwise } });
}

/** Keys that no builder knows go along, so that `policy` refuses them. */
function rule<A extends On>(id: string, spec: RuleSpec<A>, kind: object): Rule {
  const where = `rule ${JSON.stringify(id)}`;
  if (!isObject(spec?.on)) throw misuse(where, "say what it is `on`: an action, a pattern, effects or a dataset");
  const { on, when, unless, ...others } = spec;
  const actions = actionsIn(on);
  const data = snapshot({
    id,
    ...kind,
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
