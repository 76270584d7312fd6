import { LONG_ROWS } from "../plain.js";

const SEEN = /^[\t\n\r\x20-\x7e]*$/;
// A byte order mark is a space to expressions.
const HIDDEN = /\ufeff|(?!\s)[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const LINES = /[\u2028\u2029]/g;

/** What a reader sees of a text: compatibility forms as plain letters (NFKC), without characters that do not show. */
export const visible = (text: string): string =>
  SEEN.test(text) ? text : text.replace(HIDDEN, "").replace(LINES, "\n").replace(LONG_ROWS, "$1").normalize("NFKC");
