import { folded, isPlain } from "./plain.js";
import type { Truth } from "./subject.js";

const MARK = /^\p{M}/u;

/** Whether a rule may name this prefix or suffix: not only spaces, and not half of a letter. */
export const isAffix = (text: string): boolean => text.trim() !== "" && !MARK.test(text);

/**
 * Matches a text that starts with `prefix`. Unknown where another reader could find that it does: hidden characters, another
 * letter case, spaces before it, a prefix that ends within a letter and its accent.
 */
export function prefixMatcher(prefix: string): (actual: unknown) => Truth {
  const loose = folded(prefix.trimStart());
  return (actual) => {
    if (typeof actual !== "string" || !isPlain(actual)) return undefined;
    if (actual.startsWith(prefix)) return MARK.test(actual.slice(prefix.length)) ? undefined : true;
    return folded(actual.trimStart()).startsWith(loose) ? undefined : false;
  };
}

/** Matches a text that ends with `suffix`. Unknown for hidden characters, another letter case and spaces after it. */
export function suffixMatcher(suffix: string): (actual: unknown) => Truth {
  const loose = folded(suffix.trimEnd());
  return (actual) => {
    if (typeof actual !== "string" || !isPlain(actual)) return undefined;
    return actual.endsWith(suffix) || (folded(actual.trimEnd()).endsWith(loose) ? undefined : false);
  };
}
