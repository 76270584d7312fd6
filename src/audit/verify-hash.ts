import { builtin, fromHex, sha256, toHex } from "../canonical.js";
import { createTree, type Tree } from "./tree.js";

/** A SHA-256 hash as a text of 16 characters, two bytes in each, the lower first: made and read faster than hex. */
export type RawHash = string;

type Hash = (algorithm: "sha256", data: Uint8Array, encoding: "utf16le") => RawHash;
const native = builtin<{ hash?: Hash }>("node:crypto")?.hash;

export const rawHash: (bytes: Uint8Array) => RawHash = native
  ? (bytes) => native("sha256", bytes, "utf16le")
  : (bytes) => rawOf(sha256(bytes));

export const rawOf = (hex: string): RawHash => {
  const bytes = new DataView(fromHex(hex).buffer);
  return String.fromCharCode(...Array.from({ length: 16 }, (_, i) => bytes.getUint16(2 * i, true)));
};

export function hexOf(raw: RawHash): string {
  const bytes = new DataView(new ArrayBuffer(32));
  for (let i = 0; i < 16; i++) bytes.setUint16(2 * i, raw.charCodeAt(i), true);
  return toHex(new Uint8Array(bytes.buffer));
}

/** The two hex digits of each byte, as they stand in UTF-8, the first lower. */
const DIGITS = Uint16Array.from({ length: 256 }, (_, byte) => {
  const hex = toHex(Uint8Array.of(byte));
  return hex.charCodeAt(0) | (hex.charCodeAt(1) << 8);
});

/** Whether the hex digits of a hash stand there. */
export function isHexAt(bytes: DataView, at: number, raw: RawHash): boolean {
  for (let i = 0; i < 16; i++) {
    const pair = raw.charCodeAt(i);
    const digits = (DIGITS[pair & 255] as number) | ((DIGITS[pair >> 8] as number) << 16);
    if (bytes.getUint32(at + 4 * i, true) !== digits) return false;
  }
  return true;
}

const node = new DataView(new ArrayBuffer(65));
const nodeBytes = new Uint8Array(node.buffer);
node.setUint8(0, 1);

/** A tree whose leaves and root are such texts. RFC 6962 §2.1: a node is SHA-256(0x01 || left || right). */
export const rawTree = (): Tree =>
  createTree((left, right) => {
    for (let i = 0; i < 16; i++) {
      node.setUint16(1 + 2 * i, left.charCodeAt(i), true);
      node.setUint16(33 + 2 * i, right.charCodeAt(i), true);
    }
    return rawHash(nodeBytes);
  });
