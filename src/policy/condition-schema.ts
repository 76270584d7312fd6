import * as z from "zod/mini";
import { operandIssue } from "./operand.js";
import { HISTORIES, ORDERS, PERS, pastIssue } from "./past-issue.js";
import { type Comparison, type InHistory, OPERATORS } from "./rule.js";
import { choose, isObject, name, strict } from "./schema-parts.js";
import { windowIssue } from "./time-window.js";

const comparison = strict({
  path: z.string(),
  op: z.enum(OPERATORS),
  value: z.optional(z.unknown()),
  ref: z.optional(z.string()),
}).check(({ value, issues }) => {
  const issue = operandIssue(value as Comparison);
  if (issue) issues.push({ code: "custom", path: [issue.at], message: issue.message, input: value });
});

const inTime = strict({ time: z.unknown() }).check(({ value, issues }) => {
  const issue = windowIssue(value.time);
  if (issue) issues.push({ code: "custom", path: ["time", ...issue.at], message: issue.message, input: value });
});

const inHistory = strict({
  history: z.enum(HISTORIES),
  path: z.optional(z.string()),
  same: z.optional(z.unknown()),
  within: z.unknown(),
  per: z.enum(PERS),
  op: z.enum(ORDERS),
  value: z.unknown(),
}).check(({ value, issues }) => {
  const issue = pastIssue(value as InHistory);
  if (issue) issues.push({ code: "custom", path: [issue.at], message: issue.message, input: value });
});

const byPredicate = strict({ fn: name });

/** By the key that only one form has. */
const FORMS: readonly (readonly [string, z.core.$ZodType])[] = [
  ["time", inTime],
  ["history", inHistory],
  ["fn", byPredicate],
];
const single = choose((value) => FORMS.find(([key]) => isObject(value) && key in value)?.[1] ?? comparison);
const isAnyOf = (value: unknown): boolean => isObject(value) && "any" in value;

const inner = choose((value) => (isAnyOf(value) ? NESTED : single));
const NESTED = z.unknown().check(z.refine(() => false, "an `any` holds no other: put all conditions in the one list"));
const anyOf = strict({ any: z.array(inner).check(z.minLength(1, "an empty list of conditions never holds")) });

/** A list of conditions, all of which must hold. */
export const conditions = z
  .array(choose((value) => (isAnyOf(value) ? anyOf : single)))
  .check(z.minLength(1, "an empty list of conditions says nothing: leave it out"));
