import { and } from "./conjunction.js";
import type { Draft } from "./draft.js";
import { concernedBy, type Examined } from "./examined.js";
import { finding } from "./finding.js";
import type { Matter } from "./matter.js";
import { alwaysWith, together } from "./ways.js";
import { does, done, some } from "./words.js";

const MOST_ALLOWS = 3;
const MOST_RULES = 50;

/** Rules that narrow, and allows that overlap with them in part: neither is an exception of the other. */
export function conflicting({ rules, classes, actions }: Matter): readonly Draft[] {
  if (!actions) return [];
  const found = rules.flatMap((rule) => {
    const allows = isNarrowing(rule) ? overlapping(rule, classes) : [];
    return allows[0] ? [{ rule, first: allows[0], allows }] : [];
  });
  const drafts = found.slice(0, MOST_RULES).map(({ rule, first, allows }) => draft(rule, first, allows, actions));
  return found.length > MOST_RULES ? [...drafts, rest(found.slice(MOST_RULES).map(({ rule }) => rule))] : drafts;
}

/** Where so many rules overlap, more of the same would hide what else is found. */
function rest(rules: readonly Examined[]): Draft {
  const [{ policy, path } = { policy: "", path: "" }] = rules;
  const message = `${rules.length} more rules may overlap so with an allow: only the first ${MOST_RULES} were looked at`;
  return { finding: finding("conflicting", { policy, path, rules: rules.map(({ label }) => label), message }) };
}

const isNarrowing = ({ rule, force }: Examined): boolean =>
  force === "enforced" && (rule.verdict === "deny" || rule.verdict === "ask");

/** Not all of them: more than the first few tell nothing more. */
function overlapping(rule: Examined, classes: Matter["classes"]): readonly Examined[] {
  const found = new Set<Examined>();
  for (const one of classes.get(rule) ?? [])
    for (const other of one) {
      if (!found.has(other) && isPermitting(other) && overlap(rule, other)) found.add(other);
      if (found.size === MOST_ALLOWS) return [...found];
    }
  return [...found];
}

const isPermitting = ({ rule, layer, force }: Examined): boolean =>
  rule.verdict === "allow" && layer === 0 && force === "enforced";

const overlap = (narrow: Examined, allow: Examined): boolean =>
  !alwaysWith(allow.applies, narrow.applies) &&
  !alwaysWith(narrow.surely, allow.surely) &&
  !together(narrow.surely, allow.surely).next().done;

function draft(
  rule: Examined,
  first: Examined,
  allows: readonly Examined[],
  actions: NonNullable<Matter["actions"]>,
): Draft {
  const { policy, path, label, surely } = rule;
  const names = allows.map((one) => one.label);
  const message = `it ${does(rule.rule)} some of the calls that ${some(names)} ${names.length > 1 ? "allow" : "allows"}, and others: those are ${done([rule.rule])}`;
  const about = new Set(concernedBy(first.rule, actions));
  return {
    finding: finding("conflicting", { policy, path, rules: [label, ...names], message }),
    example: {
      actions: concernedBy(rule.rule, actions).filter((one) => about.has(one)),
      ways: [...together(surely, first.surely)].map(([one, other]) => and(one, other.literals).literals),
      shows: ({ judged, applies }) => applies(rule) && applies(first) && judged.rules.includes(label),
      without: "drop it",
    },
  };
}
