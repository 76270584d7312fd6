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

/** Words of letters, at whose soft hyphens they may be broken: no names of hosts, accounts or files. */
const BROKEN = /(?<!\S)[\p{Ps}\p{Pi}"']*\p{L}[\p{L}\p{M}]*(?:[\u00ad-]\p{L}[\p{L}\p{M}]*)+[\p{P}]*(?!\S)/gu;

/** A text without those hidden characters that honest writing needs where they stand. */
export const withoutNeeded = (text: string): string =>
  text.replace(NEEDED, "").replace(BROKEN, (word) => word.replaceAll("\u00ad", ""));

/** A unit with a Greek letter: micrometres, kilo-ohms. */
const UNIT = /^\d*(?:\u03bc(?:[mgslLAVWFHNJTC]|mol|mL|Pa|Sv|Gy|Hz|rad)|[kMGm]?\u03a9)$/u;
export const isUnit = (word: string): boolean => UNIT.test(word);
