import type { Json, JsonObject } from "../../canonical.js";
import { placeOf } from "./place.js";

/** What is looked at: a text or number, with the name of the member that it is or is in a list of; or such a name. */
export interface Leaf {
  readonly kind: "text" | "number" | "key";
  readonly name?: string;
}
/** What is found in a leaf, in words: `a card number`. */
export type Look = (text: string, leaf: Leaf) => string | undefined;

/** Looks at every text, key and number of a value, and says the first thing found and where; not what it was. */
export const seek = (value: Json, look: Look): string | undefined => inValue(value, look, []);

type Keys = readonly string[];

function inValue(value: Json, look: Look, keys: Keys, name?: string): string | undefined {
  if (typeof value === "string" || typeof value === "number") {
    const what = look(String(value), {
      kind: typeof value === "string" ? "text" : "number",
      ...(name !== undefined && { name }),
    });
    return what && `${what}${placeOf(keys)}`;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return first(value, (one, i) => inValue(one, look, [...keys, String(i)], name));
  return first(Object.entries(value as JsonObject), ([key, inner]) => {
    const what = look(key, { kind: "key" });
    return what ? `${what} as a key${placeOf(keys)}` : inValue(inner, look, [...keys, key], key);
  });
}

function first<T>(all: readonly T[], find: (one: T, i: number) => string | undefined): string | undefined {
  for (let i = 0; i < all.length; i++) {
    const found = find(all[i] as T, i);
    if (found !== undefined) return found;
  }
  return undefined;
}
