import { patternMatcher } from "../pattern.js";

const APART = /[\s,;:=()[\]{}<>"'`|/?!&]+/;
const LONGEST = 256;

/** The first of these named patterns that a word of the text has; unknown counts, as in rules. */
export function patternFinder(names: readonly string[]): (text: string) => string | undefined {
  const matchers = names.map((name) => [name, patternMatcher(name)] as const);
  return (text) => {
    for (const word of new Set(wordsOf(text))) {
      const found = matchers.find(([, matches]) => matches(word) !== false);
      if (found) return found[0];
    }
    return undefined;
  };
}

/** Without the signs around them. What is longer than a pattern takes counts by its start. */
const wordsOf = (text: string): readonly string[] =>
  text
    .split(APART)
    .map((word) =>
      word
        .slice(0, LONGEST)
        .replace(/^[.*_+-]{1,256}/, "")
        .replace(/[.*+-]{1,256}$/, ""),
    )
    .filter((word) => word !== "");
