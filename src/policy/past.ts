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
  /** Not the calls, but what people denied: of `any` call that the rule is `on`, or of the very `same`. */
  readonly denied?: "any" | "same";
}

/** The number that a condition compares; undefined where it cannot be known. */
export function measured({ history, path = "", within }: InHistory, past: Past | undefined): number | undefined {
  if (past === undefined || past === "unknown") return undefined;
  const since = past.now - milliseconds(within, "within");
  const values = past.entries.filter(({ at }) => at > since).map((entry) => entry.values[path] ?? null);
  if (history === "count" || history === "denied") return values.length;
  if (history === "distinct") return values.includes(null) ? undefined : new Set(values).size;
  if (!values.every(Number.isFinite)) return undefined;
  return (values as number[]).reduce((sum, value) => sum + Math.max(0, value), 0); // what is negative gives nothing back
}

/** The tallies that a rule's conditions need. */
export function talliesOf(policy: string, { id, ...rule }: RuleData): readonly Tally[] {
  const groups = new Map<string, InHistory[]>();
  for (const one of historiesOf(rule)) {
    const name = tallyName(tallyOf(one, id));
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()].map((own) => ({
    ...tallyOf(own[0] as InHistory, `${policy}/${id}`),
    paths: [...new Set(own.flatMap(({ path }) => path ?? []))].sort(),
    within: Math.max(...own.map(({ within }) => milliseconds(within, "within"))),
  }));
}

type Name = Pick<Tally, "rule" | "per" | "denied">;

/** The tally that a condition of a rule reads. */
export const tallyOf = ({ history, per, same }: Pick<InHistory, "history" | "per" | "same">, rule: string): Name => ({
  rule,
  per,
  ...(history === "denied" && { denied: same ? "same" : "any" }),
});

/** What a rule asks about other calls. */
export const historiesOf = ({ when = [], unless = [] }: Pick<RuleData, "when" | "unless">): readonly InHistory[] =>
  [...when, ...unless].flatMap(singles).filter(isHistory);

/** Under which a subject holds what is known of a tally. */
export const tallyName = ({ rule, per, denied }: Name): string => `${per}${denied ? ` denied ${denied}` : ""} ${rule}`;

export const singles = (condition: ConditionData): readonly SingleData[] =>
  "any" in condition ? condition.any : [condition];

const isHistory = (condition: SingleData): condition is InHistory => "history" in condition;
