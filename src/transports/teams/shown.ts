import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { askedBy, titleOf } from "../chat/lines.js";
import { type Row, rowsOf, warningsOf } from "../chat/rows.js";
import { type Element, fits, type Look, line, sizeOf } from "./element.js";

/** How many bytes each part of a card may take: whether all of it is shown depends on what is shown, and on nothing else. */
export const MOST = {
  title: 600,
  facts: 900,
  place: 200,
  asked: 900,
  rows: 11_000,
  warnings: 1_500,
} as const;

/** What will run, as far as it fits: how many lines of how many. */
export interface Shown {
  readonly rows: readonly Element[];
  readonly lines: number;
  readonly of: number;
}

const LABEL_BYTES = 400;
const LINE_CHARACTERS = 100;
const RUN_BYTES = 110;
// Renderers show neighbouring spaces as one. A text that has them is shown as JSON, which may write a space so.
const SPACES = /(?<= ) /g;
const CRITICAL: Look = { fontType: "Monospace", weight: "Bolder" };
const LABEL: Look = { fontType: "Monospace", isSubtle: true };
const VALUE: Look = { fontType: "Monospace" };

/** Line by line until the bytes are used up; what comes after it is counted. */
export function shownOf(message: RequestMessage): Shown {
  const rows: Element[] = [];
  let [left, lines, of] = [MOST.rows as number, 0, 0];
  for (const row of rowsOf(message)) {
    const pieces = piecesOf(row.text.replace(SPACES, "\\u0020"));
    of += pieces.length;
    if (left <= 0) continue;
    left -= fits(row.label, LABEL_BYTES) ? sizeOf(rowOf(row, "")) : left;
    const shown = taken(pieces, left);
    if (shown.count > 0) rows.push(rowOf(row, shown.count < pieces.length ? `${shown.text}…` : shown.text));
    lines += shown.count;
    left = shown.count < pieces.length ? 0 : left - shown.bytes;
  }
  return { rows, lines, of };
}

/** Whether a person sees here all that a decision covers, and every warning. */
export function isWhole(message: RequestMessage): boolean {
  const { view } = message;
  const shown = shownOf(message);
  const authors = view.actors.filter(({ role }) => role === "author");
  return (
    view.complete &&
    shown.lines === shown.of &&
    fits(titleOf({ ...message, state: "pending" }), MOST.title) &&
    [view.environment ?? "", ...authors.map(({ name }) => name)].every((text) => fits(visible(text), MOST.place)) &&
    fits(askedBy(view), MOST.asked) &&
    warningsShown(message).all === "shown"
  );
}

/** The warnings that fit, in order. */
export function warningsShown(message: RequestMessage): {
  readonly lines: readonly Element[];
  readonly all: "shown" | "cut";
} {
  const lines: Element[] = [];
  let left: number = MOST.warnings;
  for (const text of warningsOf(message)) {
    const one = fits(text, left) ? line([text, { size: "Small", color: "Warning" }]) : undefined;
    left -= one ? sizeOf(one) + 1 : left;
    if (!one || left < 0) return { lines, all: "cut" };
    lines.push(one);
  }
  return { lines, all: "shown" };
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + LINE_CHARACTERS;
    const at = /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
    pieces.push(text.slice(start, at));
    start = at;
  }
  return pieces.length > 0 ? pieces : [""];
}

/** As many pieces as there are bytes for. A macro that is split takes another run, also one that begins in the piece before. */
function taken(pieces: readonly string[], most: number): { text: string; count: number; bytes: number } {
  let [bytes, count] = [0, 0];
  for (const piece of pieces) {
    const braces = piece.split("{").length - 1;
    const more = sizeOf(piece) + braces * RUN_BYTES;
    if (bytes + more > most) break;
    bytes += more;
    count++;
  }
  return { text: pieces.slice(0, count).join(""), count, bytes };
}

const rowOf = ({ label, critical }: Row, text: string): Element => ({
  type: "ColumnSet",
  spacing: "Small",
  columns: [
    column("120px", line([critical ? `${label} *` : label, critical ? CRITICAL : LABEL])),
    column("stretch", line([text, critical ? CRITICAL : VALUE])),
  ],
});

const column = (width: string, item: Element): Element => ({ type: "Column", width, items: [item] });
