import { redact } from "../action/redaction.js";
import type { Json } from "../canonical.js";
import { prefixMatcher, suffixMatcher } from "./affix.js";
import { cidrMatcher } from "./cidr.js";
import { among, amongMatcher, equalsMatcher, NUMBER_MATCHERS, type Scalar, same } from "./compare.js";
import { areCriticalGrounded, areLinksGrounded, isCriticalAbsent, isGrounded } from "./ground.js";
import { hostMatcher } from "./host.js";
import { mailMatcher } from "./mail.js";
import { measured, tallyName, tallyOf } from "./past.js";
import { absence, at, reader } from "./path.js";
import { patternMatcher } from "./pattern.js";
import type { Comparison, ConditionData, InHistory, Operator, SingleData } from "./rule.js";
import type { Subject, Truth } from "./subject.js";
import { windowMatcher } from "./time-window.js";
import type { Predicate } from "./tools.js";
import { underMatcher } from "./under.js";

export type Test = (subject: Subject) => Truth;
type Matcher = (actual: Json) => Truth;

/** What conditions are compiled with: the rule's full id, and the predicates of its policy. */
export interface Surroundings {
  readonly rule: string;
  readonly predicates: Readonly<Record<string, Predicate>>;
}

export const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

const MATCHERS: Record<Exclude<Operator, "absent" | "grounded">, (value: Json) => Matcher> = {
  eq: (value) => equalsMatcher(value as Scalar),
  ne: (value) => {
    const equals = equalsMatcher(value as Scalar);
    return (actual) => not(equals(actual));
  },
  in: (value) => amongMatcher(value as readonly Scalar[]),
  gt: (value) => NUMBER_MATCHERS.gt(value as number),
  gte: (value) => NUMBER_MATCHERS.gte(value as number),
  lt: (value) => NUMBER_MATCHERS.lt(value as number),
  lte: (value) => NUMBER_MATCHERS.lte(value as number),
  host: (value) => hostMatcher(value as readonly string[]),
  mailDomain: (value) => mailMatcher(value as readonly string[]),
  under: (value) => underMatcher(value as string),
  startsWith: (value) => prefixMatcher(value as string),
  endsWith: (value) => suffixMatcher(value as string),
  pattern: (value) => patternMatcher(value as string),
  cidr: (value) => cidrMatcher(value as readonly string[]),
};

/** What each reference compares with. */
const RELATIONS: Partial<Record<Operator, (one: Json, other: Json) => Truth>> = {
  eq: same,
  ne: (one, other) => not(same(one, other)),
  in: among,
};

/** A comparison as a function. What is not there, or of another type, is unknown; `absent` nearly always knows. */
function compileComparison({ path, op, value, ref }: Comparison): Test {
  if (op === "grounded") return compileGrounded(path);
  if (path === "critical") return isCriticalAbsent;
  if (op === "absent") return absence(path);
  const read = reader(path);
  if (ref !== undefined) return comparison(read, reader(ref), RELATIONS[op] as (one: Json, other: Json) => Truth);
  return at(path, MATCHERS[op](value as Json));
}

function compileGrounded(path: string): Test {
  if (path === "critical") return areCriticalGrounded;
  if (path === "links") return areLinksGrounded;
  const read = reader(path);
  return (subject) => {
    const actual = read(subject);
    return actual === undefined ? undefined : isGrounded(actual, subject);
  };
}

function compileHistory(data: InHistory, rule: string): Test {
  const name = tallyName(tallyOf(data, rule));
  const matches = NUMBER_MATCHERS[data.op](data.value);
  return ({ past }) => {
    const number = measured(data, past?.get(name));
    return number === undefined ? undefined : matches(number);
  };
}

/** Secret arguments are marks for it. */
function compilePredicate(predicate: Predicate): Test {
  return ({ args, secret, context }) => {
    const answer = answered(() => predicate.test({ args: redact(args, secret), context }));
    return typeof answer === "boolean" ? answer : undefined;
  };
}

function answered(ask: () => unknown): unknown {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

type Read = (subject: Subject) => Json | undefined;

function comparison(one: Read, other: Read, compare: (one: Json, other: Json) => Truth): Test {
  return (subject) => {
    const [left, right] = [one(subject), other(subject)];
    return left === undefined || right === undefined ? undefined : compare(left, right);
  };
}

/** A condition as a function: a single one, or several of which one must hold. */
export type Part = { readonly test: Test } & (
  | { readonly data: SingleData; readonly parts?: never }
  | { readonly parts: readonly Part[] }
);

/** A list of conditions as one test, and each for itself. */
export interface Conditions {
  readonly test: Test;
  readonly parts: readonly Part[];
}

export function compileConditions(list: readonly ConditionData[], around: Surroundings): Conditions {
  const parts = list.map((data) => compilePart(data, around));
  return { test: all(parts.map(({ test }) => test)), parts };
}

function compilePart(data: ConditionData, around: Surroundings): Part {
  if (!("any" in data)) return { data, test: compileSingle(data, around) };
  const parts = data.any.map((one) => compilePart(one, around));
  return { parts, test: some(parts.map(({ test }) => test)) };
}

function compileSingle(data: SingleData, { rule, predicates }: Surroundings): Test {
  if ("history" in data) return compileHistory(data, rule);
  if ("fn" in data) return compilePredicate(predicates[data.fn] as Predicate);
  if (!("time" in data)) return compileComparison(data);
  const matches = windowMatcher(data.time);
  return ({ now }) => matches(now);
}

/** All must hold: one false makes it false, else one unknown makes it unknown. */
export function all(tests: readonly Test[]): Test {
  const [first, second, third, ...others] = tests;
  if (first && others.length === 0) return !second ? first : third ? three(first, second, third) : both(first, second);
  return (subject) => {
    let truth: Truth = true;
    for (const test of tests) {
      const one = test(subject);
      if (one === false) return false;
      if (one === undefined) truth = undefined;
    }
    return truth;
  };
}

// For few, and without the loop.
const both =
  (one: Test, other: Test): Test =>
  (subject) => {
    const first = one(subject);
    if (first === false) return false;
    const second = other(subject);
    return second === true ? first : second;
  };

const three =
  (one: Test, other: Test, last: Test): Test =>
  (subject) => {
    const first = one(subject);
    if (first === false) return false;
    const second = other(subject);
    if (second === false) return false;
    const third = last(subject);
    if (third !== true) return third;
    return second === true ? first : second;
  };

// One must hold: one true makes it true, else one unknown makes it unknown.
function some(tests: readonly Test[]): Test {
  return (subject) => {
    let truth: Truth = false;
    for (const test of tests) {
      const one = test(subject);
      if (one === true) return true;
      if (one === undefined) truth = undefined;
    }
    return truth;
  };
}
