import type { Json } from "../canonical.js";
import { alikeTo, isPlain, loose } from "./plain.js";
import type { Truth } from "./subject.js";

export type Scalar = string | number | boolean | null;

export const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

/**
 * Equal to a value that a rule names (itself plain). Unknown for a text that differs only in letter case or in spaces around
 * it: another reader may take it for the same. Anything but null is known not to be null.
 */
export function equalsMatcher(named: Scalar): (actual: Json) => Truth {
  if (named === null) return (actual) => actual === null;
  if (typeof named !== "string") return (actual) => (typeof actual === typeof named ? actual === named : undefined);
  const alike = alikeTo(named);
  return (actual) => actual === named || (isPlainText(actual) && !alike(actual) ? false : undefined);
}

/** Among the values that a rule names. Known not to be only where they are all of its type (or null), and it is like none. */
export function amongMatcher(named: readonly Scalar[]): (actual: Json) => Truth {
  const values = new Set<Json>(named);
  const [type, ...others] = new Set(named.filter((one) => one !== null).map((one) => typeof one));
  if (type === undefined) return (actual) => values.has(actual);
  const alike = new Set(named.filter((one) => typeof one === "string").map(loose));
  const known = (actual: Json): boolean =>
    typeof actual === type && (typeof actual !== "string" || (isPlain(actual) && !alike.has(loose(actual))));
  return (actual) => values.has(actual) || (others.length === 0 && known(actual) ? false : undefined);
}

/** Equal to another value of the call. */
export function same(one: Json, other: Json): Truth {
  if (!isScalar(one) || !isScalar(other) || (one === null) !== (other === null)) return undefined;
  if (typeof one !== typeof other) return undefined;
  if (typeof one !== "string" || typeof other !== "string") return one === other;
  if (!isPlain(one) || !isPlain(other)) return undefined;
  return one === other || (loose(one) === loose(other) ? undefined : false);
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
const isPlainText = (value: Json): value is string => typeof value === "string" && isPlain(value);
