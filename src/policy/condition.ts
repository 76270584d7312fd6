import type { Json } from "../canonical.js";
import { prefixMatcher, suffixMatcher } from "./affix.js";
import { cidrMatcher } from "./cidr.js";
import { among, amongMatcher, equalsMatcher, numberMatcher, type Scalar, same } from "./compare.js";
import { hostMatcher } from "./host.js";
import { mailMatcher } from "./mail.js";
import { reader } from "./path.js";
import { patternMatcher } from "./pattern.js";
import type { Comparison, ConditionData, Operator, SingleData } from "./rule.js";
import type { Subject, Truth } from "./subject.js";
import { windowMatcher } from "./time-window.js";
import { underMatcher } from "./under.js";

export type Test = (subject: Subject) => Truth;
type Matcher = (actual: Json) => Truth;

const MATCHERS: Record<Exclude<Operator, "absent">, (value: Json) => Matcher> = {
  eq: (value) => equalsMatcher(value as Scalar),
  in: (value) => amongMatcher(value as readonly Scalar[]),
  gt: (value) => numberMatcher((actual) => actual > (value as number)),
  gte: (value) => numberMatcher((actual) => actual >= (value as number)),
  lt: (value) => numberMatcher((actual) => actual < (value as number)),
  lte: (value) => numberMatcher((actual) => actual <= (value as number)),
  host: (value) => hostMatcher(value as readonly string[]),
  mailDomain: (value) => mailMatcher(value as readonly string[]),
  under: (value) => underMatcher(value as string),
  startsWith: (value) => prefixMatcher(value as string),
  endsWith: (value) => suffixMatcher(value as string),
  pattern: (value) => patternMatcher(value as string),
  cidr: (value) => cidrMatcher(value as readonly string[]),
};

/** A comparison as a function. What is not there, or of another type, is unknown; only `absent` always knows. */
function compileComparison({ path, op, value, ref }: Comparison): Test {
  const read = reader(path);
  if (op === "absent") return (subject) => read(subject) === undefined;
  if (ref !== undefined) return comparison(read, reader(ref), op === "in" ? among : same);
  const matches = MATCHERS[op](value as Json);
  return (subject) => {
    const actual = read(subject);
    return actual === undefined ? undefined : matches(actual);
  };
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

export function compileConditions(list: readonly ConditionData[]): Conditions {
  const parts = list.map(compilePart);
  return { test: all(parts.map(({ test }) => test)), parts };
}

function compilePart(data: ConditionData): Part {
  if ("time" in data) {
    const matches = windowMatcher(data.time);
    return { data, test: ({ now }) => matches(now) };
  }
  if (!("any" in data)) return { data, test: compileComparison(data) };
  const parts = data.any.map(compilePart);
  return { parts, test: some(parts.map(({ test }) => test)) };
}

// All must hold: one false makes it false, else one unknown makes it unknown.
function all(tests: readonly Test[]): Test {
  if (tests.length === 1) return tests[0] as Test;
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
