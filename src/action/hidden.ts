import { isUnit, withoutNeeded } from "./honest.js";

// Moves the text around it, does not show, or passes for a space; and marks heaped on one letter, which would cover other lines.
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?![ \u3000])\p{Zs}|(?<=\p{M}{3})\p{M}/gu;
// JSON writes them as \n, \r and \t: they are shown, and are in every longer text.
const BREAKS = /[\n\r\t]/g;
// Of scripts whose letters look like Latin ones, and the letters of mathematics.
const LOOKALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\u{1d400}-\u{1d7ff}]/gu;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** Every unit of a text by its code, `\uXXXX`, as JSON may write it. */
export const code = (text: string): string =>
  text
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/** Somebody else's text as people may be shown it: what hides or steers stands there by its code. Of JSON text, it is JSON of the same value. */
export const visible = (text: string): string => text.replace(HIDDEN, code);

/** How many characters of a value hide. Line breaks and tabs do not: they are shown as JSON writes them. */
export const hiddenIn = (value: string): number => value.replace(BREAKS, "").match(HIDDEN)?.length ?? 0;

/** Whether one hides that honest writing would not need there. */
export const deceives = (value: string): boolean => hiddenIn(value) > 0 && hiddenIn(withoutNeeded(value)) > 0;

/** A character that would not show, or that passes for another. */
export interface Odd {
  readonly at: number;
  readonly text: string;
  readonly kind: "hidden" | "lookalike";
}

/** Every odd character of a text, in order. A look-alike is one in a word that has Latin letters too. */
export function oddIn(text: string): readonly Odd[] {
  const hidden = [...text.matchAll(HIDDEN)].map((found): Odd => ({ at: found.index, text: found[0], kind: "hidden" }));
  return [...hidden, ...lookalikes(text)].sort((a, b) => a.at - b.at);
}

const lookalikes = (text: string): Odd[] =>
  [...text.matchAll(WORD)]
    .filter(([word]) => /\p{Script=Latin}/u.test(word) && !isUnit(word))
    .flatMap(({ 0: word, index }) =>
      [...word.matchAll(LOOKALIKE)].map(
        (found): Odd => ({ at: index + found.index, text: found[0], kind: "lookalike" }),
      ),
    );
