import { utf8 } from "../canonical.js";
import { type ReadEvent, readLine } from "./event.js";
import { NO_LEAF } from "./resume.js";
import { decoded, endsWith, isAt, isHexAt, isNumberAt, searchable } from "./verify-bytes.js";
import { hexOf, leafIn, rawOf, rawTree } from "./verify-hash.js";

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

/** Where lines of some type have their links, in bytes from their end: the next line of that type has them there, too. */
interface Shape {
  readonly type: string;
  /** How such a line ends. */
  readonly end: Uint8Array;
  readonly places: Place[];
  /** Whether its content counts. */
  readonly read: "always" | "unless allowed" | "never";
}
interface Place {
  readonly prev: number;
  readonly seq: number;
}
const MOST_PLACES = 8;
const MOST_SHAPES = 32;

/**
 * Reads a log's bytes line by line: hashes each line once, and checks that each continues the one before it. Nothing is
 * parsed whose links lie where they lay in an earlier line; nothing is copied but what crosses two chunks.
 */
export class LineReader {
  /** The type of the last event. */
  last = "";
  source: string | undefined;
  readonly #onEvent: (event: ReadEvent, line: number) => void;
  readonly #shapes: Shape[] = [];
  readonly #tree = rawTree();
  #size = 0;
  #leaf = rawOf(NO_LEAF);
  #head: Uint8Array | undefined;
  #chunk: Uint8Array = NOTHING;
  #at = 0;
  #rest: Uint8Array = NOTHING;

  constructor(onEvent: (event: ReadEvent, line: number) => void) {
    this.#onEvent = onEvent;
  }

  /** How many lines it read. */
  get size(): number {
    return this.#size;
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
    return this.#rest.length;
  }

  /** The next bytes, when the last are read. */
  take(chunk: Uint8Array): void {
    const end = chunk.indexOf(LINE_FEED);
    const first = end < 0 ? chunk.length : end;
    const head = new Uint8Array(1 + this.#rest.length + first);
    head.set(this.#rest, 1);
    head.set(chunk.subarray(0, first), 1 + this.#rest.length);
    this.#chunk = searchable(chunk);
    this.#at = first + 1;
    this.#head = end < 0 ? undefined : head;
    this.#rest = end < 0 ? head.subarray(1) : NOTHING;
  }

  /** Reads until there are `size` lines, the bytes are read, or a line does not continue the one before it. */
  until(size: number): "reached" | "read" | "broken" {
    while (this.#size < size) {
      if (this.#head) {
        const head = this.#head;
        this.#head = undefined;
        if (!this.#line(head, 1, head.length)) return "broken";
        continue;
      }
      const end = this.#chunk.indexOf(LINE_FEED, this.#at);
      if (end < 0) return this.#keep();
      if (!this.#line(this.#chunk, this.#at, end)) return "broken";
      this.#at = end + 1;
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
    if (!this.#isKnown(bytes, start, end) && !this.#parse(bytes, start, end)) return false;
    this.#leaf = leafIn(bytes, start, end);
    this.#tree.push(this.#leaf);
    this.#size++;
    return true;
  }

  /** Whether it continues the line before it, in a known shape, and no more of it counts. */
  #isKnown(bytes: Uint8Array, start: number, end: number): boolean {
    for (const shape of this.#shapes) {
      if (!endsWith(bytes, end, shape.end)) continue;
      const place = shape.read === "always" ? undefined : this.#placeIn(shape, bytes, start, end);
      if (!place || (shape.read === "unless allowed" && !isPlainStart(place, bytes, end))) return false;
      this.last = shape.type;
      return true;
    }
    return false;
  }

  #placeIn({ places }: Shape, bytes: Uint8Array, start: number, end: number): Place | undefined {
    for (const place of places) {
      const prev = end - place.prev;
      const seq = end - place.seq;
      if (prev <= start || !isAt(bytes, seq, SEQ) || !isNumberAt(bytes, seq + SEQ.length, this.#size)) continue;
      if (isAt(bytes, prev, PREV) && isHexAt(bytes, prev + PREV.length, this.#leaf)) return place;
    }
    return undefined;
  }

  /** The slow way: for the first line of its shape, and for those whose content counts. */
  #parse(bytes: Uint8Array, start: number, end: number): boolean {
    const text = decoded(bytes.subarray(start, end));
    const event = text === undefined ? undefined : readLine(text);
    if (!text || !event || event.seq !== this.#size || event.prev !== this.leaf) return false;
    if (event.source !== (this.source ?? event.source)) return false;
    this.source = event.source;
    this.last = event.type;
    this.#learn(event, text);
    if (READ.has(event.type)) this.#onEvent(event, this.#size + 1);
    return true;
  }

  #learn({ type, prev, seq }: ReadEvent, text: string): void {
    const [links, number] = [text.lastIndexOf(`${PREV_TEXT}${prev}",`), text.lastIndexOf(`${SEQ_TEXT}${seq},`)];
    const tail = `"type":"dev.countersign.${type}.v1"}`;
    if (links < 0 || number < links || !text.endsWith(tail)) return;
    const place = { prev: utf8(text.slice(links)).length, seq: utf8(text.slice(number)).length };
    const { places } = this.#shapes.find((each) => each.type === type) ?? this.#newShape(type, tail);
    if (places.some((each) => each.prev === place.prev && each.seq === place.seq)) return;
    places.unshift(place);
    if (places.length > MOST_PLACES) places.pop();
  }

  #newShape(type: string, tail: string): Shape {
    if (this.#shapes.length >= MOST_SHAPES) this.#shapes.length = 0;
    const read = type === "execution.started" ? "unless allowed" : READ.has(type) ? "always" : "never";
    const shape: Shape = { type, end: utf8(tail), places: [], read };
    this.#shapes.push(shape);
    return shape;
  }
}

const PREV_TEXT = '"prev":"';
const SEQ_TEXT = '"seq":';
const PREV = utf8(PREV_TEXT);
const SEQ = utf8(SEQ_TEXT);
/** From the start of `prev` to that of the member after it. */
const PREV_LENGTH = `${PREV_TEXT}${NO_LEAF}",`.length;
const ALLOWED = utf8('"verdict":"allow"},');
const RUN = utf8('"run":"');

/** Of an allowed call's start nothing more is checked: `request_id` would come before `run` and `seq`. */
function isPlainStart({ prev, seq }: Place, bytes: Uint8Array, end: number): boolean {
  if (!isAt(bytes, end - prev - ALLOWED.length, ALLOWED)) return false;
  return prev - seq === PREV_LENGTH || isAt(bytes, end - prev + PREV_LENGTH, RUN);
}
