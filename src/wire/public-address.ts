import { bytesOf } from "./ip.js";

interface Range {
  readonly bytes: readonly number[];
  readonly bits: number;
}

const range = (text: string): Range => {
  const [first = "", bits] = text.split("/");
  return { bytes: bytesOf(first) as readonly number[], bits: Number(bits) };
};

// The special-purpose address registries of IANA (RFC 6890, kept up to date there), multicast and what is reserved.
const NOT_PUBLIC = [
  "0.0.0.0/8", // "this host"; many systems connect to themselves
  "10.0.0.0/8",
  "100.64.0.0/10", // shared behind carriers' NAT; Alibaba's metadata
  "127.0.0.0/8",
  "168.63.129.16/32", // Azure's platform, as seen from a virtual machine
  "169.254.0.0/16", // link-local; metadata of most clouds
  "172.16.0.0/12",
  "192.0.0.0/24", // protocol assignments; Oracle's metadata
  "192.0.2.0/24", // documentation, as the next two of their kind below
  "192.88.99.0/24", // 6to4 relays, deprecated
  "192.168.0.0/16",
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved; broadcast
  "2001::/23", // protocol assignments: Teredo, ORCHID and others
  "2001:db8::/32", // documentation, as 3fff::/20
  "2002::/16", // 6to4: holds an IPv4 address
  "3fff::/20",
].map(range);
/** All IPv6 that is given out for the public: loopback, unique local, link-local, site-local and multicast are outside. */
const GLOBAL_UNICAST = range("2000::/3");
/** IPv4 addresses in another form: mapped ones, and those that a translator (NAT64, RFC 6052) reaches. */
const HOLDING_IPV4 = ["::ffff:0:0/96", "64:ff9b::/96"].map(range);

/** Whether an IP address is one of the public internet. False for everything that is special, and for what is no address. */
export function isPublic(text: string): boolean {
  const bytes = bytesOf(text);
  if (!bytes) return false;
  const held = HOLDING_IPV4.some((one) => isWithin(one, bytes)) ? bytes.slice(12) : bytes;
  if (held.length === 16 && !isWithin(GLOBAL_UNICAST, held)) return false;
  return !NOT_PUBLIC.some((one) => isWithin(one, held));
}

function isWithin({ bytes: first, bits }: Range, bytes: readonly number[]): boolean {
  if (first.length !== bytes.length) return false;
  return first.every((byte, at) => {
    const left = Math.min(8, Math.max(0, bits - 8 * at));
    return (byte ^ (bytes[at] as number)) >> (8 - left) === 0;
  });
}
