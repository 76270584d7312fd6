import { canonical, type Json } from "../canonical.js";
import { isHidden } from "./plain.js";

const LONGEST = 80;

/** A value as one short line: texts quoted, cut with an ellipsis, hidden characters written as `\u{…}`. */
export function shown(value: Json): string {
  if (typeof value === "string") return `"${cut(value, '"')}"`;
  return cut(canonical(value), "");
}

function cut(text: string, quote: string): string {
  let line = "";
  for (const character of text) {
    if (line.length >= LONGEST) return `${line}…`;
    line += written(character, quote);
  }
  return line;
}

function written(character: string, quote: string): string {
  if (isHidden(character)) return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
  return quote !== "" && (character === quote || character === "\\") ? `\\${character}` : character;
}
