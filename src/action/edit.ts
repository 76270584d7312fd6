import type { Json } from "../canonical.js";
import type { Issue } from "../errors.js";
import { isInside, putAll } from "./paths.js";
import { isRemoved, isSecret, parsed } from "./value.js";
import { type Field, shown, type View } from "./view.js";

/** One argument as it is edited. */
export interface Edited {
  readonly path: string;
  /** What the revision on the table has. */
  readonly was: string;
  /** What stands in the field. */
  readonly text: string;
  /** `text`: the field holds the text itself. `json`: the field holds JSON. `locked`: it cannot be changed here. */
  readonly as: "text" | "json" | "locked";
  readonly critical: boolean;
  readonly why?: string;
  readonly error?: string;
}
/** What a person filled in, by the name of the field. */
export interface Filled {
  get(name: string): string | null | undefined;
}

/** The name of an argument's field in a form: `arg:` and the path, in which no character hides. Two paths never share one. */
export const argumentName = (path: string): string => `arg:${shown(path).slice(1, -1)}`;

const LOCKED = "It is secret: used by the call, shown to nobody, and it stays as it is.";

/** The arguments of a view as fields to edit. A text without hidden characters is edited as it is, the rest as JSON. */
export const fieldsOf = ({ fields }: View): readonly Edited[] =>
  fields.filter((field) => !isRemoved(field)).map(fieldOf);

function fieldOf({ path, text, critical }: Field): Edited {
  if (isSecret({ text })) return { path, was: text, text, as: "locked", critical, why: LOCKED };
  const value: unknown = JSON.parse(text);
  const plain = typeof value === "string" && JSON.stringify(value) === text && !/[\r\t]/.test(value);
  return plain
    ? { path, was: value, text: value, as: "text", critical }
    : { path, was: text, text, as: "json", critical };
}

/** The fields with what a person wrote into them. */
export const filled = (fields: readonly Edited[], form: Filled): readonly Edited[] =>
  fields.map((field) => {
    const given = field.as === "locked" ? undefined : form.get(argumentName(field.path));
    return given === null || given === undefined ? field : { ...field, text: given.replace(/\r\n?/g, "\n") };
  });

/** All arguments as they are edited, or the fields with what is wrong. A JSON field that is empty leaves its argument out. */
export function argumentsIn(
  fields: readonly Edited[],
): { readonly args: Json } | { readonly wrong: readonly Edited[] } {
  const values: [path: string, value: Json][] = [];
  const wrong = new Map<string, Edited>();
  for (const field of fields) {
    if (field.as === "locked" || (field.as === "json" && field.text.trim() === "")) continue;
    const value = field.as === "text" ? field.text : parsed(field.text);
    if (value === undefined) wrong.set(field.path, { ...field, error: faultIn(field.text) });
    else values.push([field.path, value]);
  }
  if (wrong.size === 0) return { args: putAll({}, values) };
  return { wrong: fields.map((field) => wrong.get(field.path) ?? field) };
}

function faultIn(text: string): string {
  try {
    JSON.parse(text);
    return "An object in it has a name twice.";
  } catch {
    return "This is not JSON: put a text into quotes.";
  }
}

/** What the schema says, at its fields; what belongs to none. Of many issues the first are told, and how many more there are. */
export function withIssues(
  fields: readonly Edited[],
  issues: readonly Issue[],
): { readonly fields: readonly Edited[]; readonly errors: readonly string[] } {
  const told = issues.slice(0, MOST_ISSUES);
  const meet = (path: string, issue: Issue) => isInside(issue.path, path) || isInside(path, issue.path);
  const marked = fields.map((field) => {
    const first = told.find((issue) => meet(field.path, issue));
    return first && field.as !== "locked" ? { ...field, error: first.message } : field;
  });
  const open = fields.filter(({ as }) => as !== "locked");
  const errors = told
    .filter((issue) => !open.some(({ path }) => meet(path, issue)))
    .map(({ message, path }) => (path ? `${path}: ${message}` : message));
  const rest = issues.length - told.length;
  return { fields: marked, errors: rest > 0 ? [...errors, `There are ${rest} more that are not shown.`] : errors };
}

/** Who has put these right is told of the next ones. */
const MOST_ISSUES = 50;
