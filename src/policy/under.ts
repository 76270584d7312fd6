import { folded, isPlain } from "./plain.js";
import type { Truth } from "./subject.js";

interface Place {
  /** From where it leads: a root, a drive, someone's home, or wherever the reader is. */
  readonly from: "root" | "drive" | "home" | "here";
  readonly segments: readonly string[];
}

/**
 * Matches a path at or below `prefix`, by whole segments. Unknown where a file system or server could read the path
 * differently: `..` and `.` (and other trailing dots or spaces), empty segments, backslashes, percent escapes, parameters
 * after `;` (servlets read `..;` as `..`), short names as `DATA~1`, streams after `::`, hidden characters, a path that leads
 * from elsewhere than the prefix (a root, a drive, `~`, none), and a match in another case.
 */
export function underMatcher(prefix: string): (actual: unknown) => Truth {
  const base = placeOf(prefix) as Place;
  const loosely = base.segments.map(folded);
  return (actual) => {
    const place = typeof actual === "string" ? placeOf(actual) : undefined;
    if (place?.from !== base.from) return undefined;
    if (starts(place.segments, base.segments)) return true;
    return starts(place.segments.map(folded), loosely) ? undefined : false;
  };
}

/** Whether a rule may name this prefix. */
export const isPrefix = (prefix: string): boolean => placeOf(prefix) !== undefined;

const UNSURE = /[\\;]|%(?:u[0-9a-f]{4}|[0-9a-f]{2})|~\d|::|:\$/i;

function placeOf(path: string): Place | undefined {
  if (path === "" || !isPlain(path) || UNSURE.test(path)) return undefined;
  const from = fromOf(path);
  const segments = path.split("/");
  if (from === "root") segments.shift();
  if (segments.at(-1) === "") segments.pop();
  return segments.some((segment) => segment === "" || /[. ]$/.test(segment)) ? undefined : { from, segments };
}

function fromOf(path: string): Place["from"] {
  if (path.startsWith("/")) return "root";
  return path.startsWith("~") ? "home" : /^[a-z]:/i.test(path) ? "drive" : "here";
}

const starts = (segments: readonly string[], base: readonly string[]): boolean =>
  base.every((segment, i) => segments[i] === segment);
