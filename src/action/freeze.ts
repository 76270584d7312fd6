import { canonical, inOrder, type Json, type JsonObject, utf8 } from "../canonical.js";
import { LIMITS, type Limits } from "./limits.js";
import { isPlain, isPlainList, isProxy } from "./shape.js";

/** A JSON value read once: key-sorted, deeply frozen, with its RFC 8785 text. */
export interface Frozen<T extends Json = Json> {
  readonly value: T;
  readonly text: string;
}

/** What is not JSON, and where. */
export class NotJson extends Error {
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Neither is ever what somebody means, and code that merges objects would follow them to what all objects share. */
const FORBIDDEN = new Set(["__proto__", "prototype"]);

interface Reading {
  /** Where it reads: the names and numbers on the way. */
  readonly path: (string | number)[];
  readonly limits: Limits;
  nodes: number;
  bytes: number;
  /** Characters of the path, and of the paths of all members so far. */
  here: number;
  paths: number;
  /** A key that begins like "10" was met: JavaScript orders those as numbers, RFC 8785 as text. */
  numeric: boolean;
}

const refused = ({ path }: Reading, message: string) => new NotJson(path.join("."), message);
const tooMany = ({ nodes }: Limits): string => `more than ${nodes.toLocaleString("en-US")} values: give fewer`;
const tooLarge = ({ bytes }: Limits): string => `larger than ${bytes.toLocaleString("en-US")} bytes: give less`;

/**
 * Reads a value once into a frozen copy. Own enumerable data properties only; `undefined` members are left out.
 * @throws NotJson for a proxy, accessor, class instance, function, odd number, lone surrogate, cycle or too much of it.
 */
export function freeze(value: unknown, limits: Limits = LIMITS): Frozen {
  const reading: Reading = { path: [], limits, nodes: 0, bytes: 0, here: 0, paths: 0, numeric: false };
  const copy = read(value, reading);
  const text = reading.numeric ? canonical(copy) : JSON.stringify(copy);
  if (text.length * 3 > limits.bytes && utf8(text).length > limits.bytes) throw new NotJson("", tooLarge(limits));
  return { value: copy, text };
}

function read(value: unknown, reading: Reading): Json {
  const { limits } = reading;
  if (++reading.nodes > limits.nodes) throw refused(reading, tooMany(limits));
  if (reading.path.length > limits.depth) throw refused(reading, `deeper than ${limits.depth} levels (or cyclic)`);
  switch (typeof value) {
    case "string":
      return readText(value, reading);
    case "number":
      return readNumber(value, reading);
    case "boolean":
      return value;
    case "object":
      return value === null ? null : readObject(value, reading);
    default:
      throw refused(reading, `a ${typeof value} is not JSON`);
  }
}

function readText(value: string & { isWellFormed?(): boolean }, reading: Reading): string {
  reading.bytes += value.length;
  if (reading.bytes > reading.limits.bytes) throw refused(reading, tooLarge(reading.limits));
  if (!(value.isWellFormed?.() ?? !/\p{Surrogate}/u.test(value)))
    throw refused(reading, "a lone surrogate is not text");
  return value;
}

/** JSON has one zero, so -0 is 0. */
function readNumber(value: number, reading: Reading): number {
  if (!Number.isFinite(value)) throw refused(reading, `${value} is not JSON`);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw refused(reading, INEXACT);
  return value === 0 ? 0 : value;
}
const INEXACT = `a whole number beyond ${Number.MAX_SAFE_INTEGER} loses digits: write it as text if this tool takes text here, else this tool cannot take it`;

function readObject(value: object, reading: Reading): Json {
  if (isProxy(value)) throw refused(reading, "a proxy can change what it shows");
  if (Array.isArray(value)) return readArray(value, reading);
  if (!isPlain(value)) throw refused(reading, "a class instance (Date, Map, …) is not JSON");
  const { paths = Number.POSITIVE_INFINITY, nodes } = reading.limits;
  const names = Object.keys(value);
  if (names.length > nodes) throw refused(reading, tooMany(reading.limits));
  const copy: Record<string, Json> = {};
  for (const key of inOrder(names)) {
    reading.path.push(key);
    reading.here += key.length;
    reading.paths += reading.here;
    if (reading.paths > paths)
      throw new NotJson("", `paths longer than ${paths} characters together: use shorter names`);
    if (FORBIDDEN.has(key)) throw refused(reading, "this name is not allowed");
    const member = dataOf(value, key, reading);
    if (key === "constructor" && isObject(member)) throw refused(reading, "an object of this name is not allowed");
    if (member !== undefined) {
      if (key >= "0" && key < ":") reading.numeric = true;
      reading.bytes += key.length;
      copy[key] = read(member, reading);
    }
    reading.path.pop();
    reading.here -= key.length;
  }
  return Object.freeze(copy);
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

function readArray(value: readonly unknown[], reading: Reading): Json {
  if (!isPlainList(value)) throw refused(reading, "a subclass of Array is not JSON");
  if (value.length > reading.limits.nodes) throw refused(reading, tooMany(reading.limits));
  const copy: Json[] = [];
  for (let i = 0; i < value.length; i++) {
    reading.path.push(i);
    const item = dataOf(value, String(i), reading);
    if (item === undefined) throw refused(reading, "a gap in a list is not JSON");
    copy.push(read(item, reading));
    reading.path.pop();
  }
  return Object.freeze(copy);
}

function dataOf(owner: object, key: string, reading: Reading): unknown {
  const property = Object.getOwnPropertyDescriptor(owner, key);
  if (property && !("value" in property)) throw refused(reading, "an accessor can change what it shows");
  return property?.value;
}

/** A mutable copy of its own: what bodies get. */
export function thaw<T extends Json>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(thaw) as unknown as T;
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value)) copy[key] = thaw((value as JsonObject)[key] as Json);
  return copy as T;
}

/** Whether `other` is the same JSON as the frozen value, in whatever key order. */
export function same(frozen: Json, other: unknown): boolean {
  if (frozen === other) return true;
  if (frozen === null || typeof frozen !== "object" || typeof other !== "object" || other === null) return false;
  if (Array.isArray(frozen))
    return Array.isArray(other) && frozen.length === other.length && frozen.every((item, i) => same(item, other[i]));
  const names = Object.keys(frozen);
  if (Array.isArray(other) || Object.keys(other).length !== names.length) return false;
  for (const name of names) {
    if (!Object.hasOwn(other, name)) return false;
    if (!same((frozen as JsonObject)[name] as Json, (other as Record<string, unknown>)[name])) return false;
  }
  return true;
}
