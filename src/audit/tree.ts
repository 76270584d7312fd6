import { sha256 } from "../canonical.js";

/** An RFC 6962 Merkle tree that only grows. Hashes are 64 lower-case hex digits. */
export interface Tree {
  /** How many leaves were pushed. */
  readonly size: number;
  push(leaf: string): void;
  /** The Merkle tree hash of all leaves so far. */
  root(): string;
}

/** SHA-256 of nothing. */
const EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The leaf hash of an event line, RFC 6962 §2.1: SHA-256(0x00 || line). The line has no newline. */
export const leafHash = (line: string): string => sha256(`\0${line}`);

/** A line's leaf hash, with the line as one flat text: hashing joins its pieces, so nobody has to join them again. */
export function hashed(line: string): { readonly leaf: string; readonly line: string } {
  const text = `\0${line}`;
  return { leaf: sha256(text), line: text.slice(1) };
}

const node = new Uint8Array(65);
node[0] = 1;
const digits = new Uint8Array(128);
for (let i = 0; i < 16; i++) digits["0123456789abcdef".charCodeAt(i)] = i;

function writeHex(hex: string, at: number): void {
  for (let i = 0; i < 32; i++) {
    const high = digits[hex.charCodeAt(2 * i)] as number;
    node[at + i] = (high << 4) | (digits[hex.charCodeAt(2 * i + 1)] as number);
  }
}

/** RFC 6962 §2.1: SHA-256(0x01 || left || right). */
function nodeHash(left: string, right: string): string {
  writeHex(left, 1);
  writeHex(right, 33);
  return sha256(node);
}

/** Keeps the root of each perfect subtree, largest first: at most log2(size) strings. `join` hashes a node. */
export function createTree(join: (left: string, right: string) => string = nodeHash): Tree {
  const peaks: string[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    push(leaf) {
      let hash = leaf;
      for (let full = size; full % 2 === 1; full = Math.floor(full / 2)) hash = join(peaks.pop() as string, hash);
      peaks.push(hash);
      size++;
    },
    root: () => (peaks.length === 0 ? EMPTY_ROOT : peaks.reduceRight((right, left) => join(left, right))),
  };
}

/** The root of these leaf hashes. */
export function rootOf(leaves: readonly string[]): string {
  const tree = createTree();
  for (const leaf of leaves) tree.push(leaf);
  return tree.root();
}
