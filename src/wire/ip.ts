/** The 4 or 16 bytes of an IP address as URLs and resolvers write it, without a zone; undefined for anything else. */
export function bytesOf(text: string): readonly number[] | undefined {
  if (text.length > LONGEST) return undefined;
  return text.includes(":") ? ipv6(text) : ipv4(text);
}

const LONGEST = 45;
const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

function ipv4(text: string): readonly number[] | undefined {
  const octets = text.split(".").map((part) => (OCTET.test(part) ? Number(part) : 256));
  return octets.length === 4 && octets.every((octet) => octet < 256) ? octets : undefined;
}

/** RFC 4291 §2.2: eight groups, `::` once for groups of zeros, the last two perhaps as an IPv4 address. */
function ipv6(text: string): readonly number[] | undefined {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const before = groups(head, tail === undefined ? "last" : "not last");
  const after = groups(tail ?? "", "last");
  if (!before || !after) return undefined;
  const missing = 16 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

function groups(text: string, place: "last" | "not last"): readonly number[] | undefined {
  const parts = text === "" ? [] : text.split(":");
  const bytes = parts.map((part, at) => {
    if (GROUP.test(part)) return [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255];
    return place === "last" && at === parts.length - 1 ? ipv4(part) : undefined;
  });
  return bytes.includes(undefined) ? undefined : (bytes as readonly (readonly number[])[]).flat();
}
