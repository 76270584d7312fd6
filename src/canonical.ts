import { sha256 as portable } from "@noble/hashes/sha2.js";

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
/** Bytes that WebCrypto takes: never backed by shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

type Hash = (algorithm: "sha256", data: string | Uint8Array, encoding: "hex") => string;
type Builtins = { process?: { getBuiltinModule?(id: string): unknown } };

/** A Node built-in where the runtime has one, else undefined (edge workers, browsers). */
export function builtin<T>(id: string): T | undefined {
  return (globalThis as Builtins).process?.getBuiltinModule?.(id) as T | undefined;
}

const encoder = new TextEncoder();

/** UTF-8 bytes of a text. */
export const utf8 = (text: string): Bytes => encoder.encode(text) as Bytes;

/** The bytes of all parts, in one piece. */
export function concat(parts: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** SHA-256 as 64 lower-case hex digits; a text is hashed as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  hash ??= fastest(); // not at import: loading the runtime's own takes longer than all of this package
  return hash(data);
}

let hash: ((data: string | Uint8Array) => string) | undefined;

function fastest(): NonNullable<typeof hash> {
  const native = builtin<{ hash?: Hash }>("node:crypto")?.hash;
  if (native) return (data) => native("sha256", data, "hex");
  return (data) => toHex(portable(typeof data === "string" ? encoder.encode(data) : data));
}

/** RFC 8785 (JCS) text of a JSON value. What was made in sorted order only needs `JSON.stringify`. */
export function canonical(value: Json): string {
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value) text += `${text && ","}${canonical(item)}`;
    return `[${text}]`;
  }
  for (const name of inOrder(Object.keys(value)))
    text += `${text && ","}${quoted(name)}:${canonical((value as JsonObject)[name] as Json)}`;
  return `{${text}}`;
}

const quoted = (text: string): string => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`);
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/;

/** Sorts names as RFC 8785 does. By insertion: most objects have few, and for those it beats `sort()`. */
export function inOrder(names: string[]): readonly string[] {
  if (names.length > FEW) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i] as string;
    let at = i;
    for (; at > 0 && (names[at - 1] as string) > name; at--) names[at] = names[at - 1] as string;
    names[at] = name;
  }
  return names;
}
const FEW = 32;

/** SHA-256 of the canonical text, hex. */
export const digest = (value: Json): string => sha256(canonical(value));

/** A deep-frozen copy, as JSON text would give it back: own members only, those that are undefined left out. */
export function frozen(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  const copy: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value) as [string, Json | undefined][])
    if (member !== undefined) put(copy, key, frozen(member));
  return Object.freeze(copy);
}

function put(copy: Record<string, Json>, key: string, value: Json): void {
  if (key !== "__proto__") copy[key] = value;
  else Object.defineProperty(copy, key, { value, enumerable: true });
}

const PAIRS = Array.from({ length: 256 }, (_, byte) => (byte + 256).toString(16).slice(1));

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += PAIRS[byte];
  return text;
}

export function fromHex(hex: string): Bytes {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}
/** A call takes so many arguments anywhere. */
const CHUNK = 8192;

export function fromBase64(text: string): Bytes {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export const toBase64url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
export const fromBase64url = (text: string): Bytes => fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));

/** base64url SHA-256 of the canonical text: the form that people and other systems see. */
export const shortDigest = (value: Json): string => toBase64url(fromHex(digest(value)));
