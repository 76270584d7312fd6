import { builtin, canonical, type Json, type JsonObject, utf8 } from "../canonical.js";

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

export const LIMITS = { bytes: 64 * 1024, depth: 32, nodes: 2000 } as const;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);
const INTEGER = /^(?:0|[1-9]\d*)$/;
const isProxy = builtin<{ types: { isProxy(value: unknown): boolean } }>("node:util")?.types.isProxy ?? (() => false);

interface Reading {
  nodes: number;
  bytes: number;
  /** A key like "10" was met: JavaScript orders those as numbers, RFC 8785 as text. */
  numeric: boolean;
}

/**
 * Reads a value once into a frozen copy. Own enumerable data properties only; `undefined` members are left out.
 * @throws NotJson for a proxy, accessor, class instance, function, odd number, lone surrogate, cycle or too much of it.
 */
export function freeze(value: unknown): Frozen {
  const reading: Reading = { nodes: 0, bytes: 0, numeric: false };
  const copy = read(value, "", 0, reading);
  const text = reading.numeric ? canonical(copy) : JSON.stringify(copy);
  if (text.length * 3 > LIMITS.bytes && utf8(text).length > LIMITS.bytes)
    throw new NotJson("", `larger than ${LIMITS.bytes} bytes`);
  return { value: copy, text };
}

function read(value: unknown, path: string, depth: number, reading: Reading): Json {
  if (++reading.nodes > LIMITS.nodes) throw new NotJson(path, `more than ${LIMITS.nodes} values`);
  if (depth > LIMITS.depth) throw new NotJson(path, `deeper than ${LIMITS.depth} levels (or cyclic)`);
  switch (typeof value) {
    case "string":
      return readText(value, path, reading);
    case "number":
      return readNumber(value, path);
    case "boolean":
      return value;
    case "object":
      return value === null ? null : readObject(value, path, depth, reading);
    default:
      throw new NotJson(path, `a ${typeof value} is not JSON`);
  }
}

function readText(value: string & { isWellFormed?(): boolean }, path: string, reading: Reading): string {
  reading.bytes += value.length;
  if (reading.bytes > LIMITS.bytes) throw new NotJson(path, `larger than ${LIMITS.bytes} bytes`);
  if (!(value.isWellFormed?.() ?? !/\p{Surrogate}/u.test(value)))
    throw new NotJson(path, "a lone surrogate is not text");
  return value;
}

function readNumber(value: number, path: string): number {
  if (!Number.isFinite(value) || Object.is(value, -0))
    throw new NotJson(path, `${Object.is(value, -0) ? "-0" : value} is not JSON`);
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new NotJson(path, "an integer beyond 2^53 is not exact: use text");
  return value;
}

function readObject(value: object, path: string, depth: number, reading: Reading): Json {
  if (isProxy(value)) throw new NotJson(path, "a proxy can change what it shows");
  if (Array.isArray(value)) return readArray(value, path, depth, reading);
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new NotJson(path, "a class instance (Date, Map, …) is not JSON");
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value).sort()) {
    const at = path ? `${path}.${key}` : key;
    if (FORBIDDEN.has(key)) throw new NotJson(at, "this name is not allowed");
    const member = dataOf(value, key, at);
    if (member === undefined) continue;
    if (INTEGER.test(key)) reading.numeric = true;
    reading.bytes += key.length;
    copy[key] = read(member, at, depth + 1, reading);
  }
  return Object.freeze(copy);
}

function readArray(value: readonly unknown[], path: string, depth: number, reading: Reading): Json {
  if (Object.getPrototypeOf(value) !== Array.prototype) throw new NotJson(path, "a subclass of Array is not JSON");
  if (value.length > LIMITS.nodes) throw new NotJson(path, `more than ${LIMITS.nodes} values`);
  const copy: Json[] = [];
  for (let i = 0; i < value.length; i++) {
    const at = `${path}.${i}`;
    const item = dataOf(value, String(i), at);
    if (item === undefined) throw new NotJson(at, "a gap in a list is not JSON");
    copy.push(read(item, at, depth + 1, reading));
  }
  return Object.freeze(copy);
}

function dataOf(owner: object, key: string, path: string): unknown {
  const property = Object.getOwnPropertyDescriptor(owner, key);
  if (property && !("value" in property)) throw new NotJson(path, "an accessor can change what it shows");
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
  const [keys, object] = [Object.keys(frozen), other as { readonly [key: string]: unknown }];
  if (Array.isArray(other) || Object.keys(other).length !== keys.length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && same((frozen as JsonObject)[key] as Json, object[key]));
}
