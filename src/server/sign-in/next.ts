import type { Place } from "../sign-in.js";
import { home, originOf, pathOf } from "./where.js";

const LONGEST = 1000;

/**
 * A path under the handler's own, from the origin on; whatever else was given is answered by the handler's front page.
 * What a browser would read as another origin (`//host`, `/\host`, with tabs or dots between) is refused after the URL
 * parser that browsers use has read it.
 */
export function safeNext(given: string | null | undefined, place: Place): string {
  if (!given?.startsWith("/") || given.length > LONGEST || !URL.canParse(given, place.base)) return home(place);
  const { origin, pathname, search } = new URL(given, place.base);
  const base = pathOf(place);
  const ours = origin === originOf(place) && !pathname.startsWith("//");
  const here = pathname === base || pathname.startsWith(`${base}/`);
  return ours && here ? `${pathname}${search}` : home(place);
}

/** Where this request itself was going. */
export function nextOf(place: Place): string {
  const { pathname, search } = new URL(place.url);
  return safeNext(`${pathname}${search}`, place);
}

/** A page of the sign-in that keeps where the person was going. */
export const withNext = (place: Place, page: string, next: string): string =>
  `${pathOf(place)}/${page}${next === home(place) ? "" : `?next=${encodeURIComponent(next)}`}`;
