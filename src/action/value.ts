import type { Json } from "../canonical.js";
import { jsonIn } from "../json.js";
import { deceives, hiddenIn, oddIn, visible } from "./hidden.js";

/** A field of a view, as far as its value goes. */
interface Text {
  readonly text: string;
}

/** Whether a field has a value to read: the text of one is JSON, which never begins so. */
export const isOpen = ({ text }: Text): boolean => !text.startsWith("(");
export const isSecret = ({ text }: Text): boolean => text.startsWith("(secret");
export const isRemoved = ({ text }: Text): boolean => text === "(removed)";

/** JSON of a text; undefined when it is none, or names a member twice. */
export const parsed = (text: string): Json | undefined => jsonIn(text);

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

/** A value and the name of its argument, which may be the agent's too: a key of a record. */
interface Named extends Text {
  readonly path?: string;
}

/** Whether something in a value or its name hides. */
export const hidesIn = (field: Named): boolean => spelt(field).some((one) => hiddenIn(one) > 0);

/** Whether something hides there that honest writing would not need: joiners of emoji and of scripts that have them, spaces that do not break. */
export const deceivesIn = (field: Named): boolean => spelt(field).some(deceives);

/** Whether a word of a value or its name mixes Latin letters with letters that look like them. */
export const looksLikeAnother = (field: Named): boolean =>
  spelt(field).some((one) => oddIn(one).some(({ kind }) => kind === "lookalike"));

/**
 * Whether a value and its name are of nothing but ASCII. To the eye any other letter, digit or sign may be one of ASCII: within
 * Latin, of any other script, a whole word of it, between others that turn its direction.
 */
export const isAscii = (field: Named): boolean => spelt(field).every((one) => beyondAscii(one) === "");

const beyondAscii = (text: string): string => text.replace(/\p{ASCII}+/gu, "");

/** What of a value is not ASCII, each character once, by its code: `U+0251 ɑ`. Undefined where nothing is. */
export function foreignIn(field: Named): string | undefined {
  const found = new Set(spelt(field).map(beyondAscii).join(""));
  return found.size === 0 ? undefined : `not plain ASCII: ${[...found].map(coded).join(", ")}`;
}

function coded(char: string): string {
  const code = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return hiddenIn(char) > 0 || /\p{M}/u.test(char) ? code : `${code} ${char}`;
}

/** What an approval is about before all else: the critical values that are shown; where none is, every value that is. */
export function meantIn<F extends Text & { readonly critical: boolean }>({
  fields,
}: {
  readonly fields: readonly F[];
}): F[] {
  const open = fields.filter(isOpen);
  const critical = open.filter((field) => field.critical);
  return critical.length > 0 ? critical : open;
}

const spelt = ({ text, path = "" }: Named): string[] => [path, ...textsIn(parsed(text) ?? null)];

/** All texts of a value, its keys too. */
export function textsIn(value: Json): string[] {
  const texts: string[] = [];
  const open = [value];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one === "string") texts.push(one);
    if (typeof one !== "object" || one === null) continue;
    for (const [key, member] of Object.entries(one).reverse()) open.push(member as Json, key);
  }
  return texts;
}
