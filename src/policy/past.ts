import { milliseconds } from "../clock.js";
import type { Past } from "./entry.js";
import type { ConditionData, InHistory, Per, RuleData, SingleData } from "./rule.js";

/** What one rule keeps of the calls that it is `on`, for each user, agent, session or app: one record of the store. */
export interface Tally {
  /** `policyId/ruleId`. */
  readonly rule: string;
  readonly per: Per;
  readonly paths: readonly string[];
  /** Milliseconds: the longest of its conditions' windows. */
  readonly within: number;
}

/** The number that a condition compares; undefined where it cannot be known. */
export function measured({ history, path = "", within }: InHistory, past: Past | undefined): number | undefined {
  if (past === undefined || past === "unknown") return undefined;
  const since = past.now - milliseconds(within, "within");
  const values = past.entries.filter(({ at }) => at > since).map((entry) => entry.values[path] ?? null);
  if (history === "count") return values.length;
  if (history === "distinct") return values.includes(null) ? undefined : new Set(values).size;
  if (!values.every(Number.isFinite)) return undefined;
  return (values as number[]).reduce((sum, value) => sum + Math.max(0, value), 0); // what is negative gives nothing back
}

/** The tallies that a rule's conditions need. */
export function talliesOf(policy: string, { id, ...rule }: RuleData): readonly Tally[] {
  const all = historiesOf(rule);
  return [...new Set(all.map(({ per }) => per))].map((per) => {
    const own = all.filter((one) => one.per === per);
    return {
      rule: `${policy}/${id}`,
      per,
      paths: [...new Set(own.flatMap(({ path }) => path ?? []))].sort(),
      within: Math.max(...own.map(({ within }) => milliseconds(within, "within"))),
    };
  });
}

/** What a rule asks about other calls. */
export const historiesOf = ({ when = [], unless = [] }: Pick<RuleData, "when" | "unless">): readonly InHistory[] =>
  [...when, ...unless].flatMap(singles).filter(isHistory);

/** Under which a subject holds what is known of a tally. */
export const tallyName = ({ rule, per }: Pick<Tally, "rule" | "per">): string => `${per} ${rule}`;

export const singles = (condition: ConditionData): readonly SingleData[] =>
  "any" in condition ? condition.any : [condition];

const isHistory = (condition: SingleData): condition is InHistory => "history" in condition;
