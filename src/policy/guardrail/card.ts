const RUN = /(?<![\p{L}\p{N}_])(?<!\d\.)\d(?:[ -]?\d){11,}(?![\p{L}\p{N}_])/gu;
const GROUPS: readonly (readonly number[])[] = [
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
  [4, 4, 4, 4, 3],
];

/** Whether a text holds the number of a payment card: of a known prefix and length, with a check digit that fits. */
export function holdsCard(text: string): boolean {
  for (const [run] of text.matchAll(RUN)) {
    const groups = run.split(/[ -]/);
    if (isCard(groups.join(""))) return true;
    if (groups.some((group, i) => isCard(group) || GROUPS.some((shape) => isCard(shaped(groups, i, shape)))))
      return true;
  }
  return false;
}

/** The digits of so many groups of these lengths, from `start` on; none where they are not so. */
function shaped(groups: readonly string[], start: number, shape: readonly number[]): string {
  const part = groups.slice(start, start + shape.length);
  return part.length === shape.length && part.every((group, i) => group.length === shape[i]) ? part.join("") : "";
}

const isCard = (digits: string): boolean =>
  digits.length >= 14 && digits.length <= 19 && lengthsOf(digits).includes(digits.length) && passesLuhn(digits);

// Visa's numbers of 13 digits are long gone, and every tenth article number (EAN) would be one.
function lengthsOf(digits: string): readonly number[] {
  const [two, three, four, six] = [2, 3, 4, 6].map((n) => Number(digits.slice(0, n))) as [
    number,
    number,
    number,
    number,
  ];
  if (two === 34 || two === 37) return [15]; // American Express
  if (digits.startsWith("4")) return [16, 19]; // Visa
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return [16]; // Mastercard
  if ((three >= 300 && three <= 305) || two === 36 || two === 38 || two === 39) return [14, 16, 19]; // Diners Club
  if (four >= 2200 && four <= 2204) return [16, 17, 18, 19]; // Mir
  if (four >= 3528 && four <= 3589) return [16, 17, 18, 19]; // JCB
  const discover = four === 6011 || (three >= 644 && three <= 649) || two === 65;
  const maestro = [5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763].includes(four);
  return discover || maestro || two === 62 || (six >= 810_000 && six <= 817_199) ? [16, 17, 18, 19] : [];
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
