import { concat, sha256 } from "../canonical.js";
import type { Checkpoint } from "./checkpoint.js";
import type { ReadEvent } from "./event.js";
import { createTree } from "./tree.js";
import { type LogBytes, parsed, wholeLines } from "./verify-lines.js";
import type { Place } from "./verify-report.js";

/** A whole line, and where it stands. */
export interface Read {
  readonly number: number;
  readonly leaf: string;
  readonly text: string;
  readonly event: ReadEvent | undefined;
}

/** The slow way through a log, for one in which something is wrong: every whole line, parsed. */
export async function* readAll(log: LogBytes): AsyncGenerator<Read> {
  let number = 0;
  for await (const line of wholeLines(log)) {
    if (line) yield { number: ++number, leaf: leafOf(line), ...parsed(line) };
  }
}

const leafOf = (line: Uint8Array): string => sha256(concat([Uint8Array.of(0), line]));

/** Where the fast reading stopped: this line does not continue the one before it, whose leaf hash is `leaf`. */
interface Broken {
  readonly line: number;
  readonly leaf: string;
  /** So many lines are what a trusted key signed. */
  readonly covered: number;
  /** The next checkpoint that is signed. */
  readonly head?: Checkpoint;
}

/** Says what is wrong where lines do not follow each other, and which line comes first of those that are wrong. */
export async function brokenAt(log: LogBytes, broken: Broken): Promise<Place> {
  const { line, leaf } = broken;
  let own: Read | undefined;
  let next: Read | undefined;
  let lost: number | undefined;
  for await (const one of readAll(log)) {
    if (one.number === line) own = one;
    if (one.number === line + 1) next = one;
    if (one.number > line && one.event?.seq === line - 1) lost ??= one.number;
    if (one.number >= line && (!one.event || lost !== undefined)) break; // what comes after no event tells nothing
  }
  if (!own?.event || own.event.prev === leaf) return altered(line, "this is not the event that was written here");
  const { seq } = own.event;
  if (seq === line - 1) return unlinked(log, own, next, broken);
  if (seq > line - 1) return skipped(line, seq, lost);
  return repeated(log, own);
}

export const altered = (line: number, text: string): Place => ({ line, kind: "altered", text });

/** The line has the right number and the wrong predecessor: it, or the one before it, is not what it was. */
async function unlinked(log: LogBytes, own: Read, next: Read | undefined, broken: Broken): Promise<Place> {
  const { line, covered } = broken;
  const followed = next?.event?.prev === own.leaf;
  if (line === 1) return altered(1, "the first event must have no event before it");
  if (covered >= line - 1) {
    if (!followed) return altered(line, "this event does not follow from the one before it, which is as it was signed");
    return { line, kind: "forked", text: `from here on this is another log: line ${line - 1} is as it was signed` };
  }
  const changed = altered(line - 1, `line ${line} follows from another event than the one that stands here`);
  if (next) return followed ? changed : altered(line, "neither neighbour fits this event");
  return (await isRoot(log, broken, own))
    ? changed
    : altered(line, "this event does not follow from the one before it");
}

/** Whether the checkpoint fits when the line before the last was what the last says it was. */
async function isRoot(log: LogBytes, { line, head }: Broken, { event }: Read): Promise<boolean> {
  if (head?.size !== line) return head === undefined;
  const tree = createTree();
  for await (const { number, leaf } of readAll(log)) {
    if (number > line) break;
    tree.push(number === line - 1 ? (event?.prev ?? leaf) : leaf);
  }
  return tree.root() === head.root;
}

function skipped(line: number, seq: number, lost: number | undefined): Place {
  const wanted = line - 1;
  if (lost !== undefined) {
    return {
      line,
      kind: "reordered",
      text: `event ${seq} stands where event ${wanted} belongs, which is on line ${lost}`,
    };
  }
  const count = seq - wanted;
  const which = count === 1 ? `event ${wanted} is` : `events ${wanted} to ${seq - 1} are`;
  return { line, kind: "missing", text: `${which} missing before this line` };
}

async function repeated(log: LogBytes, { number, leaf, event }: Read): Promise<Place> {
  const seq = event?.seq ?? 0;
  for await (const one of readAll(log)) {
    if (one.number !== seq + 1) continue;
    if (one.leaf === leaf) return { line: number, kind: "duplicated", text: `this is line ${one.number} once more` };
    break;
  }
  return { line: number, kind: "forked", text: `line ${seq + 1} has the same number, ${seq}, and other content` };
}

/** The lines after `covered` follow each other, and are not what this checkpoint signed. */
export async function unsignedLines(log: LogBytes, head: Checkpoint, covered: number): Promise<Place> {
  const first = covered + 1;
  let own: Read | undefined;
  let next: Read | undefined;
  for await (const one of readAll(log)) {
    if (one.number === head.size) own = one;
    if (one.number === head.size + 1) next = one;
    if (next) break;
  }
  const range = `lines ${first} to ${head.size} are not those that were signed`;
  if (first === head.size) return altered(first, "this is not the event that was signed");
  if (next?.event && next.event.prev === own?.leaf) return altered(first, `${range}; they were made to fit each other`);
  return altered(head.size, `this is not the event that was signed; if others were made to fit, ${range}`);
}
