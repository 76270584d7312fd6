import { misuse } from "../errors.js";
import { MASKS } from "./mask.js";
import { operandIssue } from "./operand.js";
import { pastIssue } from "./past-issue.js";
import {
  type AnyOf,
  type ByPredicate,
  type Comparison,
  type ConditionData,
  type Guardrail,
  type InHistory,
  type InTime,
  OPERATORS,
  type RuleData,
  type SingleData,
  type VerdictRule,
} from "./rule.js";
import { windowIssue } from "./time-window.js";
import type { Predicate } from "./tools.js";

const keys = (...names: string[]): ReadonlySet<string> => new Set(names);
const EVERY = ["id", "on", "when", "unless", "shadow"];
const VERDICT = keys(...EVERY, "verdict", "require", "remember");
const MASK = keys(...EVERY, "mask");
const GUARDRAIL = keys(...EVERY, "guardrail");
const CHECKS = keys("input", "output", "otherwise");
const IN_TIME = keys("time");
const IN_HISTORY = keys("history", "path", "same", "within", "per", "op", "value");
const BY_PREDICATE = keys("fn");
const ANY_OF = keys("any");
const COMPARISON = keys("path", "op", "value", "ref");

type Predicates = Readonly<Record<string, Predicate>>;

/** @throws code `input` for a rule that this version cannot judge: nothing in a rule is ever passed over. */
export function checkRule(rule: RuleData, label: string, predicates: Predicates): void {
  const where = `policy: rule ${label}`;
  checkKind(rule, where);
  if (rule.shadow !== undefined && rule.shadow !== true) throw misuse(where, "`shadow` is true, or left out");
  for (const list of [rule.when, rule.unless]) {
    if (list && list.length === 0) throw misuse(where, "an empty list of conditions says nothing: leave it out");
    for (const condition of list ?? []) checkCondition(condition, where, predicates);
  }
}

function checkKind(rule: RuleData, where: string): void {
  if (rule.mask) checkMask(rule, rule.mask, where);
  else if (rule.guardrail) checkGuardrail(rule, rule.guardrail, where);
  else checkVerdict(rule, where);
}

function checkVerdict(rule: VerdictRule, where: string): void {
  if (!["allow", "deny", "ask"].includes(rule.verdict))
    throw misuse(where, `no verdict "${rule.verdict}" in this version`);
  if ((rule.verdict === "ask") !== (rule.require !== undefined))
    throw misuse(where, "an ask, and only an ask, has `require`");
  if (rule.remember && rule.verdict !== "ask") throw misuse(where, "only an ask has `remember`");
  checkKeys(rule, VERDICT, where);
}

function checkMask(rule: RuleData, mask: object, where: string): void {
  checkKeys(rule, MASK, where);
  const odd = Object.values(mask).find((kind) => !MASKS.includes(kind));
  if (odd !== undefined) throw misuse(where, `no mask "${odd}" in this version`);
}

function checkGuardrail(rule: RuleData, guardrail: Guardrail, where: string): void {
  checkKeys(rule, GUARDRAIL, where);
  checkKeys(guardrail, CHECKS, where);
  const { input, output, otherwise = "deny" } = guardrail;
  if ((input === undefined) === (output === undefined)) throw misuse(where, "a guardrail has `input` or `output`");
  if (otherwise !== "deny" && !otherwise.ask) throw misuse(where, '`otherwise` is "deny" or { ask }');
}

function checkCondition(condition: ConditionData, where: string, predicates: Predicates): void {
  for (const one of "any" in condition ? checkAnyOf(condition, where) : [condition])
    checkSingle(one, where, predicates);
}

function checkAnyOf(condition: AnyOf, where: string): readonly SingleData[] {
  checkKeys(condition, ANY_OF, where);
  if (Array.isArray(condition.any) && condition.any.length > 0) return condition.any;
  throw misuse(where, "`any` is a list, not empty");
}

function checkSingle(condition: SingleData, where: string, predicates: Predicates): void {
  if ("time" in condition) checkTime(condition, where);
  else if ("history" in condition) checkHistory(condition, where);
  else if ("fn" in condition) checkPredicate(condition, where, predicates);
  else checkComparison(condition, where);
}

function checkPredicate(condition: ByPredicate, where: string, predicates: Predicates): void {
  checkKeys(condition, BY_PREDICATE, where);
  if (!Object.hasOwn(predicates, condition.fn)) throw misuse(where, `no predicate "${condition.fn}" was given with it`);
}

function checkTime(condition: InTime, where: string): void {
  checkKeys(condition, IN_TIME, where);
  const issue = windowIssue(condition.time);
  if (issue) throw misuse(where, `${["time", ...issue.at].join(".")}: ${issue.message}`);
}

function checkHistory(condition: InHistory, where: string): void {
  checkKeys(condition, IN_HISTORY, where);
  const issue = pastIssue(condition);
  if (issue) throw misuse(where, `${issue.at}: ${issue.message}`);
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
