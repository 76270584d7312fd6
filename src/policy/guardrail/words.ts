import { visible } from "./visible.js";

const WORD = /[\p{L}\p{N}\p{M}_]/u;
// These are written without spaces between words.
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** Whether a text holds one of these words or phrases: whole, in any letter case, spacing, width; hidden characters do not count. */
export function wordFinder(words: readonly string[]): (text: string) => boolean {
  const wanted = words.map(folded);
  return (text) => {
    const read = folded(text);
    return wanted.some((word) => holds(read, word));
  };
}

// Both ways: "ς" and "σ" have one upper case, "İ" has a lower case of two characters.
const folded = (text: string): string =>
  visible(text)
    .toLowerCase()
    .toUpperCase()
    .normalize("NFKC")
    .replace(/\s{2,}|[^\S ]/g, " ");

function holds(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (
      parts(before(text, at), first(word)) &&
      parts(last(word), first(text.slice(at + word.length, at + word.length + 2)))
    )
      return true;
  return false;
}

/** Whether a word ends, or begins, between these two characters. */
const parts = (one: string, other: string): boolean =>
  !WORD.test(one) || !WORD.test(other) || UNSPACED.test(one) || UNSPACED.test(other);

const first = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 32);
const last = (text: string): string => before(text, text.length);
const before = (text: string, at: number): string => [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
