import type { Effect } from "../action/action.js";
import { alikeTo, isPlain } from "./plain.js";
import type { OnData } from "./rule.js";
import type { Subject, Truth } from "./subject.js";

export const listOf = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T]);

/** A name of an action, or a pattern: `*` for every action, `crm.*` for every action whose name starts with `crm.`. */
export const isPattern = (name: string): boolean => name === "*" || name.endsWith(".*");

/** Whether a rule is about calls of this action; a rule on a dataset may be about any, see `covers`. */
export function concerns(on: OnData, action: string, effect: Effect): boolean {
  if ("action" in on) return listOf(on.action).some((name) => matchesName(name, action));
  return "effect" in on ? listOf(on.effect).includes(effect) : true;
}

/**
 * Whether a rule on a dataset covers the call. A dataset's name with hidden characters could be any, and one that differs in
 * letter case or spaces around it could be the rule's.
 */
export function covers(on: OnData): (subject: Subject) => Truth {
  if (!("dataset" in on)) return () => true;
  const { dataset } = on;
  const alike = alikeTo(dataset);
  return ({ datasets }) =>
    datasets.includes(dataset) || (datasets.every((one) => isPlain(one) && !alike(one)) ? false : undefined);
}

export function matchesName(name: string, action: string): boolean {
  if (!isPattern(name)) return name === action;
  return name === "*" || action.startsWith(name.slice(0, -1));
}
