import type { Json, JsonObject } from "../canonical.js";

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The keys of a dotted path. In a key a dot, and a backslash before one, has a backslash before it. */
export function keysOf(path: string): string[] {
  if (!path.includes("\\")) return path.split(".");
  const keys = [""];
  for (const [piece] of path.matchAll(/\\[.\\]|[^.\\]+|[.\\]/g))
    if (piece === ".") keys.push("");
    else keys[keys.length - 1] += piece.length === 2 && piece.startsWith("\\") ? piece.slice(1) : piece;
  return keys;
}

/** A key as part of a dotted path. */
export const pathOf = (key: string): string => key.replace(/[.\\]/g, "\\$&");

/** Whether a path is another one, or leads further into it. */
export const isInside = (path: string, above: string): boolean => `${path}.`.startsWith(`${above}.`);

/** Whether one of two paths leads to the other: what is at one is in, or holds, what is at the other. */
export const overlap = (one: string, other: string): boolean => isInside(one, other) || isInside(other, one);

/** The value at a dotted path, by own members only; undefined when it is not there. */
export const at = (value: Json | undefined, path: string): Json | undefined => keysOf(path).reduce(member, value);

const member = (of: Json | undefined, key: string): Json | undefined =>
  isObject(of) && Object.hasOwn(of, key) ? of[key] : undefined;

/** A copy with another value at a dotted path; the same value when the path is not there. */
export const replaceAt = (value: Json, path: string, by: Json): Json =>
  at(value, path) === undefined ? value : put(value, path, by);

/** A copy with the value at a dotted path, making the objects on the way. */
export const put = (value: Json, path: string, by: Json): Json => putAll(value, [[path, by]]);

/** A copy with the values at these dotted paths, making the objects on the way. Each object is copied once, however many there are. */
export function putAll(value: Json, values: Iterable<readonly [path: string, by: Json]>): Json {
  const made = new Set<Json | undefined>();
  const copyOf = (one: Json | undefined): Made => {
    const copy: Made = { ...(isObject(one) && one) };
    made.add(copy);
    return copy;
  };
  const root = copyOf(value);
  for (const [path, by] of values) {
    const keys = keysOf(path);
    const last = keys.pop() as string;
    let inner = root;
    for (const key of keys) {
      const there = member(inner, key);
      const next = made.has(there) ? (there as Made) : copyOf(there);
      set(inner, key, next);
      inner = next;
    }
    set(inner, last, by);
  }
  return root;
}
type Made = Record<string, Json>;

/** An own member of the object, even one with a name that every object inherits. */
function set(object: Made, key: string, value: Json): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, ...OWN });
  else object[key] = value;
}
const OWN = { writable: true, enumerable: true, configurable: true } as const;

/** Every leaf as (dotted path, value); lists and empty objects are leaves. `path`: where the value is. */
export function leaves(value: Json, path?: string): [path: string, value: Json][] {
  const found: [path: string, value: Json][] = [];
  const open: [path: string | undefined, value: Json][] = [[path, value]];
  for (let one = open.pop(); one; one = open.pop()) {
    const [at, inner] = one;
    const members = isObject(inner) ? Object.entries(inner).reverse() : [];
    for (const [key, member] of members)
      open.push([at === undefined ? pathOf(key) : `${at}.${pathOf(key)}`, member as Json]);
    if (members.length === 0 && at !== undefined) found.push([at, inner]);
  }
  return found;
}
