/** Scripts whose writing needs joiners. */
const INDIC =
  "\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}";
const ARABIC = "\\p{Script=Arabic}\\p{Script=Syriac}";
const PRINTED = "\\p{L}\\p{N}\\p{P}\\p{S}";

/** Characters that hide, where what is around them needs them: nothing else could be meant by it. */
const NEEDED = new RegExp(
  [
    "(?<=\\p{Extended_Pictographic})\\ufe0f", // drawn as an emoji
    "(?<=[0-9#*])\\ufe0f(?=\\u20e3)",
    "(?<=\\p{Extended_Pictographic}[\\ufe0f\\p{Emoji_Modifier}]?)\\u200d(?=\\p{Extended_Pictographic})", // two as one
    `(?<=[${ARABIC}])(?<=\\p{L}\\p{M}?)\\u200c(?=[${ARABIC}])(?=\\p{L})`,
    `(?<=[${INDIC}])(?<=[\\p{L}\\p{M}])[\\u200c\\u200d](?=[${INDIC}])(?=[\\p{L}\\p{M}])`,
    `(?<=[${PRINTED}\\p{M}])[\\u00a0\\u202f](?=[${PRINTED}])`, // a space that does not break
  ].join("|"),
  "gu",
);

const WORD = /\S+/gu;
const HYPHENS = /[\u00ad-]/u;
const FIRST = /^[\p{Ps}\p{Pi}"']*\p{L}[\p{L}\p{M}]*$/u;
const INNER = /^\p{L}[\p{L}\p{M}]*$/u;
const LAST = /^\p{L}[\p{L}\p{M}]*\p{P}*$/u;

/** Whether it is a word of letters, which may be broken at its soft hyphens: no name of a host, an account or a file. */
function isBroken(word: string): boolean {
  const parts = word.split(HYPHENS);
  const last = parts.length - 1;
  return last > 0 && parts.every((part, i) => (i === 0 ? FIRST : i === last ? LAST : INNER).test(part));
}

/** A text without those hidden characters that honest writing needs where they stand. */
export const withoutNeeded = (text: string): string =>
  text.replace(NEEDED, "").replace(WORD, (word) => (isBroken(word) ? word.replaceAll("\u00ad", "") : word));

/** A unit with a Greek letter: micrometres, kilo-ohms. */
const UNIT = /^\d*(?:\u03bc(?:[mgslLAVWFHNJTC]|mol|mL|Pa|Sv|Gy|Hz|rad)|[kMGm]?\u03a9)$/u;
export const isUnit = (word: string): boolean => UNIT.test(word);
