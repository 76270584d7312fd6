import type { Compiled } from "../policy/compile.js";
import type { PolicyJudge } from "../policy/judge.js";
import type { Policy } from "../policy/rule.js";
import type { Subject } from "../policy/subject.js";
import type { JudgedCall } from "./judged-call.js";
import { conditionText, type Place, placesIn, placeText, type Testable, testable } from "./testable.js";

/** What no test showed of a rule; nothing: it is covered. */
export interface RuleCoverage {
  readonly rule: string;
  readonly lacks: readonly string[];
}

type Seen = Map<string, Set<"true" | "other">>;

/**
 * A rule is covered when some test is decided by it (a rule on results: is masked or checked by it), and each of its
 * conditions was true in one test that the rule concerns and not true in another.
 */
export function coverageOf(
  policies: readonly Policy[],
  judge: PolicyJudge,
  found: readonly JudgedCall[],
): readonly RuleCoverage[] {
  const seen: Seen = new Map();
  for (const { facts } of found) for (const rule of concerning(judge, facts)) note(seen, rule, facts);
  return testable(policies).map((one) => {
    const conditions = placesIn(one.rule).flatMap((place) => lacking(seen, one, place));
    return { rule: one.label, lacks: [...(found.some((call) => decides(one, call)) ? [] : [NEVER]), ...conditions] };
  });
}

const NEVER = "decided nothing";

function decides({ label, shadow }: Testable, { explanation }: JudgedCall): boolean {
  const { rules, masking, checks } = explanation;
  return (shadow === "shadow" ? (explanation.shadow?.rules ?? []) : [...rules, ...masking, ...checks]).includes(label);
}

function concerning(judge: PolicyJudge, facts: Subject): readonly Compiled[] {
  const { enforced, shadow, outgoing } = judge.concerned(facts);
  const { deny, ask, allow, guards } = shadow ?? enforced;
  return [...deny, ...ask, ...allow, ...guards, ...outgoing].filter(({ covers }) => covers(facts) !== false);
}

function note(seen: Seen, { rule, label, when, unless }: Compiled, facts: Subject): void {
  for (const place of placesIn(rule)) {
    const part = (place.list === "when" ? when : unless).parts[place.index];
    const test = place.any === undefined ? part?.test : part?.parts?.[place.any]?.test;
    const name = nameOf(label, place);
    seen.set(name, (seen.get(name) ?? new Set()).add(test?.(facts) === true ? "true" : "other"));
  }
}

const nameOf = (label: string, place: Place): string => `${label} ${placeText(place)}`;

function lacking(seen: Seen, { label, rule }: Testable, place: Place): readonly string[] {
  const truths = seen.get(nameOf(label, place));
  const what = `${placeText(place)} ${conditionText(rule, place)}`;
  return [
    ...(truths?.has("true") ? [] : [`${what} was never true`]),
    ...(truths?.has("other") ? [] : [`${what} was never other than true`]),
  ];
}
