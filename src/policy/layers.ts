import { canonical, type Json } from "../canonical.js";
import { misuse } from "../errors.js";
import { isPattern, listOf, matchesName } from "./match.js";
import type { ConditionData, OnData, Policy, RuleData } from "./rule.js";

/**
 * The first policy permits, later ones only narrow.
 * @throws code `input`: two policies of one id, a first one in shadow, an allow rule of a later policy that no allow rule of
 * the first covers: it would look as if it permitted something.
 */
export function checkLayers([first, ...later]: readonly Policy[]): void {
  const ids = [first, ...later].map((policy) => policy?.id);
  if (new Set(ids).size < ids.length) throw misuse("policy", "two policies of one id");
  if (first?.mode === "shadow")
    throw misuse(`policy ${first.id}`, "the first policy permits, so in shadow it would permit nothing: enforce it");
  for (const policy of later)
    for (const rule of widening(policy, first))
      throw misuse(`policy ${policy.id}: rule ${rule.id}`, whyWidening(first?.id));
}

/** The allow rules of a later policy that no allow rule of the first covers. */
export const widening = ({ rules }: Policy, first: Policy | undefined): readonly RuleData[] =>
  rules.filter((rule) => rule.verdict === "allow" && !first?.rules.some((above) => covers(above, rule)));

export const whyWidening = (first: string | undefined): string =>
  `a later policy only narrows, and no allow rule of ${first} is on the same calls with these conditions or fewer: allow it there, or leave it out`;

/** Whether an allow rule allows whatever the other does: shown by its form, so some that do are not known to. */
const covers = (above: RuleData, below: RuleData): boolean =>
  above.verdict === "allow" &&
  !above.shadow &&
  isWithin(below.on, above.on) &&
  areAmong(above.when, below.when) &&
  areAmong(above.unless, below.unless);

function isWithin(below: OnData, above: OnData): boolean {
  if ("action" in above && "action" in below)
    return listOf(below.action).every((name) => listOf(above.action).some((pattern) => includes(pattern, name)));
  if ("effect" in above && "effect" in below)
    return listOf(below.effect).every((effect) => listOf(above.effect).includes(effect));
  if ("dataset" in above && "dataset" in below) return above.dataset === below.dataset;
  return "action" in above && listOf(above.action).includes("*");
}

/** Whether a name, or all that a pattern stands for, is among what another stands for. */
export const includes = (pattern: string, name: string): boolean =>
  pattern === "*" || pattern === name || (isPattern(pattern) && name !== "*" && matchesName(pattern, name));

const textOf = (condition: ConditionData): string => canonical(condition as unknown as Json);

const areAmong = (some: readonly ConditionData[] = [], all: readonly ConditionData[] = []): boolean => {
  const texts = new Set(all.map(textOf));
  return some.every((condition) => texts.has(textOf(condition)));
};
