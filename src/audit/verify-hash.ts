import { builtin, fromHex, sha256 } from "../canonical.js";
import { createTree, type Tree } from "./tree.js";

type Hash = (algorithm: "sha256", data: Uint8Array, encoding: "latin1") => string;
const native = builtin<{ hash?: Hash }>("node:crypto")?.hash;

/**
 * SHA-256 as a text of 32 characters, each a byte: neither hex nor an array, which to make costs half as much as the hash.
 */
export const rawHash: (bytes: Uint8Array) => string = native
  ? (bytes) => native("sha256", bytes, "latin1")
  : (bytes) => rawOf(sha256(bytes));

export const rawOf = (hex: string): string => String.fromCharCode(...fromHex(hex));

export function hexOf(raw: string): string {
  let hex = "";
  for (let i = 0; i < raw.length; i++) hex += (raw.charCodeAt(i) + 256).toString(16).slice(1);
  return hex;
}

const node = new Uint8Array(65);
node[0] = 1;

/** A tree whose leaves and root are such texts. */
export const rawTree = (): Tree =>
  createTree((left, right) => {
    for (let i = 0; i < 32; i++) {
      node[1 + i] = left.charCodeAt(i);
      node[33 + i] = right.charCodeAt(i);
    }
    return rawHash(node);
  });

const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/** Whether the hex digits of such a text stand there. */
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
