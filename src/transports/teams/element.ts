import { type Json, type JsonObject, utf8 } from "../../canonical.js";

/** Elements of Adaptive Cards 1.5. All text of ours is in runs: they know no Markdown, as TextBlock and FactSet do. */
export type Element = JsonObject;
/** How a run looks; what is left out is the host's default. */
export type Look = Readonly<
  Partial<Record<"size" | "weight" | "color" | "fontType", string>> & { readonly isSubtle?: true }
>;

// Renderers run macros, {{DATE(…)}} and {{TIME(…)}}, in runs too.
const MACRO = /(?<=\{)(?=\{)/;

/** One text, in as many runs as it takes that no macro stands in one of them. */
export const runs = (text: string, look: Look = {}): Element[] =>
  text.split(MACRO).map((part) => ({ type: "TextRun", text: part, ...look }));

/** Texts on one line, each with its look. A line is never empty: renderers refuse that. */
export const line = (...texts: readonly (readonly [text: string, look?: Look])[]): Element => ({
  type: "RichTextBlock",
  spacing: "Small",
  inlines: texts.flatMap(([text, look]) => runs(text === "" ? " " : text, look)),
});

/** Bytes of its JSON. */
export const sizeOf = (value: Json): number => utf8(JSON.stringify(value)).length;

/** A text of at most `most` bytes as runs have it; one that is cut ends with an ellipsis. No character is cut in two. */
export function clipped(text: string, most: number): string {
  const start = text.slice(0, most); // at least a byte each
  if (start === text && fits(text, most)) return text;
  const characters = [...start];
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(`${characters.slice(0, middle).join("")}…`, most)) low = middle;
    else high = middle - 1;
  }
  return `${characters.slice(0, low).join("")}…`;
}

/** A split costs another run. */
export const fits = (text: string, most: number): boolean =>
  text.length <= most && sizeOf(text) + (text.split(MACRO).length - 1) * RUN_BYTES <= most;

const RUN_BYTES = 120;
