import type { Json } from "../canonical.js";
import { isPlain } from "./plain.js";
import type { Truth } from "./subject.js";

export type Scalar = string | number | boolean | null;

export const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

/** Equal to a value that a rule names (itself plain). Anything but null is known not to be null. */
export const equalsMatcher =
  (named: Scalar) =>
  (actual: Json): Truth => {
    if (actual === named) return true;
    if (named === null) return false;
    return known(actual, typeof named) ? false : undefined;
  };

/** Among the values that a rule names. Known not to be only where they are all of its type (or null). */
export function amongMatcher(named: readonly Scalar[]): (actual: Json) => Truth {
  const values = new Set<Json>(named);
  const types = [...new Set(named.filter((one) => one !== null).map((one) => typeof one))];
  return (actual) => values.has(actual) || (types.every((type) => known(actual, type)) ? false : undefined);
}

/** Equal to another value of the call. */
export function same(one: Json, other: Json): Truth {
  if (!isScalar(one) || !isScalar(other) || (one === null) !== (other === null)) return undefined;
  return known(one, typeof other) && known(other, typeof one) ? one === other : undefined;
}

/** Among the values of a list of the call. */
export function among(one: Json, list: Json): Truth {
  if (!Array.isArray(list)) return undefined;
  const found = list.map((other: Json) => same(one, other));
  return found.includes(true) || (found.includes(undefined) ? undefined : false);
}

/** Compares numbers, and nothing else. */
export const numberMatcher =
  (holds: (actual: number) => boolean) =>
  (actual: Json): Truth =>
    Number.isFinite(actual) ? holds(actual as number) : undefined;

const known = (value: Json, type: string): boolean =>
  typeof value === type && (typeof value !== "string" || isPlain(value));
