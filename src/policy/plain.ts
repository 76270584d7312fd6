const SEEN_ASCII = /^[\x20-\x7e]*$/;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

// UAX #15 calls a text with at most 30 marks in a row stream-safe; normalizing longer rows takes quadratic time.
const MARKS = /\p{M}{31}/u;

/**
 * Whether a text is what it looks like: its normal form (NFKC) is itself, and it holds no control, zero-width, bidi or
 * other invisible character.
 */
export const isPlain = (text: string): boolean =>
  SEEN_ASCII.test(text) || (!HIDDEN.test(text) && !MARKS.test(text) && text.normalize("NFKC") === text);

export const isHidden = (character: string): boolean => HIDDEN.test(character);
