import type { Json } from "../../canonical.js";
import { placeOf } from "./place.js";

/** Where a value holds a list of more than so many items, in words. */
export function tooManyRows(value: Json, most: number, keys: readonly string[] = []): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value) && value.length > most) return `a list of more than ${most} items${placeOf(keys)}`;
  for (const [key, inner] of Object.entries(value)) {
    const found = tooManyRows(inner as Json, most, [...keys, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
