import type { Paint, Tone } from "./paint.js";
import { cells, columns, filled } from "./text.js";

/** One labelled thing in the box, its lines already of the box's width. */
export interface Row {
  readonly label: string;
  readonly lines: readonly string[];
  readonly critical?: true;
  readonly notes?: readonly string[];
}
export type Part = readonly Row[] | "rule";

const LABEL = 14;
const MARK = 2;

/** Columns for values in a box of this width. */
export const valueWidth = (width: number): number => width - 4 - MARK - LABEL;

/** The frame around what the digest binds. */
export function box(
  heading: string,
  head: readonly string[],
  parts: readonly Part[],
  { width, paint }: { width: number; paint: Paint },
): string[] {
  const side = (text: string, tone?: Tone): string => {
    const full = filled(text, width - 4);
    return `│ ${tone ? paint(tone, full) : full} │`;
  };
  const rule = `├${"─".repeat(width - 2)}┤`;
  const row = ({ label, lines, critical, notes = [] }: Row): string[] => {
    const long = columns(label) > LABEL - 1;
    const mark = critical ? "* " : "  ";
    const tone = critical && "strong";
    const names = long ? [...cells(label, width - 4 - MARK)] : [];
    const [first = "", ...rest] = lines;
    const under = " ".repeat(MARK + LABEL);
    return [
      ...names.map((part, at) => side((at === 0 ? mark : "  ") + part, tone)),
      side(long ? under + first : mark + filled(label, LABEL) + first, tone),
      ...rest.map((line) => side(under + line, tone)),
      ...notes.map((note) => side(under + note, "warn")),
    ];
  };
  return [
    `┌─ ${heading} ${"─".repeat(width - columns(heading) - 5)}┐`,
    ...head.map((line) => side(line, "strong")),
    ...parts.flatMap((part) => (part === "rule" ? [rule] : part.flatMap(row))),
    `└${"─".repeat(width - 2)}┘`,
  ];
}
