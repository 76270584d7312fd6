import { isPlain } from "./plain.js";
import type { Truth } from "./subject.js";

interface Place {
  readonly absolute: boolean;
  readonly segments: readonly string[];
}

/**
 * Matches a path at or below `prefix`, by whole segments. Unknown where a file system or server could read the path
 * differently: `..` and `.` (and other trailing dots or spaces), empty segments, backslashes, percent escapes, hidden
 * characters, a relative path against an absolute prefix, and a match in another case.
 */
export function underMatcher(prefix: string): (actual: unknown) => Truth {
  const base = placeOf(prefix) as Place;
  return (actual) => {
    const place = typeof actual === "string" ? placeOf(actual) : undefined;
    if (place?.absolute !== base.absolute) return undefined;
    if (starts(place.segments, base.segments)) return true;
    return starts(place.segments.map(lower), base.segments.map(lower)) ? undefined : false;
  };
}

/** Whether a rule may name this prefix. */
export const isPrefix = (prefix: string): boolean => placeOf(prefix) !== undefined;

function placeOf(path: string): Place | undefined {
  if (path === "" || !isPlain(path) || path.includes("\\") || /%[0-9a-f]{2}/i.test(path)) return undefined;
  const absolute = path.startsWith("/");
  const segments = path.split("/");
  if (absolute) segments.shift();
  if (segments.at(-1) === "") segments.pop();
  return segments.some((segment) => segment === "" || /[. ]$/.test(segment)) ? undefined : { absolute, segments };
}

const lower = (segment: string): string => segment.toLowerCase();
const starts = (segments: readonly string[], base: readonly string[]): boolean =>
  base.every((segment, i) => segments[i] === segment);
