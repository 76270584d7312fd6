import type { Json } from "../canonical.js";
import { hiddenIn, oddIn, visible } from "./hidden.js";

/** A field of a view, as far as its value goes. */
interface Text {
  readonly text: string;
}

/** Whether a field has a value to read: the text of one is JSON, which never begins so. */
export const isOpen = ({ text }: Text): boolean => !text.startsWith("(");
export const isSecret = ({ text }: Text): boolean => text.startsWith("(secret");
export const isRemoved = ({ text }: Text): boolean => text === "(removed)";

/** JSON of a text; undefined when it is none. */
export function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A value on one line as a person reads it: JSON, but a plain string without its quotes where nothing is lost by it. */
export function readable({ text }: Text): string {
  const value = parsed(text);
  return typeof value === "string" && speaksForItself(value) ? value : visible(text);
}

const speaksForItself = (text: string): boolean =>
  text !== "" &&
  text === text.trim() &&
  !/[\n\r\t"\\]| {2}|^[([{]/.test(text) &&
  hiddenIn(text) === 0 &&
  parsed(text) === undefined;

/** Whether something in a value hides. */
export const hidesIn = ({ text }: Text): boolean => textsIn(parsed(text) ?? null).some((one) => hiddenIn(one) > 0);

/** Whether a word of a value mixes Latin letters with letters that look like them. */
export const looksLikeAnother = ({ text }: Text): boolean =>
  textsIn(parsed(text) ?? null).some((one) => oddIn(one).some(({ kind }) => kind === "lookalike"));

/** All texts of a value, its keys too. */
export function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsIn(member as Json)]);
}
