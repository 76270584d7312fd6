import type { Place } from "../sign-in.js";

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Of a URL's `hostname`. A name that merely resolves to this machine is none: DNS may say so of any name, but of none under
 * `localhost` (RFC 6761 §6.3).
 */
export const isLoopback = (hostname: string): boolean => LOOPBACK.has(hostname) || hostname.endsWith(".localhost");

/** Scheme, host and port under which people reach the handler. */
export const originOf = ({ base }: Place): string => new URL(base).origin;

/** Path of the handler, without a slash at its end. */
export const pathOf = ({ base }: Place): string => {
  const { pathname } = new URL(base);
  return pathname === "/" ? "" : pathname;
};

/** What follows the handler's path: `/sign-in/start`. */
export const below = (place: Place): string => new URL(place.url).pathname.slice(pathOf(place).length);

/** Where the person goes on when no place is named. */
export const home = (place: Place): string => pathOf(place) || "/";
