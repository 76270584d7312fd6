import type { Json } from "../canonical.js";
import { isPlain } from "./plain.js";
import type { Truth } from "./subject.js";

export type Scalar = string | number | boolean | null;

export const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

/** Equal to a value that a rule names (itself plain). Anything but null is known not to be null. */
export function equalsMatcher(named: Scalar): (actual: Json) => Truth {
  if (named === null) return (actual) => actual === null;
  const known = knownAs(typeof named);
  return (actual) => actual === named || (known(actual) ? false : undefined);
}

/** Among the values that a rule names. Known not to be only where they are all of its type (or null). */
export function amongMatcher(named: readonly Scalar[]): (actual: Json) => Truth {
  const values = new Set<Json>(named);
  const [type, ...others] = new Set(named.filter((one) => one !== null).map((one) => typeof one));
  if (type === undefined) return (actual) => values.has(actual);
  const known = others.length === 0 ? knownAs(type) : () => false;
  return (actual) => values.has(actual) || (known(actual) ? false : undefined);
}

/** Equal to another value of the call. */
export function same(one: Json, other: Json): Truth {
  if (!isScalar(one) || !isScalar(other) || (one === null) !== (other === null)) return undefined;
  return knownAs(typeof other)(one) && knownAs(typeof one)(other) ? one === other : undefined;
}

/** Among the values of a list of the call. */
export function among(one: Json, list: Json): Truth {
  if (!Array.isArray(list)) return undefined;
  const found = list.map((other: Json) => same(one, other));
  return found.includes(true) || (found.includes(undefined) ? undefined : false);
}

type NumberMatcher = (limit: number) => (actual: Json) => Truth;

/** Compare numbers, and nothing else. */
export const NUMBER_MATCHERS: Readonly<Record<"gt" | "gte" | "lt" | "lte", NumberMatcher>> = {
  gt: (limit) => (actual) => (isNumber(actual) ? actual > limit : undefined),
  gte: (limit) => (actual) => (isNumber(actual) ? actual >= limit : undefined),
  lt: (limit) => (actual) => (isNumber(actual) ? actual < limit : undefined),
  lte: (limit) => (actual) => (isNumber(actual) ? actual <= limit : undefined),
};

const isNumber = (value: Json): value is number => Number.isFinite(value);
const isPlainText = (value: Json): boolean => typeof value === "string" && isPlain(value);

/** Whether a value is of a type, and what it looks like. */
const knownAs = (type: string): ((value: Json) => boolean) =>
  type === "string" ? isPlainText : (value) => typeof value === type;
