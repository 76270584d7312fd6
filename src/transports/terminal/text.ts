import { code } from "../../action/hidden.js";

const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d37f}\u{1f1e6}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const PIECES = /\\u[\da-f]{4}|./gsu;

/** A value with everything outside ASCII by its code, so that look-alikes differ. */
export const codes = (text: string): string => text.replace(/[^\x20-\x7e]/gu, code);

/** Columns that a text takes at most; terminals that join emoji take fewer. */
export function columns(text: string): number {
  let width = 0;
  for (const char of text) width += columnsOf(char);
  return width;
}

function columnsOf(char: string): number {
  if (char < "\u0300") return 1;
  return WIDE.test(char) ? 2 : /[\p{Mn}\p{Me}]/u.test(char) ? 0 : 1;
}

/** Lines of at most `width` columns that joined give the text exactly, a code like `\u202e` whole: for values. */
export function* cells(text: string, width: number): Generator<string> {
  let [line, used] = ["", 0];
  for (const [piece] of text.matchAll(PIECES)) {
    const wide = piece.length > 2 ? piece.length : columnsOf(piece);
    if (used + wide > width) {
      yield line;
      [line, used] = ["", 0];
    }
    line += piece;
    used += wide;
  }
  yield line;
}

/** Lines of at most `width` columns, broken between words: for sentences. */
export function* prose(text: string, width: number): Generator<string> {
  let line: string | undefined;
  for (const word of text.split(" ")) {
    const joined = line === undefined ? word : `${line} ${word}`;
    if (columns(joined) <= width) {
      line = joined;
      continue;
    }
    if (line) yield line;
    const parts = [...cells(word, width)];
    line = parts.pop() ?? "";
    yield* parts;
  }
  yield line ?? "";
}

/** Exactly `width` columns: filled with spaces, or cut and marked. */
export function filled(text: string, width: number): string {
  const wide = columns(text);
  if (wide <= width) return text + " ".repeat(width - wide);
  const [start = ""] = cells(text, width - 1);
  return filled(`${start}…`, width);
}

export interface Clipped {
  readonly lines: readonly string[];
  /** Characters that are not in the lines. */
  readonly rest: number;
}

/** The first `most` lines. */
export function clip(text: string, lines: Iterable<string>, most: number): Clipped {
  const kept: string[] = [];
  for (const line of lines) {
    if (kept.length === most) return { lines: kept, rest: Math.max(1, text.length - kept.join("").length) };
    kept.push(line);
  }
  return { lines: kept, rest: 0 };
}
