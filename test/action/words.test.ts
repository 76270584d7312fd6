import fc from "fast-check";
import { expect, test } from "vitest";
import { checkWords } from "../../src/action/words.js";
import { fromHex, sha256, toBase64url } from "../../src/canonical.js";

const wordsOf = (hex: string): string => checkWords(toBase64url(fromHex(hex)));
const column = (place: 0 | 1): string[] =>
  Array.from({ length: 256 }, (_, byte) => {
    const hex = byte.toString(16).padStart(2, "0");
    return wordsOf(place === 0 ? `${hex}000000` : `00${hex}0000`).split(" ")[place] as string;
  });

test("the first four bytes are two-syllable and three-syllable words in turn", () => {
  expect(wordsOf("1a0d2f12".padEnd(64, "7"))).toBe("beehive asteroid cement backwater");
  expect(wordsOf("e58294f2e9a227486e8b061b31cc528fd7fa3f19")).toBe("topmost Istanbul Pluto vagabond");
});

test("the lists are the published ones, each word once", () => {
  const [even, odd] = [column(0), column(1)];
  expect(new Set([...even, ...odd].map((word) => word.toLowerCase())).size).toBe(512);
  // Of the same lists as three other programs carry them: both joined by line feeds, one under the other.
  expect(sha256([...even, ...odd].join("\n"))).toBe("e9b7b0052233a74aa56724ed3f79c272036aed68d8f4c0856e833c8043b9ac62");
});

test("digests that differ in their first 32 bits have different words", () => {
  const bits = fc.uint8Array({ minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(bits, bits, (one, other) => {
      const same = one.every((byte, at) => byte === other[at]);
      expect(checkWords(toBase64url(one)) === checkWords(toBase64url(other))).toBe(same);
    }),
  );
});
