import { type Address, addressOf, isWithin, type Range, rangeOf } from "./ip.js";
import type { Truth } from "./subject.js";

const MAPPED = "::ffff:0:0/96";
// IPv4-compatible, mapped, translated (RFC 2765), NAT64 (RFC 6052, 8215), 6to4 and Teredo addresses hold an IPv4 address.
const EMBEDDING = ["::/96", MAPPED, "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"];
// "This host": many systems connect to themselves.
const UNSPECIFIED = ["0.0.0.0/8", "::/128"];

/** Whether a rule may name this range. One of mapped addresses is written as the IPv4 range that it is. */
export function isRange(text: string): boolean {
  const range = rangeOf(text);
  return range !== undefined && !(range.host <= 32n && isWithin(rangeOf(MAPPED) as Range, range));
}

/**
 * Matches a bare IP address within one of the ranges. Unknown for host names, ports, zones, leading zeros, other numbers that
 * some systems read as an address, and for addresses outside that may lead inside: an unspecified one, and for IPv4 ranges an
 * IPv6 one that holds an IPv4 address.
 */
export function cidrMatcher(ranges: readonly string[]): (actual: unknown) => Truth {
  const parsed = ranges.map(rangeOf) as readonly Range[];
  const alike = parsed.some(({ bits }) => bits === 32) ? [...UNSPECIFIED, ...EMBEDDING] : UNSPECIFIED;
  const unsure = alike.map(rangeOf) as readonly Range[];
  const among = (list: readonly Range[], address: Address) => list.some((range) => isWithin(range, address));
  return (actual) => {
    const address = typeof actual === "string" ? addressOf(actual) : undefined;
    if (!address) return undefined;
    return among(parsed, address) || (among(unsure, address) ? undefined : false);
  };
}
