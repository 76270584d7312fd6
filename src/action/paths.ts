import type { Json, JsonObject } from "../canonical.js";

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a dotted path, by own members only; undefined when it is not there. */
export function at(value: Json | undefined, path: string): Json | undefined {
  let here = value;
  for (const key of path.split(".")) {
    if (!isObject(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

/** A copy with another value at a dotted path; the same value when the path is not there. */
export function replaceAt(value: Json, path: string, by: Json): Json {
  const [key, ...rest] = path.split(".") as [string, ...string[]];
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  const inner = value[key] as Json;
  return { ...value, [key]: rest.length === 0 ? by : replaceAt(inner, rest.join("."), by) };
}

/** A copy with the value at a dotted path, making the objects on the way. */
export function put(value: Json, path: string, by: Json): Json {
  const [key, ...rest] = path.split(".") as [string, ...string[]];
  const base = isObject(value) ? value : {};
  return { ...base, [key]: rest.length === 0 ? by : put(base[key] ?? {}, rest.join("."), by) };
}

/** Every leaf as (dotted path, value). Lists are leaves, and objects that are empty or have a key no path can name. */
export function leaves(value: Json, path = ""): [path: string, value: Json][] {
  if (path !== "" && (!isObject(value) || !isWalkable(value))) return [[path, value]];
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => leaves(value[key] as Json, path ? `${path}.${key}` : key));
}

const isWalkable = (value: JsonObject): boolean =>
  Object.keys(value).length > 0 && Object.keys(value).every((key) => key !== "" && !key.includes("."));
