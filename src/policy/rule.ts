import type { Effect } from "../action/action.js";
import type { Json } from "../canonical.js";
import type { Remember } from "./remember.js";
import type { Requirement } from "./requirement.js";
import type { TimeWindow } from "./time-window.js";

/** A policy: plain data (the same as in JSON) and its hash, which is in every event. */
export interface Policy {
  readonly id: string;
  readonly version?: string;
  /** SHA-256 (hex) of the canonical JSON of the policy. */
  readonly hash: string;
  readonly mode: "enforce" | "shadow";
  readonly rules: readonly RuleData[];
}

/** What a rule is about: actions by name or pattern (`crm.*`), effects, or a dataset. */
export type OnData =
  | { readonly action: string | readonly string[] }
  | { readonly effect: Effect | readonly Effect[] }
  | { readonly dataset: string };

export const OPERATORS = [
  "eq",
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
] as const;
export type Operator = (typeof OPERATORS)[number];

/** A value of the call against one of the rule, or of the call. `path` starts with `args.` or `context.`; `ref` is another such path, in place of a `value`. */
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
export type SingleData = Comparison | InTime;

/** One of them must hold. */
export interface AnyOf {
  readonly any: readonly SingleData[];
}
export type ConditionData = SingleData | AnyOf;

/** `when`: all must hold. `unless`: an allow needs it false; other rules are lifted only when it is true. */
export interface RuleData {
  readonly id: string;
  readonly verdict: "allow" | "deny" | "ask";
  readonly on: OnData;
  readonly when?: readonly ConditionData[];
  readonly unless?: readonly ConditionData[];
  readonly require?: Requirement;
  /** Of an ask rule: for what an approval may answer later calls, at most. */
  readonly remember?: Remember;
}
