import type { Json, JsonObject } from "../canonical.js";

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The keys of a dotted path. In a key a dot, and a backslash before one, has a backslash before it. */
export const keysOf = (path: string): string[] =>
  path.includes("\\")
    ? path.split(/(?<=(?<!\\)(?:\\\\)*)\./).map((key) => key.replace(/\\([.\\])/g, "$1"))
    : path.split(".");

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
export const put = (value: Json, path: string, by: Json): Json => placed(value, keysOf(path), by);

function placed(value: Json | undefined, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by;
  return { ...(isObject(value) && value), [key]: placed(member(value, key), rest, by) };
}

/** Every leaf as (dotted path, value); lists and empty objects are leaves. `path`: where the value is. */
export function leaves(value: Json, path?: string): [path: string, value: Json][] {
  const members = isObject(value) ? Object.entries(value) : [];
  if (members.length === 0) return path === undefined ? [] : [[path, value]];
  return members.flatMap(([key, inner]) => leaves(inner, path === undefined ? pathOf(key) : `${path}.${pathOf(key)}`));
}
