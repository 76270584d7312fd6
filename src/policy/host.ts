import { isPlain } from "./plain.js";
import type { Truth } from "./subject.js";

const ADDRESS = /^(?:https?|wss?|ftp):\/\/([^/?#]+)/i;
// Up to the first slash, which is all that some readers end a host at: old ones go from "https://a.com#@b.com" to b.com.
const CREDENTIALS = /^[a-z]+:\/\/[^/]*@/i;
// Punycode of their own to today's readers, other letters ("ss", "σ") to those of IDNA2003 (UTS 46, deviations).
const DEVIATES = /[ßẞς]/;
const BARE = /^[^:/?#[\]]+$/;
const AMBIGUOUS = /[\s\\]/;
const ASCII = /^[\x20-\x7e]*$/;
const LABEL = /^[a-z0-9_-]{1,63}$/;
/** A host has at most 253 characters and a port five digits; a letter may take two units. The punycode of more takes quadratic time. */
const LONGEST = 2 * 253 + 6;
const IPV6 = /^\[[0-9a-f:.]+\]$/;

/**
 * The host that a text leads to, as `hostNamed`; undefined too where readers of another age go elsewhere: an `@` anywhere
 * before the path, and the letters ß and ς, unless in punycode.
 */
export const hostOf = (text: string): string | undefined =>
  CREDENTIALS.test(text) || DEVIATES.test(ADDRESS.exec(text)?.[1] ?? text) ? undefined : hostNamed(text);

/**
 * The host of an absolute http, https, ws, wss or ftp address, or of a bare host name: lower case, punycode, no trailing
 * dot. Undefined for everything that two parsers could read differently: credentials, backslashes, escapes, odd numbers.
 */
export function hostNamed(text: string): string | undefined {
  if (!isPlain(text) || AMBIGUOUS.test(text)) return undefined;
  const address = ADDRESS.exec(text)?.[1];
  const authority = address ?? (BARE.test(text) ? text : "");
  if (authority.length > LONGEST) return undefined;
  const parsed = hostname(address === undefined ? `http://${text}/` : text);
  const written = withoutDot(authority.replace(/:\d*$/, "").toLowerCase());
  return parsed !== undefined && sameLabels(written, parsed) ? parsed : undefined;
}

/** Of `names`: a host, or `*.example.com` for every host below it. A name that is not one never gets here. */
export function hostMatcher(names: readonly string[]): (actual: unknown) => Truth {
  const exact = new Set(names.filter((name) => !name.startsWith("*.")).map(hostNamed));
  const below = names.filter((name) => name.startsWith("*.")).map((name) => `.${hostNamed(name.slice(2))}`);
  return (actual) => {
    const host = typeof actual === "string" ? hostOf(actual) : undefined;
    return host === undefined ? undefined : exact.has(host) || below.some((suffix) => host.endsWith(suffix));
  };
}

/** Whether a rule may name this host: `example.com` or `*.example.com`. */
export function isHostName(name: string): boolean {
  const host = name.startsWith("*.") ? name.slice(2) : name;
  return BARE.test(host) && hostNamed(host) !== undefined;
}

const withoutDot = (host: string): string => (host.endsWith(".") ? host.slice(0, -1) : host);

function hostname(url: string): string | undefined {
  try {
    return withoutDot(new URL(url).hostname);
  } catch {
    return undefined;
  }
}

// An ASCII label must be read as written, any other must become punycode: "0x7f.1", "a@b.com" and "example。com" are neither.
function sameLabels(written: string, parsed: string): boolean {
  if (IPV6.test(parsed)) return written === parsed;
  const before = written.split(".");
  const after = parsed.split(".");
  const read = (label: string, i: number) =>
    ASCII.test(before[i] ?? "") ? label === before[i] : label.startsWith("xn--");
  return before.length === after.length && after.every((label, i) => LABEL.test(label) && read(label, i));
}
