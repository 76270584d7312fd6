import { type Odd, oddIn } from "../../action/hidden.js";
import { type Html, html, type Part } from "./html.js";

/** So many odd characters of one text get a chip; the others stand by their code, which is shorter. */
const MOST = 200;

const NAMES: Readonly<Record<string, string>> = {
  "\u0000": "null character",
  "\t": "tab",
  "\n": "line break",
  "\r": "carriage return",
  "\u001b": "escape character",
  "\u00a0": "no-break space",
  "\u00ad": "soft hyphen",
  "\u200b": "zero-width space",
  "\u200c": "zero-width non-joiner",
  "\u200d": "zero-width joiner",
  "\u200e": "left-to-right mark",
  "\u200f": "right-to-left mark",
  "\u2028": "line separator",
  "\u2029": "paragraph separator",
  "\u202a": "left-to-right embedding",
  "\u202b": "right-to-left embedding",
  "\u202c": "end of direction",
  "\u202d": "left-to-right override",
  "\u202e": "right-to-left override",
  "\u202f": "narrow no-break space",
  "\u2060": "word joiner",
  "\u2066": "left-to-right isolate",
  "\u2067": "right-to-left isolate",
  "\u2068": "first strong isolate",
  "\u2069": "end of isolate",
  "\ufe0f": "drawn as an emoji",
  "\ufeff": "byte order mark",
};
const SCRIPTS = ["Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Lisu"] as const;

/** A text in which what hides or passes for another stands as a chip with its code point, spoken by its name. */
export function marked(text: string, kind: "text" | "json" = "text"): Html {
  const parts: Part[] = [];
  let from = 0;
  const odds: readonly (Odd | Escape)[] = kind === "json" ? [...escapesIn(text), ...oddIn(text)] : oddIn(text);
  for (const odd of [...odds].sort(inOrder).slice(0, MOST)) {
    if (odd.at < from) continue;
    parts.push(text.slice(from, odd.at), odd.text === "\n" ? LINE_BREAK : chip(odd));
    from = odd.at + ("length" in odd ? odd.length : odd.text.length);
  }
  return html`${parts}${text.slice(from)}`;
}

const inOrder = (a: Odd, b: Odd): number => a.at - b.at;

const LINE_BREAK = html`<span class="nl"><span class="vh">[line break]</span><span aria-hidden="true">↵</span></span><br>`;

interface Escape extends Odd {
  readonly length: number;
}

// A backslash of the text itself is two in JSON, and starts no code.
const ESCAPE = /\\\\|(?:\\u[\da-f]{4})+/g;

/** What JSON writes by its code. */
const escapesIn = (json: string): Escape[] =>
  [...json.matchAll(ESCAPE)]
    .filter(([found]) => found !== "\\\\")
    .flatMap(({ 0: found, index }) => charsOf(found).map((one) => ({ ...one, at: index + one.at })));

function charsOf(escapes: string): Escape[] {
  const units = escapes.split("\\u").slice(1);
  const text = units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join("");
  let at = 0;
  return [...text].map((char) => {
    const length = char.length * 6;
    const one: Escape = { at, text: char, kind: "hidden", length };
    at += length;
    return one;
  });
}

function chip({ text, kind }: Odd): Html {
  const point = `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const name =
    kind === "lookalike" ? `${scriptOf(text)} letter, looks like another` : (NAMES[text] ?? "hidden character");
  const glyph = kind === "lookalike" ? `${text} ` : "";
  return html`<span class="cp" title="${name}"><span class="vh">[${name}: </span>${glyph}${point}<span class="vh">]</span></span>`;
}

const scriptOf = (char: string): string =>
  SCRIPTS.find((script) => new RegExp(`\\p{Script=${script}}`, "u").test(char)) ?? "mathematical";
