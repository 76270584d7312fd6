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

/** The leaf hash of a line in its place, RFC 6962 §2.1: the byte before it is lent to the prefix 0x00. */
export function leafIn(bytes: Uint8Array, start: number, end: number): string {
  const before = bytes[start - 1] as number;
  bytes[start - 1] = 0;
  const leaf = rawHash(bytes.subarray(start - 1, end));
  bytes[start - 1] = before;
  return leaf;
}
