/** An IP address as a number of so many bits. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}
/** The addresses that are equal to `value` once the last `host` bits are cut off. */
export interface Range extends Address {
  readonly host: bigint;
}

const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^(?:0|[1-9a-f][0-9a-f]{0,3})$/i;
const LENGTH = /^(?:0|[1-9]\d{0,2})$/;
const LONGEST = 45;

/** The address of a text in its one plain form: four decimal numbers, or RFC 4291 groups; without leading zeros or a zone. */
export function addressOf(text: string): Address | undefined {
  if (text.length > LONGEST) return undefined;
  const groups = text.includes(":") ? ipv6(text) : undefined;
  if (groups) return { bits: 128, value: joined(groups, 16n) };
  const octets = ipv4(text);
  return octets && { bits: 32, value: joined(octets, 8n) };
}

/** The range of `10.0.0.0/8` or `2001:db8::/32`: the address is the first of it. */
export function rangeOf(text: string): Range | undefined {
  const [first = "", length = "", ...more] = text.split("/");
  const address = addressOf(first);
  if (!address || !LENGTH.test(length) || Number(length) > address.bits || more.length > 0) return undefined;
  const host = BigInt(address.bits - Number(length));
  return (address.value >> host) << host === address.value ? { ...address, host } : undefined;
}

export const isWithin = (range: Range, { bits, value }: Address): boolean =>
  range.bits === bits && value >> range.host === range.value >> range.host;

const joined = (parts: readonly number[], bits: bigint): bigint =>
  parts.reduce((sum, part) => (sum << bits) | BigInt(part), 0n);

function ipv4(text: string): readonly number[] | undefined {
  const parts = text.split(".");
  const octets = parts.filter((part) => OCTET.test(part)).map(Number);
  return parts.length === 4 && octets.length === 4 && octets.every((octet) => octet < 256) ? octets : undefined;
}

function ipv6(text: string): readonly number[] | undefined {
  const [head = "", tail, ...more] = inGroups(text).split("::");
  if (more.length > 0) return undefined;
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  if (!before || !after) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

/** With the IPv4 address that it may end in as two groups. */
function inGroups(text: string): string {
  const end = text.lastIndexOf(":") + 1;
  const [a = 0, b = 0, c = 0, d] = ipv4(text.slice(end)) ?? [];
  return d === undefined ? text : `${text.slice(0, end)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function groupsOf(text: string): readonly number[] | undefined {
  const groups = text === "" ? [] : text.split(":");
  return groups.every((group) => GROUP.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : undefined;
}
