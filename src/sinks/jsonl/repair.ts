import { appendFileSync, closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from "node:fs";
import { parseCheckpoint } from "../../audit/checkpoint.js";
import { splitNotes } from "../../audit/notes.js";
import { unavailable } from "../../audit/unavailable.js";
import { codeOf } from "./disk.js";

const LINE_FEED = 10;
const BLOCK = 64 * 1024;
const HEAD = '{"data":{';

/**
 * Moves what a crash left torn at the end of a log, a line without its newline or one that is not JSON, to `PATH.torn`.
 * @throws code `unavailable` for a file that is no log, which it leaves alone
 */
export function repairLog(path: string): void {
  withFile(path, (fd, size) => {
    const head = read(fd, 0, Math.min(size, HEAD.length)).toString();
    if (!HEAD.startsWith(head)) throw unavailable(`${path} is not a log: nothing was written to it; use another path`);
    const whole = wholeLines(fd, size);
    if (whole === size) return;
    appendFileSync(`${path}.torn`, Buffer.concat([read(fd, whole, size), Buffer.from("\n")]), {
      mode: 0o600,
      flush: true,
    });
    truncate(fd, whole);
  });
}

/** The length of the file without what is torn. */
function wholeLines(fd: number, size: number): number {
  const end = lastLineFeed(fd, size) + 1;
  const start = lastLineFeed(fd, end - 1) + 1;
  return isJson(read(fd, start, end).toString()) ? end : start;
}

function isJson(text: string): boolean {
  try {
    return text === "" || typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** The place of the last line feed before `end`, or -1. */
function lastLineFeed(fd: number, end: number): number {
  for (let to = end; to > 0; to -= BLOCK) {
    const from = Math.max(0, to - BLOCK);
    const at = read(fd, from, to).lastIndexOf(LINE_FEED);
    if (at >= 0) return from + at;
  }
  return -1;
}

/** Many times a note's length, so that whole ones stand before one that is torn. */
const TAIL = 256 * 1024;
const NOTE_SIGNED = Buffer.from("\n\n\u2014 ");
const ORIGIN = "countersign/";

/** The last whole note of a checkpoints file, and how many lines it covers. */
export interface LastNote {
  readonly note: string;
  readonly size: number;
}

/**
 * Cuts a torn note off the end of a checkpoints file and answers the last whole one.
 * @throws code `unavailable` for a file that holds something else, which it leaves alone
 */
export function repairCheckpoints(path: string): LastNote | undefined {
  let last: LastNote | undefined;
  withFile(path, (fd, size) => {
    const tail = read(fd, Math.max(0, size - TAIL), size);
    const start = size > TAIL ? tail.indexOf(LINE_FEED, tail.indexOf(NOTE_SIGNED) + 2) + 1 : 0;
    const { notes, rest } = splitNotes(tail.subarray(start).toString());
    const note = notes.at(-1) ?? "";
    const head = parseCheckpoint(note);
    last = head && { note, size: head.size };
    if (notes.length > 0 ? !last : !ORIGIN.startsWith(rest.slice(0, ORIGIN.length))) {
      throw unavailable(`${path} holds no checkpoints: nothing was written to it; use another path`);
    }
    if (rest !== "") truncate(fd, size - tail.length + start + Buffer.byteLength(notes.join("")));
  });
  return last;
}

function withFile(path: string, use: (fd: number, size: number) => void): void {
  let fd: number;
  try {
    fd = openSync(path, "r+");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  try {
    use(fd, fstatSync(fd).size);
  } finally {
    closeSync(fd);
  }
}

function read(fd: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  let length = 0;
  for (let n = -1; n !== 0 && length < bytes.length; length += n) {
    n = readSync(fd, bytes, length, bytes.length - length, from + length);
  }
  return bytes.subarray(0, length);
}

function truncate(fd: number, size: number): void {
  ftruncateSync(fd, size);
  fsyncSync(fd);
}
