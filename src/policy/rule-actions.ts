import type { Action } from "../action/action.js";

const ACTIONS = Symbol.for("countersign.rule.actions");

/** A frozen rule that remembers which actions it was written for; they are no part of its data. */
export function withActions<Rule extends object>(rule: Rule, actions: readonly Action[]): Rule {
  return Object.freeze(Object.defineProperty({ ...rule }, ACTIONS, { value: Object.freeze([...actions]) }));
}

export const actionsOf = (rule: unknown): readonly Action[] =>
  (rule as { [ACTIONS]?: readonly Action[] } | null | undefined)?.[ACTIONS] ?? [];
