import { builtin } from "../canonical.js";
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

const LINE_FEED = 10;

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
    const rest = this.#room.bytes.subarray(this.#at, this.#end);
    const end = 1 + rest.length + chunk.length;
    if (end > this.#room.bytes.length) this.#room = roomFor(2 * end);
    this.#room.bytes.set(rest, 1);
    this.#room.bytes.set(chunk, 1 + rest.length);
    this.#at = 1;
    this.#end = end;
  }

  /** Reads until there are `size` lines, the bytes are read, or a line does not continue the one before it. */
  until(size: number): "reached" | "read" | "broken" {
    while (this.size < size) {
      const end = this.#room.search.indexOf(LINE_FEED, this.#at);
      if (end < 0 || end >= this.#end) return "read";
      if (!this.#line(this.#at, end)) return "broken";
      this.#at = end + 1;
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

/** The same bytes in three forms: to hash, to compare, and to search, which is five times as fast in a `Buffer`. */
function roomFor(length: number): { bytes: Uint8Array; view: DataView; search: Uint8Array } {
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
