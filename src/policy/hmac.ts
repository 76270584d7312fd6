import { type Bytes, fromHex, sha256 } from "../canonical.js";

const BLOCK = 64;

/** HMAC-SHA-256 (RFC 2104). */
export function hmac(key: Uint8Array, data: Uint8Array): Bytes {
  const short = key.length > BLOCK ? fromHex(sha256(key)) : key;
  const inner = fromHex(sha256(after(short, 0x36, data)));
  return fromHex(sha256(after(short, 0x5c, inner)));
}

/** One block of the key, each of its bytes XOR `turn`, and then the data. */
function after(key: Uint8Array, turn: number, data: Uint8Array): Bytes {
  const bytes = new Uint8Array(BLOCK + data.length).fill(turn, 0, BLOCK);
  for (const [i, byte] of key.entries()) bytes[i] = byte ^ turn;
  bytes.set(data, BLOCK);
  return bytes;
}
