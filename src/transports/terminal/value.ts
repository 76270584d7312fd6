import type { Field } from "../../action/view.js";
import type { Json } from "../../canonical.js";
import { hides, inert } from "./text.js";

/** Whether a field has a value to read: the text of one is JSON, which never begins so. */
export const isOpen = ({ text }: Field): boolean => !text.startsWith("(");
export const isSecret = ({ text }: Field): boolean => text.startsWith("(secret");

/** JSON of a text; undefined when it is none. */
export function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A value as a person reads it: JSON, but a plain string without its quotes where nothing is lost by it. */
export function readable({ text }: Pick<Field, "text">): string {
  const value = parsed(text);
  return typeof value === "string" && speaksForItself(value) ? value : inert(text);
}

const speaksForItself = (text: string): boolean =>
  text !== "" &&
  text === text.trim() &&
  !/[\n\r\t"\\]| {2}|^[([{]/.test(text) &&
  !hides(text) &&
  parsed(text) === undefined;

/** Whether something in a value hides. */
export const hidesIn = ({ text }: Field): boolean => texts(parsed(text) ?? null).some(hides);

/** Whether a word of a value mixes Latin letters with letters that look like them. */
export const looksLikeAnother = ({ text }: Field): boolean => texts(parsed(text) ?? null).some(mixed);

const texts = (value: Json): string[] => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...texts(inner)])
    : [];
};

const LOOKALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\u{1d400}-\u{1d7ff}]/u;
const mixed = (text: string): boolean =>
  (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).some((word) => /\p{Script=Latin}/u.test(word) && LOOKALIKE.test(word));
