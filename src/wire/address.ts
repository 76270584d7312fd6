import { misuse } from "../errors.js";
import { bytesOf } from "./ip.js";
import { isPublic } from "./public-address.js";

/** Where requests may go: to addresses of the public internet alone, or wherever the configuration says. */
export type Network = "public" | "any";

/**
 * A URL of the configuration that requests are sent to: https, without credentials or a fragment. Plain http is for this
 * machine alone, and only on `any` network. An address instead of a name must be public on `public` network; names are
 * resolved, checked and pinned at each connection (`pinnedFetch`). URLs are secrets: no error holds one.
 * @throws code `input`
 */
export function addressOf(given: unknown, where: string, network: Network): URL {
  const url = typeof given === "string" && URL.canParse(given) ? new URL(given) : undefined;
  if (!url) throw misuse(where, "give an absolute https URL");
  if (url.username || url.password || url.hash) throw misuse(where, "must have no credentials and no fragment");
  const plain = url.protocol === "http:" && network === "any" && isThisMachine(url.hostname);
  if (url.protocol !== "https:" && !plain)
    throw misuse(where, 'must be https; plain http is for this machine alone, with network: "any"');
  if (network === "public" && !mayBePublic(url.hostname))
    throw misuse(where, 'is no address of the public internet: set network: "any" where requests may go to your own');
  return url;
}

/** Of a URL's host: an address must be public; a name is not known before it is resolved. */
export const mayBePublic = (hostname: string, permits: (address: string) => boolean = isPublic): boolean => {
  const host = hostname.replace(/^\[|\]$/g, "");
  return bytesOf(host) === undefined || permits(host);
};

const isThisMachine = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || bytesOf(hostname)?.[0] === 127;
