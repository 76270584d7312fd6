import { utf8 } from "../canonical.js";
import type { ReadEvent } from "./event.js";
import { NO_LEAF } from "./resume.js";
import { isHexAt, type RawHash } from "./verify-hash.js";

/** The event types whose content is checked; of the others only the place in the chain is. */
export const READ: ReadonlySet<string> = new Set([
  "log.opened",
  "approval.requested",
  "call.modified",
  "call.approved",
  "call.denied",
  "call.cancelled",
  "call.expired",
  "execution.started",
  "execution.restarted",
]);

/** How many lines came before a line, and the leaf hash of the last. */
export interface Before {
  readonly size: number;
  readonly leaf: RawHash;
}

/**
 * The links of a line that were found in another one: where they lie, in bytes from its end, and what follows them. A
 * line of the same type has them there, too, as long as its numbers are as long.
 */
interface Shape {
  readonly type: string;
  readonly prev: number;
  readonly seq: number;
  /** How a line of the type ends. */
  readonly end: DataView;
}
const MOST_SHAPES = 32;

export interface Shapes {
  /** The type of a line that continues those before it in a known shape, and whose content does not count. */
  typeOf(bytes: DataView, start: number, end: number, before: Before): string | undefined;
  /** Takes a line that was parsed. */
  learn(event: ReadEvent, text: string): void;
}

/** Knows lines by those that were parsed: nothing is parsed whose links lie where they lay in an earlier line. */
export function createShapes(): Shapes {
  const shapes: Shape[] = [];
  return {
    typeOf(bytes, start, end, before) {
      for (const shape of shapes) {
        if (end - shape.prev <= start || !fits(shape, bytes, end, before)) continue;
        return shape.type !== START || isPlainStart(shape, bytes, end) ? shape.type : undefined;
      }
      return undefined;
    },
    learn(event, text) {
      const shape = isRead(event.type) ? undefined : shapeOf(event, text);
      if (!shape) return;
      shapes.unshift(shape);
      if (shapes.length > MOST_SHAPES) shapes.pop();
    },
  };
}

const START = "execution.started";
const isRead = (type: string): boolean => type !== START && READ.has(type);

const PREV_TEXT = '"prev":"';
const SEQ_TEXT = '"seq":';
const viewOf = (text: string): DataView => new DataView(Uint8Array.from(utf8(text)).buffer);
const PREV = viewOf(PREV_TEXT);
const SEQ = viewOf(SEQ_TEXT);

function shapeOf({ type, prev, seq }: ReadEvent, text: string): Shape | undefined {
  const [link, number] = [text.lastIndexOf(`${PREV_TEXT}${prev}",`), text.lastIndexOf(`${SEQ_TEXT}${seq},`)];
  const end = `"type":"dev.countersign.${type}.v1"}`;
  if (link < 0 || number < link || !text.endsWith(end)) return undefined;
  return { type, prev: utf8(text.slice(link)).length, seq: utf8(text.slice(number)).length, end: viewOf(end) };
}

const fits = ({ prev, seq, end: tail }: Shape, bytes: DataView, end: number, { size, leaf }: Before): boolean =>
  isAt(bytes, end - seq, SEQ) &&
  isAt(bytes, end - prev, PREV) &&
  isAt(bytes, end - tail.byteLength, tail) &&
  isNumberAt(bytes, end - seq + SEQ.byteLength, size) &&
  isHexAt(bytes, end - prev + PREV.byteLength, leaf);

const ALLOWED = viewOf('"verdict":"allow"},');
const RUN = viewOf('"run":"');
/** From the start of `prev` to that of the member after it. */
const PREV_LENGTH = `${PREV_TEXT}${NO_LEAF}",`.length;

/** Of an allowed call's start nothing more is checked: `request_id` would come before `run` and `seq`. */
const isPlainStart = ({ prev, seq }: Shape, bytes: DataView, end: number): boolean =>
  isAt(bytes, end - prev - ALLOWED.byteLength, ALLOWED) &&
  (prev - seq === PREV_LENGTH || isAt(bytes, end - prev + PREV_LENGTH, RUN));

/** Compares four bytes at a time. */
function isAt(bytes: DataView, at: number, text: DataView): boolean {
  if (at < 0) return false;
  const { byteLength: length } = text;
  let i = 0;
  for (; i + 4 <= length; i += 4) if (bytes.getUint32(at + i) !== text.getUint32(i)) return false;
  for (; i < length; i++) if (bytes.getUint8(at + i) !== text.getUint8(i)) return false;
  return true;
}

const COMMA = 44;
const ZERO = 48;

/** Whether the decimal digits of a number stand there, and a comma after them. */
function isNumberAt(bytes: DataView, at: number, value: number): boolean {
  let found = 0;
  let i = at;
  for (; bytes.getUint8(i) !== COMMA; i++) {
    const digit = bytes.getUint8(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return false;
    found = found * 10 + digit;
  }
  return found === value && i > at;
}
