import type { Sheet, Tone } from "./sheet.js";
import { cells, columns, filled } from "./text.js";

/** One labelled thing in the box, its lines already of the box's width. */
export interface Row {
  readonly label: string;
  readonly lines: readonly string[];
  readonly critical?: boolean;
  readonly notes?: readonly string[];
}

const LABEL = 14;
const MARK = 2;

/** Columns for values. */
export const valueWidth = ({ width }: Sheet): number => width - 4 - MARK - LABEL;

/** A line of the frame, between two corners. */
export const edge = ({ width }: Sheet, left: string, right: string, heading = ""): string =>
  `${left}${heading}${"─".repeat(width - columns(heading) - 2)}${right}`;

/** A line in the frame. */
export function side({ width, paint }: Sheet, text: string, tone?: Tone): string {
  const full = filled(text, width - 4);
  return `│ ${tone ? paint(tone, full) : full} │`;
}

/** A row in the frame; a label that is too long stands above its value. */
export function row(sheet: Sheet, { label, lines, critical, notes = [] }: Row): string[] {
  const mark = critical ? "* " : "  ";
  const tone = critical ? "strong" : undefined;
  const under = " ".repeat(MARK + LABEL);
  const beside = columns(label) < LABEL;
  const names = beside ? [] : [...cells(label, sheet.width - 4 - MARK)];
  return [
    ...names.map((part, at) => side(sheet, (at === 0 ? mark : "  ") + part, tone)),
    ...lines.map((line, at) => side(sheet, (at === 0 && beside ? mark + filled(label, LABEL) : under) + line, tone)),
    ...notes.map((note) => side(sheet, under + note, "warn")),
  ];
}
