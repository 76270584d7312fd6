const RUN = /[+\d ()./-]{7,}/g;
const APART = / {2,}|(?=\+)/;
const LETTER = /[\p{L}\p{N}_,]/u;
const LONGEST = 32;

const SHAPES: readonly RegExp[] = [
  /^\+[1-9](?:[ ()./-]{0,3}\d){7,14}$/, // ITU-T E.164
  /^00[1-9](?=\d{0,3}[ ()./-])(?:[ ()./-]{0,3}\d){8,13}$/,
  /^(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}$/, // North America
  /^0[1-9](?:([ .-])\d\d)(?:\1\d\d){3}$/, // pairs, as in France
  /^\(?0[1-9]\d{0,4}\)?[ /-]{1,3}(?=\d(?:[ -]?\d){5,9}$)\d{3,8}(?:[ -]\d{2,6}){0,3}$/, // an area or network code first
  /^\(\d{2,3}\) ?\d{4,5}-\d{4}$/, // as in Brazil
];

/** Whether a text holds a phone number: international with "+" or "00", or national with signs between its parts. */
export function holdsPhone(text: string): boolean {
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (touches(text, index, run.length)) continue;
    for (const part of run.split(APART)) if (part.length <= LONGEST && isPhone(bare(part))) return true;
  }
  return false;
}

const isPhone = (number: string): boolean => SHAPES.some((shape) => shape.test(number));

/** Whether a run is part of a word or of another number. */
function touches(text: string, start: number, length: number): boolean {
  const [first = "", last = ""] = [text[start], text[start + length - 1]];
  const [before = "", after = ""] = [text[start - 1], text[start + length]];
  return (/[\d+]/.test(first) && LETTER.test(before)) || (/\d/.test(last) && /[\p{L}_]/u.test(after));
}

/** Without what is around a number in a sentence. */
function bare(part: string): string {
  const inner = part.replace(/^[ )./-]{1,32}/, "").replace(/[ (./-]{1,32}$/, "");
  const closed = inner.endsWith(")") ? inner.slice(0, -1) : inner;
  return closed.startsWith("(") && !closed.includes(")") ? closed.slice(1) : closed;
}
