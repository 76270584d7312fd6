import { hostNamed, hostOf, isHostName } from "./host.js";
import { isPlain } from "./plain.js";
import type { Truth } from "./subject.js";

const LONGEST = 320;
const ADDRESS = /^([^@]{1,64})@([^@:/?#[\]]+)$/;
// Left out: quotes, comments, lists, names before the address, routes ("a%b@c", "a!b@c") and encoded words ("=?utf-8?").
const LOCAL = /^[^\s()<>[\]:;,\\"%!?=.]+(?:\.[^\s()<>[\]:;,\\"%!?=.]+)*$/;
const NUMERIC = /(?:^|\.)\d+$/;

/**
 * The domain of a bare e-mail address: lower case, punycode. Undefined for everything that two mail programs could read
 * differently: a name before the address, several addresses, quotes, comments, routes, an address literal, a host without a dot.
 */
function domainOf(text: string): string | undefined {
  if (text.length > LONGEST || !isPlain(text)) return undefined;
  const [, local = "", written = ""] = ADDRESS.exec(text) ?? [];
  return LOCAL.test(local) && !written.endsWith(".") ? mailHost(hostOf(written)) : undefined;
}

const mailHost = (host: string | undefined): string | undefined =>
  host?.includes(".") && !NUMERIC.test(host) ? host : undefined;

/** Of `names`: a domain, or `*.example.com` for every domain below it. A name that is not one never gets here. */
export function mailMatcher(names: readonly string[]): (actual: unknown) => Truth {
  const exact = new Set(names.filter((name) => !name.startsWith("*.")).map((name) => mailHost(hostNamed(name))));
  const below = names.filter((name) => name.startsWith("*.")).map((name) => `.${hostNamed(name.slice(2))}`);
  return (actual) => {
    const domain = typeof actual === "string" ? domainOf(actual) : undefined;
    return domain === undefined ? undefined : exact.has(domain) || below.some((suffix) => domain.endsWith(suffix));
  };
}

/** Whether a rule may name this domain: `example.com`, `*.example.com`, `*.gov`. */
export const isMailDomain = (name: string): boolean =>
  isHostName(name) && !NUMERIC.test(name) && (name.startsWith("*.") || mailHost(hostNamed(name)) !== undefined);
