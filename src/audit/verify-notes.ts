import { utf8 } from "../canonical.js";
import { type Checkpoint, keyHash, parseCheckpoint } from "./checkpoint.js";
import { splitNotes } from "./notes.js";
import { publicPart, thumbprint } from "./signature.js";
import type { PublicJwk } from "./signer.js";
import { type CheckSignature, signatureChecker } from "./verify-signatures.js";

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
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = "";
  let line = 1;
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    const { notes, rest } = splitNotes(text);
    text = (notes.pop() ?? "") + rest; // another signature may follow in the next chunk
    for (const note of notes) {
      yield { line, checkpoint: parseCheckpoint(note), torn: "whole" };
      line += lineFeeds(note);
    }
    if (text.length > LONGEST_NOTE) break;
  }
  const { notes, rest } = splitNotes(text + decoder.decode());
  for (const note of notes) {
    yield { line, checkpoint: parseCheckpoint(note), torn: "whole" };
    line += lineFeeds(note);
  }
  if (rest !== "") yield { line, checkpoint: undefined, torn: isTorn(rest) ? "torn" : "whole" };
}

const lineFeeds = (text: string): number => text.split("\n").length - 1;

const ORIGIN = "countersign/";

/** A note of one signature has five lines: three of text, an empty one, the signature. */
function isTorn(rest: string): boolean {
  const lines = rest.split("\n");
  const begun = ORIGIN.startsWith(rest.slice(0, ORIGIN.length)) && rest.length < LONGEST_NOTE;
  return begun && lines.length <= 5 && lines.slice(0, Math.min(3, lines.length - 1)).every(Boolean) && !lines[3];
}

/** `other`: no trusted key claims to have signed it. `invalid`: a trusted key's signature is not genuine. */
export type Trusted = { readonly key: string } | "other" | "invalid";
export type Trust = (checkpoint: Checkpoint) => Promise<Trusted>;

/** Asks whether one of these keys signed a checkpoint, in the name of its log. */
export function trusting(keys: readonly PublicJwk[]): Trust {
  const known = keys.flatMap((key) => (publicPart(key) ? [trustedKey(key)] : []));
  return async ({ origin, body, signatures }) => {
    let found: Trusted = "other";
    for (const { name, keyHash: hash, signature } of signatures) {
      for (const { id, hashFor, check } of known) {
        if (name !== origin || hashFor(origin) !== hash) continue;
        if (await check(utf8(body), signature)) return { key: id };
        found = "invalid";
      }
    }
    return found;
  };
}

function trustedKey(key: PublicJwk): { id: string; check: CheckSignature; hashFor(origin: string): string } {
  const hashes = new Map<string, string>();
  return {
    id: thumbprint(key),
    check: signatureChecker(key),
    hashFor(origin) {
      const hash = hashes.get(origin) ?? keyHash(origin, key);
      hashes.set(origin, hash);
      return hash;
    },
  };
}
