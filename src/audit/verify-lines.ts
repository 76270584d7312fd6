import { builtin, concat } from "../canonical.js";
import { type ReadEvent, readLine } from "./event.js";
import { NO_LEAF } from "./resume.js";
import { hexOf, rawHash, rawOf, rawTree } from "./verify-hash.js";
import { createShapes, READ } from "./verify-shapes.js";

/** A log's bytes. Each call begins again at the first byte; chunks may be of any size. */
export interface LogBytes {
  /** What problems call it, such as its path. */
  readonly name: string;
  lines(): AsyncIterable<Uint8Array>;
  /** Its signed notes; nothing where there are none. */
  checkpoints(): AsyncIterable<Uint8Array>;
}

/** `LogBytes` throws it for bytes that it cannot give. */
export class Unreadable extends Error {
  readonly file: "log" | "checkpoints";

  constructor(file: Unreadable["file"], text: string) {
    super(text);
    this.file = file;
  }
}

const LINE_FEED = 10;

/** Bytes of the longest line that is read. Lines of this package have some thousand, with many reviewers some ten thousand. */
export const LONGEST_LINE = 4 * 1024 * 1024;
export const TOO_LONG = `this line is longer than ${LONGEST_LINE} bytes, which no event is`;

/** The whole lines of a log, without their newlines. At one that is too long it ends: that is undefined. */
export async function* wholeLines(log: LogBytes): AsyncGenerator<Uint8Array | undefined> {
  let begun: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of log.lines()) {
    let at = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, at)) {
      begun.push(chunk.subarray(at, end));
      length += end - at;
      if (length > LONGEST_LINE) return yield undefined;
      yield concat(begun);
      [begun, length, at] = [[], 0, end + 1];
    }
    begun.push(chunk.slice(at));
    length += chunk.length - at;
    if (length > LONGEST_LINE) return yield undefined;
  }
}

/** Reads a log's bytes line by line: hashes each line once, and checks that each continues the one before it. */
export class LineReader {
  /** How many lines it read. */
  size = 0;
  /** The type of the last event. */
  last = "";
  source: string | undefined;
  readonly #onEvent: (event: ReadEvent, line: number) => void;
  readonly #shapes = createShapes();
  readonly #tree = rawTree();
  #leaf = rawOf(NO_LEAF);
  #room = roomFor(1);
  /** Where in it the bytes begin that are not read yet, never at 0, and where they end. */
  #at = 1;
  #end = 1;
  /** The bytes up to their end, and from where in them the next newline is looked for. */
  #search: Uint8Array = this.#room.search.subarray(0, 1);
  #from = 1;

  constructor(onEvent: (event: ReadEvent, line: number) => void) {
    this.#onEvent = onEvent;
  }

  /** The leaf hash of the last line, hex. */
  get leaf(): string {
    return hexOf(this.#leaf);
  }

  /** The root of the tree of all lines, hex. */
  root(): string {
    return hexOf(this.#tree.root());
  }

  /** Bytes after the last whole line. */
  get torn(): number {
    return this.#end - this.#at;
  }

  /** The next bytes, when the last are read. They are copied: a line stays whole, with room for a byte before it. */
  take(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#room.bytes.length) this.#makeRoom(chunk.length);
    this.#room.bytes.set(chunk, this.#end);
    this.#end += chunk.length;
    this.#search = this.#room.search.subarray(0, this.#end);
  }

  /** Moves what is not read to the start of a room that at least as much again fits into: so no byte is moved often. */
  #makeRoom(length: number): void {
    const rest = this.#room.bytes.subarray(this.#at, this.#end);
    const room = roomFor(2 * (1 + rest.length + length), this.#room);
    room.bytes.set(rest, 1);
    this.#room = room;
    this.#from -= this.#at - 1;
    this.#at = 1;
    this.#end = 1 + rest.length;
  }

  /** Reads until there are `size` lines, the bytes are read, a line is too long or does not continue the one before it. */
  until(size: number): "reached" | "read" | "long" | "broken" {
    while (this.size < size) {
      const end = this.#search.indexOf(LINE_FEED, this.#from);
      if ((end < 0 ? this.#end : end) - this.#at > LONGEST_LINE) return "long";
      if (end < 0) {
        this.#from = this.#end;
        return "read";
      }
      if (!this.#line(this.#at, end)) return "broken";
      this.#at = end + 1;
      this.#from = this.#at;
    }
    return "reached";
  }

  #line(start: number, end: number): boolean {
    const { bytes, view } = this.#room;
    const type = this.#shapes.typeOf(view, start, end, { size: this.size, leaf: this.#leaf });
    if (type !== undefined) this.last = type;
    else if (!this.#parse(bytes.subarray(start, end))) return false;
    bytes[start - 1] = 0; // a leaf is SHA-256(0x00 || line), RFC 6962 §2.1
    this.#leaf = rawHash(new Uint8Array(bytes.buffer, start - 1, end - start + 1));
    this.#tree.push(this.#leaf);
    this.size++;
    return true;
  }

  /** The slow way: for the first line of its shape, and for those whose content counts. */
  #parse(line: Uint8Array): boolean {
    const { text, event } = parsed(line);
    if (!event || event.seq !== this.size || event.prev !== this.leaf) return false;
    if (event.source !== (this.source ?? event.source)) return false;
    this.source = event.source;
    this.last = event.type;
    this.#shapes.learn(event, text);
    if (READ.has(event.type)) this.#onEvent(event, this.size + 1);
    return true;
  }
}

interface Buffers {
  readonly Buffer?: { from(buffer: ArrayBufferLike): Uint8Array };
}
const buffers = builtin<Buffers>("node:buffer")?.Buffer;

interface Room {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly search: Uint8Array;
}

/** The same bytes in three forms: to hash, to compare, and to search, which is five times as fast in a `Buffer`. */
function roomFor(length: number, before?: Room): Room {
  if (before && before.bytes.length >= length) return before;
  const bytes = new Uint8Array(length);
  return { bytes, view: new DataView(bytes.buffer), search: buffers?.from(bytes.buffer) ?? bytes };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A line's text, empty when it is not UTF-8, and the event that it is. */
export function parsed(line: Uint8Array): { readonly text: string; readonly event: ReadEvent | undefined } {
  try {
    const text = decoder.decode(line);
    return { text, event: readLine(text) };
  } catch {
    return { text: "", event: undefined };
  }
}
