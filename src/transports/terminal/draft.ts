import { at, leaves, pathOf, putAll } from "../../action/paths.js";
import { isOpen, isSecret, parsed } from "../../action/value.js";
import type { Field, View } from "../../action/view.js";
import { canonical, type Json, type JsonObject } from "../../canonical.js";
import { jsonIn } from "../../json.js";

/** One argument that a modification changes, as JSON texts; absent where there is none. */
export interface Change {
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

const open = ({ fields }: View): readonly Field[] => fields.filter(isOpen);

/** The arguments that a view shows, without the secret and the removed ones; undefined when it does not show them whole. */
export function argumentsOf(view: View): JsonObject | undefined {
  const values: [path: string, value: Json][] = [];
  for (const { path, text } of open(view)) {
    const value = parsed(text);
    if (value === undefined) return undefined;
    values.push([path, value]);
  }
  const args = putAll({}, values);
  return view.complete && leaves(args).length === open(view).length ? (args as JsonObject) : undefined;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Arguments with some laid over them, each named as it is or by its path: what is not named stays. */
export const overlaid = (args: JsonObject, named: JsonObject): JsonObject =>
  putAll(
    args,
    Object.entries(named).flatMap(([name, value]) => leaves(value, Object.hasOwn(args, name) ? pathOf(name) : name)),
  ) as JsonObject;

/** What a person wrote, or what is wrong with it. */
export function objectOf(typed: string): JsonObject | string {
  try {
    const value: unknown = JSON.parse(typed);
    if (!isObject(value)) return "This is not a JSON object.";
    return jsonIn(typed) === undefined ? "An object in it has a name twice." : value;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`;
  }
}

/** The difference, argument by argument. */
export function changes(view: View, args: JsonObject): Change[] {
  const before = new Map(open(view).map(({ path, text }) => [path, text]));
  const after = new Map(leaves(args));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path): Change[] => {
    const [from, to] = [before.get(path), after.get(path)];
    if (from !== undefined && to !== undefined && canonical(parsed(from) ?? null) === canonical(to)) return [];
    return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to: JSON.stringify(to) }) }];
  });
}

/** Secret arguments that a draft touches: they are kept as they are, unseen. */
export const secretsIn = ({ fields }: View, args: JsonObject): string[] =>
  fields.filter((field) => isSecret(field) && at(args, field.path) !== undefined).map(({ path }) => path);
