import { isIban } from "./iban.js";
import { isPlain } from "./plain.js";
import type { Truth } from "./subject.js";

type Is = (text: string) => boolean;

const LONGEST = 256;

// No expression here can read a text in two ways, so each takes linear time.
const is =
  (expression: RegExp): Is =>
  (text) =>
    expression.test(text);

/** What a rule may name. Each knows a text in its one written form. */
const PATTERNS: Readonly<Record<string, Is>> = {
  uuid: is(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
  hex: is(/^[0-9a-f]+$/i),
  digits: is(/^[0-9]+$/),
  identifier: is(/^[A-Za-z_][A-Za-z0-9_]*$/),
  slug: is(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  semver: isSemver,
  "iso-date": isDate,
  iban: isIban,
};

/** Other written forms of the same, by what they leave when they are taken away. */
const LOOSE: Readonly<Record<string, Is>> = {
  uuid: (text) => is(/^[0-9a-f]{32}$/i)(text.replace(/^urn:uuid:/i, "").replace(/[-{}\s]/g, "")),
  iban: (text) => isIban(text.replace(/[-.\s]/g, "")),
};

export const PATTERN_NAMES: readonly string[] = Object.keys(PATTERNS);

/**
 * Matches a text of a named pattern. Unknown for more than 256 characters, hidden characters, spaces around it and another
 * letter case or spelling that would match.
 */
export function patternMatcher(name: string): (actual: unknown) => Truth {
  const exact = PATTERNS[name] as Is;
  const loose = LOOSE[name] ?? exact;
  return (actual) => {
    if (typeof actual !== "string" || actual.length > LONGEST || !isPlain(actual)) return undefined;
    if (exact(actual)) return true;
    const bare = actual.trim();
    return [bare, bare.toLowerCase(), bare.toUpperCase()].some(loose) ? undefined : false;
  };
}

const SEMVER = /^(?:(?:0|[1-9]\d*)\.){2}(?:0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

// Version 2.0.0 of semver.org: numbers of a pre-release have no leading zeros.
function isSemver(text: string): boolean {
  const found = SEMVER.exec(text);
  if (!found) return false;
  const [, before = "x", build = "x"] = found;
  return before.split(".").every((part) => part !== "" && !/^0\d+$/.test(part)) && !build.split(".").includes("");
}

/** A day of the calendar: not the 30th of February. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
