import { isInside, put } from "../../action/paths.js";
import type { Field, View } from "../../action/view.js";
import type { Json } from "../../canonical.js";
import type { Issue } from "../../errors.js";
import { argumentName } from "../console/argument-name.js";
import type { Edited } from "../console/model.js";

const LOCKED = "It is secret: used by the call, shown to nobody, and it stays as it is.";

/** The arguments of a view as fields to edit. A text without hidden characters is edited as it is, the rest as JSON. */
export const fieldsOf = ({ fields }: View): readonly Edited[] =>
  fields.filter(({ text }) => text !== "(removed)").map(fieldOf);

function fieldOf({ path, text, critical }: Field): Edited {
  if (text === "(secret)") return { path, was: text, text, as: "locked", critical, why: LOCKED };
  const value: unknown = JSON.parse(text);
  const plain = typeof value === "string" && JSON.stringify(value) === text && !/[\r\t]/.test(value);
  return plain
    ? { path, was: value, text: value, as: "text", critical }
    : { path, was: text, text, as: "json", critical };
}

/** The fields with what a person wrote into them. */
export const filled = (fields: readonly Edited[], form: URLSearchParams): readonly Edited[] =>
  fields.map((field) => {
    const given = field.as === "locked" ? null : form.get(argumentName(field.path));
    return given === null ? field : { ...field, text: given.replace(/\r\n?/g, "\n") };
  });

/** All arguments as they are edited, or the fields with what is wrong. A JSON field that is empty leaves its argument out. */
export function argumentsIn(
  fields: readonly Edited[],
): { readonly args: Json } | { readonly wrong: readonly Edited[] } {
  let args: Json = {};
  const wrong: Edited[] = [];
  for (const field of fields) {
    if (field.as === "locked" || (field.as === "json" && field.text.trim() === "")) continue;
    const value = field.as === "text" ? field.text : parsed(field.text);
    if (value === undefined) wrong.push({ ...field, error: "This is not JSON: put a text into quotes." });
    else args = put(args, field.path, value);
  }
  if (wrong.length === 0) return { args };
  return { wrong: fields.map((field) => wrong.find(({ path }) => path === field.path) ?? field) };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** What the schema says, at its fields; what belongs to none. */
export function withIssues(
  fields: readonly Edited[],
  issues: readonly Issue[],
): { readonly fields: readonly Edited[]; readonly errors: readonly string[] } {
  const of = (path: string) => issues.filter((issue) => isInside(issue.path, path) || isInside(path, issue.path));
  const marked = fields.map((field) => {
    const [first] = of(field.path);
    return first && field.as !== "locked" ? { ...field, error: first.message } : field;
  });
  const homeless = issues.filter(
    ({ path }) =>
      !fields.some((field) => field.as !== "locked" && (isInside(path, field.path) || isInside(field.path, path))),
  );
  return { fields: marked, errors: homeless.map(({ message, path }) => (path ? `${path}: ${message}` : message)) };
}
