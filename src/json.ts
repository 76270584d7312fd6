import type { Json } from "./canonical.js";
import { misuse } from "./errors.js";

const MODEL = { by: "model" } as const;

/**
 * The value of a JSON text that a model wrote. An object that names a member twice is refused: parsers disagree about which
 * one counts, so what one shows is not what another runs. @throws code `input`, saying nothing of the values
 */
export function parseJson(text: string, where: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw misuse(where, "this is not JSON", MODEL);
  }
  const name = namedTwice(text);
  if (name === undefined) return value;
  throw misuse(where, `an object has the name ${JSON.stringify(name.slice(0, 64))} twice`, MODEL);
}

/** The value of a JSON text that names no member twice; undefined where it is none. */
export function jsonIn(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return namedTwice(text) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The JSON object of a text, as `jsonIn` reads it; undefined where it is none. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** The first name that an object has twice, in a text that is known to be JSON. */
function namedTwice(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = []; // names so far, of each object and list that is open
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "{" || char === "[") open.push(undefined);
    else if (char === "}" || char === "]") open.pop();
    else if (char === '"') {
      const end = endOfString(text, at);
      if (isName(text, end)) {
        const name = JSON.parse(text.slice(at, end + 1)) as string;
        const names = open.at(-1) ?? new Set();
        if (names.has(name)) return name;
        open[open.length - 1] = names.add(name);
      }
      at = end;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** In JSON only a name has a colon after it. */
function isName(text: string, end: number): boolean {
  let at = end + 1;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return text[at] === ":";
}
