import { sha256, utf8 } from "../canonical.js";
import { type ReadEvent, readLine } from "./event.js";
import { NO_LEAF } from "./resume.js";
import { createTree } from "./tree.js";

/** A log's bytes. Each call begins again at the first byte; chunks may be of any size. */
export interface LogBytes {
  /** What problems call it, such as its path. */
  readonly name: string;
  lines(): AsyncIterable<Uint8Array>;
  /** Its signed notes; nothing where there are none. */
  checkpoints(): AsyncIterable<Uint8Array>;
}

const LINE_FEED = 10;
const NOTHING = new Uint8Array(0);

/** The event types whose content is checked; of the others only the place in the chain is. */
const READ: ReadonlySet<string> = new Set([
  "log.opened",
  "approval.requested",
  "call.modified",
  "call.approved",
  "execution.started",
  "execution.restarted",
]);

/** Where a line of some type has its links, in bytes from its end: the next line of that type has them there, too. */
interface Shape {
  readonly type: string;
  readonly end: string;
  readonly prev: number;
  readonly seq: number;
}
const MOST_SHAPES = 64;

/**
 * Reads a log's bytes line by line: hashes each line once, and checks that each continues the one before it. Nothing is
 * parsed whose links lie where they lay in an earlier line; nothing is copied but what crosses two chunks.
 */
export class LineReader {
  readonly tree = createTree();
  /** The leaf hash of the last line. */
  leaf = NO_LEAF;
  /** The type of the last event. */
  last = "";
  source: string | undefined;
  readonly #onEvent: (event: ReadEvent, line: number) => void;
  readonly #shapes: Shape[] = [];
  #head: Uint8Array | undefined;
  #chunk: Uint8Array = NOTHING;
  #at = 0;
  #rest: Uint8Array = NOTHING;

  constructor(onEvent: (event: ReadEvent, line: number) => void) {
    this.#onEvent = onEvent;
  }

  /** Bytes after the last whole line. */
  get torn(): number {
    return this.#rest.length;
  }

  /** The next bytes, when the last are read. */
  take(chunk: Uint8Array): void {
    const end = chunk.indexOf(LINE_FEED);
    const first = end < 0 ? chunk.length : end;
    const head = new Uint8Array(1 + this.#rest.length + first);
    head.set(this.#rest, 1);
    head.set(chunk.subarray(0, first), 1 + this.#rest.length);
    this.#chunk = chunk;
    this.#at = first + 1;
    this.#head = end < 0 ? undefined : head;
    this.#rest = end < 0 ? head.subarray(1) : NOTHING;
  }

  /** Reads until there are `size` lines, the bytes are read, or a line does not continue the one before it. */
  until(size: number): "reached" | "read" | "broken" {
    while (this.tree.size < size) {
      const head = this.#head;
      this.#head = undefined;
      const [bytes, start] = head ? [head, 1] : [this.#chunk, this.#at];
      const end = head ? head.length : bytes.indexOf(LINE_FEED, start);
      if (end < 0) return this.#keep();
      if (!this.#line(bytes, start, end)) return "broken";
      if (!head) this.#at = end + 1;
    }
    return "reached";
  }

  #keep(): "read" {
    if (this.#at < this.#chunk.length) this.#rest = this.#chunk.slice(this.#at);
    this.#chunk = NOTHING;
    this.#at = 0;
    return "read";
  }

  #line(bytes: Uint8Array, start: number, end: number): boolean {
    const shape = this.#shapeOf(bytes, start, end);
    if (!shape || (READ.has(shape.type) && !isPlainStart(shape, bytes, end))) {
      if (!this.#parse(bytes, start, end, shape)) return false;
    } else this.last = shape.type;
    this.leaf = leafOf(bytes, start, end);
    this.tree.push(this.leaf);
    return true;
  }

  #shapeOf(bytes: Uint8Array, start: number, end: number): Shape | undefined {
    const prev = prevText(this.leaf);
    const seq = seqText(this.tree.size);
    for (const shape of this.#shapes) {
      if (end - shape.prev <= start) continue;
      if (!isAt(bytes, end - shape.end.length, shape.end)) continue;
      if (isAt(bytes, end - shape.seq, seq) && isAt(bytes, end - shape.prev, prev)) return shape;
    }
    return undefined;
  }

  #parse(bytes: Uint8Array, start: number, end: number, shape: Shape | undefined): boolean {
    const text = decoded(bytes.subarray(start, end));
    const event = text === undefined ? undefined : readLine(text);
    if (!text || !event || event.seq !== this.tree.size || event.prev !== this.leaf) return false;
    if (event.id !== `${event.writer}-${event.seq}` || event.source !== (this.source ?? event.source)) return false;
    this.source = event.source;
    this.last = event.type;
    if (!shape) this.#learn(event, text);
    if (READ.has(event.type)) this.#onEvent(event, this.tree.size + 1);
    return true;
  }

  #learn({ type }: ReadEvent, text: string): void {
    const tail = `"type":"dev.countersign.${type}.v1"}`;
    const [prev, seq] = [text.lastIndexOf(prevText(this.leaf)), text.lastIndexOf(seqText(this.tree.size))];
    if (prev < 0 || seq < prev || !text.endsWith(tail)) return;
    if (this.#shapes.length >= MOST_SHAPES) this.#shapes.length = 0;
    this.#shapes.push({ type, end: tail, prev: utf8(text.slice(prev)).length, seq: utf8(text.slice(seq)).length });
  }
}

const prevText = (leaf: string) => `"prev":"${leaf}",`;
const seqText = (seq: number) => `"seq":${seq},`;
const PREV_LENGTH = prevText(NO_LEAF).length;
const ALLOWED = '"verdict":"allow"},';

/** Of an allowed call's start nothing more is checked: `request_id` would come before `run` and `seq`. */
function isPlainStart({ type, prev, seq }: Shape, bytes: Uint8Array, end: number): boolean {
  if (type !== "execution.started" || !isAt(bytes, end - prev - ALLOWED.length, ALLOWED)) return false;
  return prev - seq === PREV_LENGTH || isAt(bytes, end - prev + PREV_LENGTH, '"run":"');
}

function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The leaf hash of a line in its place: the byte before it is lent to the prefix 0x00. */
function leafOf(bytes: Uint8Array, start: number, end: number): string {
  const before = bytes[start - 1] as number;
  bytes[start - 1] = 0;
  const leaf = sha256(bytes.subarray(start - 1, end));
  bytes[start - 1] = before;
  return leaf;
}

/** The text of bytes that are UTF-8. */
export function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
