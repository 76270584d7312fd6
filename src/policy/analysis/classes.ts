import type { Definition } from "../../action/action.js";
import { includes } from "../layers.js";
import { concerns, listOf } from "../match.js";
import type { OnData } from "../rule.js";
import type { Examined } from "./examined.js";

/** Rules that are about the same calls: of an action, or of what a rule is on where actions are not known. */
export type Class = readonly Examined[];

/** Each group of rules that some call concerns at once, without any that is the same. */
export function classesOf(
  rules: readonly Examined[],
  actions: readonly Definition[] | undefined,
): ReadonlyMap<Examined, readonly Class[]> {
  const groups = actions
    ? actions.map(({ name, effect }) => rules.filter(({ rule }) => concerns(rule.on, name, effect)))
    : [
        ...new Map(rules.flatMap(({ rule }) => subjectsOf(rule.on)).map((one) => [JSON.stringify(one), one])).values(),
      ].map((one) => rules.filter(({ rule }) => isAbout(rule.on, one)));
  const numbers = new Map(rules.map((rule, i) => [rule, i]));
  const classes = new Map(groups.map((group) => [group.map((rule) => numbers.get(rule)).join(), group])).values();
  const found = new Map<Examined, Class[]>(rules.map((rule) => [rule, []]));
  for (const one of classes) for (const rule of one) found.get(rule)?.push(one);
  return found;
}

type Subject = { readonly name: string } | { readonly effect: string };

/** A rule on a dataset may be about any action; the dataset is one of its conditions. */
function subjectsOf(on: OnData): readonly Subject[] {
  if ("dataset" in on) return [{ name: "*" }];
  return "action" in on ? listOf(on.action).map((name) => ({ name })) : listOf(on.effect).map((effect) => ({ effect }));
}

function isAbout(on: OnData, subject: Subject): boolean {
  if ("dataset" in on) return true;
  if ("effect" in on) return "effect" in subject && listOf<string>(on.effect).includes(subject.effect);
  return listOf(on.action).some((pattern) => ("name" in subject ? includes(pattern, subject.name) : pattern === "*"));
}
