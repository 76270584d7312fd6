const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** Of a number below 2^256, with a zero before it where its first bit is set. */
const LONGEST = 33;

/**
 * Whether an ES256 signature is written as WebAuthn Level 3, §6.5.5 has it: DER of two positive numbers (RFC 3279 §2.2.3),
 * the shortest way. A looser reading would take what no other tool verifies later.
 */
export function isDer(bytes: Uint8Array): boolean {
  if (bytes[0] !== SEQUENCE || bytes[1] !== bytes.length - 2) return false;
  const middle = afterNumber(bytes, 2);
  return middle !== undefined && afterNumber(bytes, middle) === bytes.length;
}

function afterNumber(bytes: Uint8Array, at: number): number | undefined {
  const [type, length = 0, first = 0, second = 0] = bytes.subarray(at, at + 4);
  if (type !== INTEGER || length < 1 || length > LONGEST || first > 127) return undefined;
  const isPadded = length > 1 && first === 0 && second < 128;
  return isPadded ? undefined : at + 2 + length;
}
