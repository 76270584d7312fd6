import { type Checkpoint, parseCheckpoint } from "./checkpoint.js";
import { splitNotes } from "./notes.js";

/** One note of a checkpoints file. Without `checkpoint` it is none; `torn`: a crash may have left it so, at the end. */
export interface Note {
  /** Its first line, from 1. */
  readonly line: number;
  readonly checkpoint: Checkpoint | undefined;
  readonly torn: "torn" | "whole";
}

const LONGEST_NOTE = 64 * 1024;

/** The notes of a checkpoints file, up to the first that is none. */
export async function* readNotes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Note> {
  let line = 1;
  for await (const text of textsOf(chunks)) {
    const checkpoint = parseCheckpoint(text);
    yield { line, checkpoint, torn: !checkpoint && isTorn(text) ? "torn" : "whole" };
    line += text.split("\n").length - 1;
  }
}

/** Each note, and at last what is none. Looked for again only when as much as the longest note has come. */
async function* textsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = "";
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length <= LONGEST_NOTE) continue;
    const { notes, rest } = splitNotes(text);
    text = (notes.pop() ?? "") + rest; // another signature may follow in the next chunk
    yield* notes;
    if (text.length > LONGEST_NOTE) break;
  }
  const { notes, rest } = splitNotes(text + decoder.decode());
  yield* notes;
  if (rest !== "") yield rest;
}

const ORIGIN = "countersign/";

/** A note of one signature has five lines: three of text, an empty one, the signature. */
function isTorn(rest: string): boolean {
  const lines = rest.split("\n");
  const begun = ORIGIN.startsWith(rest.slice(0, ORIGIN.length)) && rest.length < LONGEST_NOTE;
  return begun && lines.length <= 5 && lines.slice(0, Math.min(3, lines.length - 1)).every(Boolean) && !lines[3];
}
