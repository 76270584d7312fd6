import { builtin } from "../canonical.js";

export function isAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

export function endsWith(bytes: Uint8Array, end: number, tail: Uint8Array): boolean {
  const at = end - tail.length;
  for (let i = tail.length - 1; i >= 0; i--) if (bytes[at + i] !== tail[i]) return false;
  return true;
}

const COMMA = 44;
const ZERO = 48;

/** Whether the decimal digits of a number stand there, and a comma after them. */
export function isNumberAt(bytes: Uint8Array, at: number, value: number): boolean {
  let found = 0;
  let i = at;
  for (; bytes[i] !== COMMA; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return false;
    found = found * 10 + digit;
  }
  return found === value && i > at;
}

const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/** Whether the hex digits of bytes stand there, which come as a text with a byte in each character. */
export function isHexAt(bytes: Uint8Array, at: number, raw: string): boolean {
  for (let i = 0; i < 32; i++) {
    const byte = raw.charCodeAt(i);
    if (bytes[at + 2 * i] !== DIGITS[byte >> 4] || bytes[at + 2 * i + 1] !== DIGITS[byte & 15]) return false;
  }
  return true;
}

interface Buffers {
  readonly Buffer?: { from(buffer: ArrayBufferLike, start: number, length: number): Uint8Array };
}
const buffers = builtin<Buffers>("node:buffer")?.Buffer;

/** The same bytes, in the form in which this runtime searches them fastest. */
export const searchable = (bytes: Uint8Array): Uint8Array =>
  buffers ? buffers.from(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;

/** The text of bytes that are UTF-8. */
export function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
