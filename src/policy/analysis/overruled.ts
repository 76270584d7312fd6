import { canonical, type Json } from "../../canonical.js";
import type { Class } from "./classes.js";
import { type Draft, literalsOf } from "./draft.js";
import { concernedBy, type Examined } from "./examined.js";
import { finding } from "./finding.js";
import type { Matter } from "./matter.js";
import { alwaysWith } from "./ways.js";
import { does, done, some } from "./words.js";

/** Rules that decide nothing: a stronger one always overrules them, or another one always says the same. */
export function overruled(matter: Matter): readonly Draft[] {
  const { rules, classes } = matter;
  const place = new Map(rules.map((rule, i) => [rule, i] as const));
  const isLater = (one: Examined, other: Examined) => (place.get(one) ?? 0) > (place.get(other) ?? 0);
  const gone = new Set<Examined>();
  return rules.filter(isComparable).flatMap((rule) => {
    const own = classes.get(rule) ?? [];
    const stronger = covering(rule, own, (other) => isStronger(other, rule));
    if (stronger) return [shadowed(rule, stronger, matter)];
    // Of two that are the same, the first stays; and what stays is never one that is itself told to be superfluous.
    const stays = (other: Examined) => !gone.has(other) && !(isLater(other, rule) && isCovered(other, rule, classes));
    const alike = covering(rule, own, (other) => isAlike(other, rule) && stays(other));
    if (!alike) return [];
    gone.add(rule);
    return [redundant(rule, alike, matter)];
  });
}

/** An allow of a later policy adds nothing anyway; a rule whose conditions contradict each other is told as such. */
const isComparable = ({ rule, layer, surely }: Examined): boolean =>
  rule.verdict !== undefined && !(rule.verdict === "allow" && layer > 0) && surely !== "too many" && surely.length > 0;

/** One rule that applies wherever this one does, else one in each class; undefined where one of them has none. */
function covering(
  rule: Examined,
  classes: readonly Class[],
  may: (other: Examined) => boolean,
): readonly Examined[] | undefined {
  const covers = (other: Examined): boolean =>
    other !== rule &&
    other.force === "enforced" &&
    isComparable(other) &&
    may(other) &&
    alwaysWith(rule.applies, other.applies);
  const alone = classes[0]?.find((other) => covers(other) && classes.every((one) => one.includes(other)));
  if (alone) return [alone];
  const found = classes.map((one) => one.find(covers));
  return classes.length === 0 || found.includes(undefined) ? undefined : [...new Set(found as readonly Examined[])];
}

/** Whether wherever the one applies, on whatever action, the other does. */
const isCovered = (rule: Examined, other: Examined, classes: Matter["classes"]): boolean =>
  (classes.get(rule) ?? []).every((one) => one.includes(other)) && alwaysWith(rule.applies, other.applies);

/** An ask of a later policy overrules no allow: without the allow it would not even ask. */
function isStronger(one: Examined, other: Examined): boolean {
  if (one.rule.verdict === "deny") return other.rule.verdict !== "deny";
  return one.rule.verdict === "ask" && one.layer === 0 && other.rule.verdict === "allow";
}

function isAlike(one: Examined, other: Examined): boolean {
  if (one.rule.verdict !== other.rule.verdict) return false;
  return one.rule.verdict !== "ask" || ((one.layer === 0 || other.layer > 0) && said(one) === said(other));
}

const said = ({ rule: { require, remember } }: Examined): string =>
  canonical([require ?? null, remember ?? null] as unknown as Json);

const shadowed = (rule: Examined, by: readonly Examined[], matter: Matter): Draft =>
  draft("shadowed", rule, by, matter, ({ judged, applies }) => applies(rule) && judged.verdict !== rule.rule.verdict);

const redundant = (rule: Examined, by: readonly Examined[], matter: Matter): Draft =>
  draft("redundant", rule, by, matter, ({ applies }) => applies(rule) && by.some(applies));

type Shows = NonNullable<Draft["example"]>["shows"];

function draft(
  kind: "shadowed" | "redundant",
  rule: Examined,
  by: readonly Examined[],
  { actions }: Matter,
  shows: Shows,
): Draft {
  const { policy, path, label } = rule;
  const names = by.map((one) => one.label);
  const too = kind === "redundant" ? " too" : "";
  const message = `every call that it ${does(rule.rule)} is ${done(by.map((one) => one.rule))} by ${some(names)}${too}`;
  return {
    finding: finding(kind, { policy, path, rules: [label, ...names], message }),
    ...(actions && {
      example: { actions: concernedBy(rule.rule, actions), ways: literalsOf(rule), shows, without: "say so" },
    }),
  };
}
