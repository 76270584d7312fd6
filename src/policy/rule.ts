import type { Effect } from "../action/action.js";
import type { Json } from "../canonical.js";
import type { Duration } from "../clock.js";
import type { Check } from "./guardrail/check.js";
import type { MaskKind } from "./mask.js";
import type { Remember } from "./remember.js";
import type { Requirement } from "./requirement.js";
import type { TimeWindow } from "./time-window.js";

/** A policy: plain data (the same as in JSON) and its hash, which is in every event. */
export interface Policy {
  readonly id: string;
  readonly version?: string;
  /** SHA-256 (hex) of the canonical JSON of the policy. */
  readonly hash: string;
  /** `shadow`: none of its rules takes part in a verdict; what they would have said is recorded beside it. */
  readonly mode: "enforce" | "shadow";
  /** Versions of the predicates that its rules name. The functions go along with it, and are no part of its data. */
  readonly predicates?: Readonly<Record<string, string>>;
  readonly rules: readonly RuleData[];
}

/** What a rule is about: actions by name or pattern (`crm.*`), effects, or a dataset. */
export type OnData =
  | { readonly action: string | readonly string[] }
  | { readonly effect: Effect | readonly Effect[] }
  | { readonly dataset: string };

export const OPERATORS = [
  "eq",
  "ne",
  "in",
  "gt",
  "gte",
  "lt",
  "lte",
  "absent",
  "host",
  "mailDomain",
  "under",
  "startsWith",
  "endsWith",
  "cidr",
  "pattern",
  "grounded",
] as const;
export type Operator = (typeof OPERATORS)[number];

/**
 * A value of the call against one of the rule, or of the call. `path` starts with `args.` or `context.`; `ref` is another
 * such path, in place of a `value`. For `grounded`, `path` may also be `critical` or `links`.
 */
export interface Comparison {
  readonly path: string;
  readonly op: Operator;
  readonly value?: Json;
  readonly ref?: string;
}

/** The time of judging, by the clock of the process that judges. */
export interface InTime {
  readonly time: TimeWindow;
}

/** Whose calls a history is about. */
export type Per = "user" | "agent" | "session" | "app";

/** Other calls that the rule is `on`, within a time: how many, the sum of a number, how many different values, or how many people denied. */
export interface InHistory {
  readonly history: "count" | "sum" | "distinct" | "denied";
  /** Of the argument: `args.amount`. Only for `sum` and `distinct`. */
  readonly path?: string;
  /** Of `denied`: only calls of the same action with the same arguments. */
  readonly same?: "args";
  readonly within: Duration;
  readonly per: Per;
  readonly op: "gt" | "gte" | "lt" | "lte";
  readonly value: number;
}

/** A named function that was given with the policy. */
export interface ByPredicate {
  readonly fn: string;
}
export type SingleData = Comparison | InTime | InHistory | ByPredicate;

/** One of them must hold. */
export interface AnyOf {
  readonly any: readonly SingleData[];
}
export type ConditionData = SingleData | AnyOf;

interface AnyRule {
  readonly id: string;
  readonly on: OnData;
  /** All must hold. */
  readonly when?: readonly ConditionData[];
  /** An allow needs it false; other rules are lifted only when it is true. */
  readonly unless?: readonly ConditionData[];
  /** It takes no part in the verdict: what it would have said is recorded beside it. */
  readonly shadow?: true;
}

/** A rule that allows, denies or asks. */
export interface VerdictRule extends AnyRule {
  readonly verdict: "allow" | "deny" | "ask";
  readonly require?: Requirement;
  /** Of an ask rule: for what an approval may answer later calls, at most. */
  readonly remember?: Remember;
  readonly mask?: never;
  readonly guardrail?: never;
}

/** A rule on what leaves: members of a result, by path, and what becomes of them. */
export interface MaskRule extends AnyRule {
  readonly mask: Readonly<Record<string, MaskKind>>;
  readonly verdict?: never;
  readonly require?: never;
  readonly remember?: never;
  readonly guardrail?: never;
}

/** Checks on the way in, which give `otherwise` (deny, unless said) when one fails, or on the way out, which withhold. */
export type Guardrail =
  | {
      readonly input: readonly Check[];
      readonly otherwise?: "deny" | { readonly ask: Requirement };
      readonly output?: never;
    }
  | { readonly output: readonly Check[]; readonly input?: never; readonly otherwise?: never };

export interface GuardrailRule extends AnyRule {
  readonly guardrail: Guardrail;
  readonly verdict?: never;
  readonly require?: never;
  readonly remember?: never;
  readonly mask?: never;
}

export type RuleData = VerdictRule | MaskRule | GuardrailRule;
