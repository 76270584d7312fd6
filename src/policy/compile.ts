import { misuse } from "../errors.js";
import { type Conditions, compileConditions, type Test } from "./condition.js";
import { covers } from "./match.js";
import { operandIssue } from "./operand.js";
import type { Remember } from "./remember.js";
import type { Requirement } from "./requirement.js";
import {
  type AnyOf,
  type Comparison,
  type ConditionData,
  type InTime,
  OPERATORS,
  type RuleData,
  type SingleData,
} from "./rule.js";
import type { Subject } from "./subject.js";
import { windowIssue } from "./time-window.js";

/** A rule as functions. `layer` 0 is the organisation's: only its rules permit. */
export interface Compiled {
  readonly rule: RuleData;
  /** The rule's id as people see it: with its policy's where there are several. */
  readonly label: string;
  readonly layer: number;
  readonly require: Requirement | undefined;
  readonly remember: Remember | undefined;
  /** Whether the call is the rule's concern, beyond action and effect. */
  readonly covers: Test;
  readonly when: Conditions;
  readonly unless: Conditions;
  /** Whether the rule takes part in the verdict. */
  readonly applies: (subject: Subject) => boolean;
}

const RULE = new Set(["id", "verdict", "on", "when", "unless", "require", "remember"]);
const IN_TIME = new Set(["time"]);
const ANY_OF = new Set(["any"]);
const COMPARISON = new Set(["path", "op", "value", "ref"]);
const ALWAYS: Conditions = { test: () => true, parts: [] };
const NEVER: Conditions = { test: () => false, parts: [] };

/** @throws code `input` for a rule that this version cannot judge: nothing in a rule is ever passed over. */
export function compileRule(rule: RuleData, label: string, layer: number): Compiled {
  check(rule, label);
  const when = rule.when ? compileConditions(rule.when) : ALWAYS;
  const unless = rule.unless ? compileConditions(rule.unless) : NEVER;
  const parts = { covers: covers(rule.on), when, unless };
  return {
    rule,
    label,
    layer,
    require: rule.require,
    remember: rule.remember,
    ...parts,
    applies: applies(rule.verdict, parts),
  };
}

/** Unknown never helps the caller: it makes a deny or ask apply and an allow not; only a sure exception lifts. */
function applies(
  verdict: RuleData["verdict"],
  { covers, when: { test: when }, unless: { test: unless } }: Pick<Compiled, "covers" | "when" | "unless">,
): Compiled["applies"] {
  if (verdict === "allow") {
    return (subject) => covers(subject) === true && when(subject) === true && unless(subject) === false;
  }
  return (subject) => covers(subject) !== false && when(subject) !== false && unless(subject) !== true;
}

function check(rule: RuleData, label: string): void {
  const where = `policy: rule ${label}`;
  if (!["allow", "deny", "ask"].includes(rule.verdict))
    throw misuse(where, `no verdict "${rule.verdict}" in this version`);
  if ((rule.verdict === "ask") !== (rule.require !== undefined))
    throw misuse(where, "an ask, and only an ask, has `require`");
  if (rule.remember && rule.verdict !== "ask") throw misuse(where, "only an ask has `remember`");
  checkKeys(rule, RULE, where);
  for (const list of [rule.when, rule.unless]) {
    if (list && list.length === 0) throw misuse(where, "an empty list of conditions says nothing: leave it out");
    for (const condition of list ?? []) checkCondition(condition, where);
  }
}

function checkCondition(condition: ConditionData, where: string): void {
  for (const one of "any" in condition ? checkAnyOf(condition, where) : [condition]) checkSingle(one, where);
}

function checkAnyOf(condition: AnyOf, where: string): readonly SingleData[] {
  checkKeys(condition, ANY_OF, where);
  if (Array.isArray(condition.any) && condition.any.length > 0) return condition.any;
  throw misuse(where, "`any` is a list, not empty");
}

const checkSingle = (condition: SingleData, where: string): void =>
  "time" in condition ? checkTime(condition, where) : checkComparison(condition, where);

function checkTime(condition: InTime, where: string): void {
  checkKeys(condition, IN_TIME, where);
  const issue = windowIssue(condition.time);
  if (issue) throw misuse(where, `${["time", ...issue.at].join(".")}: ${issue.message}`);
}

function checkComparison(condition: Comparison, where: string): void {
  checkKeys(condition, COMPARISON, where);
  if (!OPERATORS.includes(condition.op)) throw misuse(where, `no operator "${condition.op}" in this version`);
  const issue = operandIssue(condition);
  if (issue) throw misuse(where, `${issue.at}: ${issue.message}`);
}

function checkKeys(value: object, known: ReadonlySet<string>, where: string): void {
  for (const key of Object.keys(value)) if (!known.has(key)) throw misuse(where, `no key "${key}" in this version`);
}
