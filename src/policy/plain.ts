const SEEN_ASCII = /^[\x20-\x7e]*$/;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

// UAX #15 calls a text with at most 30 marks in a row stream-safe; normalizing longer rows takes quadratic time. Two letters
// become marks by it: the halfwidth sound marks.
const MARKS = /[\p{M}\uff9e\uff9f]{31}/u;
/** All marks of such a longer row, to cut: the first group is what is stream-safe. */
export const LONG_ROWS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/**
 * Whether a text is what it looks like: its normal form (NFKC) is itself, and it holds no control, zero-width, bidi or
 * other invisible character.
 */
export const isPlain = (text: string): boolean =>
  SEEN_ASCII.test(text) || (!HIDDEN.test(text) && !MARKS.test(text) && text.normalize("NFKC") === text);

// Both ways: "ς" and "σ" have one upper case, "İ" has a lower case of two characters.
export const folded = (text: string): string => text.toLowerCase().toUpperCase();

/** A text without what many readers pass over: letter case, and spaces around it. */
export const loose = (text: string): string => folded(text.trim());

/** Whether a text is `named` to a reader that passes over letter case and spaces around it. Folding keeps the length of ASCII. */
export function alikeTo(named: string): (text: string) => boolean {
  const wanted = loose(named);
  return (text) => {
    const bare = text.trim();
    return (bare.length === wanted.length || !SEEN_ASCII.test(bare)) && folded(bare) === wanted;
  };
}

export const isHidden = (character: string): boolean => HIDDEN.test(character);
