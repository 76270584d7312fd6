import type { Document, LineCounter } from "yaml";
import { textOf } from "./files.js";
import { notJson } from "./not-json.js";
import { type Place, placeAt, placer } from "./place.js";
import { Unusable } from "./unusable.js";

/** Something wrong in a file. `path`: as in the issues of `loadPolicy`; "" for the file as a whole. */
export interface Fault extends Place {
  readonly path: string;
  readonly message: string;
}

/** What a file holds, and where; where it has faults its data would not mean what it says. */
export type DataFile =
  | { readonly state: "faulty"; readonly faults: readonly Fault[] }
  | { readonly state: "read"; readonly data: unknown; place(path: string): Place };

export const readPolicy = (path: string): Promise<DataFile> => readData(path, "the policy");

/**
 * Data as YAML 1.2 or, where the name ends in `.json`, JSON: one document, no key twice, nothing that JSON cannot say.
 * @throws Unusable when there is no such file, or no `yaml`
 */
export async function readData(path: string, what: string): Promise<DataFile> {
  const text = textOf(path, what);
  const yaml = await import("yaml").catch(() => {
    throw new Unusable("to tell lines and columns, YAML and JSON are read with the package `yaml`: npm install yaml");
  });
  const json = path.endsWith(".json") ? "json" : "yaml";
  try {
    return read(yaml, text, json);
  } catch (error) {
    if (error instanceof RangeError) return faulty(START, "is nested too deep");
    if (error instanceof ReferenceError) return faulty(START, "repeats too much by aliases: write it out");
    throw error;
  }
}

function read(yaml: typeof import("yaml"), text: string, form: "json" | "yaml"): DataFile {
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = syntaxFaults(document, lines);
  if (syntax.length > 0) return { state: "faulty", faults: syntax };
  const json = form === "json" ? parsedJson(text) : undefined;
  if (json?.wrong !== undefined) return faulty(placeAt(lines, json.at), json.wrong);
  const faults = notJson(yaml, document).map(({ at, message }) => ({ ...placeAt(lines, at), path: "", message }));
  if (faults.length > 0) return { state: "faulty", faults };
  return { state: "read", data: json ? json.data : document.toJS(), place: placer(yaml, document, lines) };
}

export const START: Place = { line: 1, column: 1 };
const faulty = (place: Place, message: string): DataFile => ({
  state: "faulty",
  faults: [{ ...place, path: "", message }],
});

const SAID: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "this key is there twice",
  RESOURCE_EXHAUSTION: "is nested too deep",
  MULTIPLE_DOCS: "a second document begins: a file holds one",
};

/** One a place: what follows from an error is told at the same one. */
function syntaxFaults({ errors, warnings }: Document, lines: LineCounter): readonly Fault[] {
  const first = new Map([...errors, ...warnings].toReversed().map((error) => [error.pos[0], error]));
  return [...first.values()].map(({ code, message, pos }) => ({
    ...placeAt(lines, pos[0]),
    path: "",
    message: SAID[code] ?? message,
  }));
}

type Json = { readonly data: unknown; readonly wrong?: undefined } | { readonly wrong: string; readonly at: number };

/** As an application reads it. YAML allows more than JSON does: comments, texts without quotes. */
function parsedJson(text: string): Json {
  try {
    return { data: JSON.parse(text) as unknown };
  } catch (error) {
    const { message } = error as SyntaxError;
    return { wrong: `is not JSON: ${message}`, at: Number(/ at position (\d+)/.exec(message)?.[1] ?? 0) };
  }
}
