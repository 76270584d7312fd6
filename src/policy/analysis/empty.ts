import type { ConditionData, RuleData } from "../rule.js";
import { and, type Conjunction, contradictions, EMPTY, isContradiction, type Literal } from "./conjunction.js";
import type { Draft } from "./draft.js";
import { concernedBy, type Examined } from "./examined.js";
import { finding } from "./finding.js";
import type { Matter } from "./matter.js";
import { type Make, trueWays } from "./ways.js";
import { acts, some, told } from "./words.js";

/** Rules whose conditions contradict each other, and exceptions that do. */
export const empty = ({ rules, actions }: Matter): readonly Draft[] =>
  rules.flatMap((rule) => [...emptyRule(rule, actions), ...emptyException(rule)]);

function emptyRule(examined: Examined, actions: Matter["actions"]): readonly Draft[] {
  const { rule, policy, path, label, surely, applies, make } = examined;
  if (surely.length > 0) return [];
  const { possible, culprits } = conflictIn(firstChoice(rule, make));
  const never = applies.length > 0 ? `${acts(rule)} only where its conditions are unknown` : `never ${acts(rule)}`;
  const message = `it ${never}: ${some(culprits.map(told))} contradict each other`;
  return [
    {
      finding: finding("empty", { policy, path, rules: [label], message }),
      ...(actions && {
        example: {
          actions: concernedBy(rule, actions),
          ways: [possible],
          shows: ({ applies }) => !applies(examined),
          without: "say so",
        },
      }),
    },
  ];
}

function emptyException({ rule, policy, path, label, make }: Examined): readonly Draft[] {
  const { unless = [] } = rule;
  if (unless.length === 0 || trueWays(unless, make).length > 0) return [];
  const { culprits } = conflictIn(unless.map((one) => make(firstOf(one), "true")));
  const message = `its exception never holds: ${some(culprits.map(told))} contradict each other`;
  return [{ finding: finding("empty", { policy, path: `${path}.unless`, rules: [label], message }) }];
}

const firstOf = (condition: ConditionData) =>
  "any" in condition ? (condition.any[0] as NonNullable<(typeof condition.any)[0]>) : condition;

/** Of each condition the first that may hold. */
function firstChoice({ on, when = [], unless: [exception] = [] }: RuleData, make: Make): readonly Literal[] {
  const lifted = exception && ("any" in exception ? exception.any : [exception]);
  return [
    ...("dataset" in on ? [make(on, "true")] : []),
    ...when.map((one) => make(firstOf(one), "true")),
    ...(lifted ?? []).map((one) => make(one, "false")),
  ];
}

/** As many literals, from the first on, as do not contradict each other, and those that then do. */
function conflictIn(literals: readonly Literal[]): { possible: readonly Literal[]; culprits: readonly Literal[] } {
  let before: Conjunction = EMPTY;
  for (const literal of literals) {
    const next = and(before, [literal]);
    if (isContradiction(next)) {
      const keys = contradictions(next);
      return { possible: before.literals, culprits: next.literals.filter(({ key }) => keys.includes(key)) };
    }
    before = next;
  }
  return { possible: literals, culprits: literals };
}
