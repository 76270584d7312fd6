import { isPlain } from "./plain.js";
import type { Truth } from "./subject.js";

const ADDRESS = /^(?:https?|wss?|ftp):\/\/([^/?#]+)/i;
const BARE = /^[^:/?#[\]]+$/;
const AMBIGUOUS = /[\s\\]/;
const ASCII = /^[\x20-\x7e]*$/;
const LABEL = /^[a-z0-9_-]{1,63}$/;
const IPV6 = /^\[[0-9a-f:.]+\]$/;

/**
 * The host of an absolute http, https, ws, wss or ftp address, or of a bare host name: lower case, punycode, no trailing
 * dot. Undefined for everything that two parsers could read differently: credentials, backslashes, escapes, odd numbers.
 */
export function hostOf(text: string): string | undefined {
  if (!isPlain(text) || AMBIGUOUS.test(text)) return undefined;
  const address = ADDRESS.exec(text)?.[1];
  const authority = address ?? (BARE.test(text) ? text : "");
  const parsed = hostname(address === undefined ? `http://${text}/` : text);
  const written = withoutDot(authority.replace(/:\d*$/, "").toLowerCase());
  return parsed !== undefined && sameLabels(written, parsed) ? parsed : undefined;
}

/** Of `names`: a host, or `*.example.com` for every host below it. A name that is not one never gets here. */
export function hostMatcher(names: readonly string[]): (actual: unknown) => Truth {
  const exact = new Set(names.filter((name) => !name.startsWith("*.")).map(hostOf));
  const below = names.filter((name) => name.startsWith("*.")).map((name) => `.${hostOf(name.slice(2))}`);
  return (actual) => {
    const host = typeof actual === "string" ? hostOf(actual) : undefined;
    return host === undefined ? undefined : exact.has(host) || below.some((suffix) => host.endsWith(suffix));
  };
}

/** Whether a rule may name this host: `example.com` or `*.example.com`. */
export function isHostName(name: string): boolean {
  const host = name.startsWith("*.") ? name.slice(2) : name;
  return BARE.test(host) && hostOf(host) !== undefined;
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
