const SEEN = /^[\t\n\r\x20-\x7e]*$/;
// A byte order mark is a space to expressions.
const HIDDEN = /\ufeff|(?!\s)[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const LINES = /[\u2028\u2029]/g;

// UAX #15 allows at most 30 marks in a row in a stream-safe text; normalizing longer rows takes quadratic time. Two letters
// become marks by it: the halfwidth sound marks.
const MARKS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/** What a reader sees of a text: compatibility forms as plain letters (NFKC), without characters that do not show. */
export const visible = (text: string): string =>
  SEEN.test(text) ? text : text.replace(HIDDEN, "").replace(LINES, "\n").replace(MARKS, "$1").normalize("NFKC");
