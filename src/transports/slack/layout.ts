import type { Row } from "../chat/rows.js";
import { lengthOf } from "./text.js";

/** Rows as lines of a preformatted text. */
export interface Layout {
  readonly text: string;
  /** Lines that are shown, of how many. */
  readonly shown: number;
  readonly of: number;
}

// In columns. A line is no wider than a code block of Slack's desktop client, so what breaks a line is ours.
const LABEL = 16;
const GAP = 2;
const VALUE = 48;

/** `* ` for critical, names in one column and values in another: no value can begin a line. Cut after whole lines. */
export function layout(rows: readonly Row[], most: number): Layout {
  const names = rows.map(({ label }) => columns(label)).filter((width) => width <= LABEL);
  const width = Math.max(0, ...names) + GAP;
  const kept: string[] = [];
  let [of, left] = [0, most - `${MORE}\n`.length];
  for (const row of rows)
    for (const line of linesOf(row, width)) {
      left -= lengthOf(line) + 1;
      if (left >= 0) kept.push(line);
      of++;
    }
  return { text: [...kept, ...(kept.length < of ? [MORE] : [])].join("\n"), shown: kept.length, of };
}

const MORE = "  …";

/** A name that is too long for its column stands above its value. */
function* linesOf({ label, text, critical }: Row, width: number): Generator<string> {
  const mark = critical ? "* " : "  ";
  const beside = columns(label) <= LABEL;
  if (!beside) for (const [at, part] of wrapped(label)) yield (at === 0 ? mark : "    ") + part;
  const name = mark + label + " ".repeat(Math.max(0, width - columns(label)));
  for (const [at, part] of wrapped(text)) yield (beside && at === 0 ? name : " ".repeat(2 + width)) + part;
}

/** Parts that joined give the text exactly, each with where it begins. */
function* wrapped(text: string): Generator<readonly [at: number, part: string]> {
  for (let at = 0; at < text.length || at === 0; ) {
    const part = partAt(text, at);
    yield [at, part];
    at += part.length || 1;
  }
}

/** What fits into a line: to a space near its end, else to between two characters; a code like `\u202e` is not broken. */
function partAt(text: string, start: number): string {
  let [end, used] = [start, 0];
  while (end < text.length) {
    const char = String.fromCodePoint(text.codePointAt(end) as number);
    used += columns(char);
    if (used > VALUE) break;
    end += char.length;
  }
  const part = text.slice(start, end);
  if (end === text.length) return part;
  const word = part.lastIndexOf(" ") + 1;
  if (word > VALUE / 2) return part.slice(0, word);
  const code = part.lastIndexOf("\\u");
  return code > 0 && code + "\\u202e".length > part.length ? part.slice(0, code) : part;
}

/** Columns that a text takes at most, roughly: what is not of an alphabet may be twice as wide. */
function columns(text: string): number {
  let sum = 0;
  for (const char of text) sum += char < "\u1100" ? 1 : 2;
  return sum;
}
