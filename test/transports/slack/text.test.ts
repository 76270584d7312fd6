import fc from "fast-check";
import { expect, test } from "vitest";
import { cut, inert, lengthOf } from "../../../src/transports/slack/text.js";
import { texts } from "./hostile.js";
import { live } from "./seen.js";

test.each([
  ["abcde", 5, "abcde"],
  ["abcdef", 5, "abcd…"],
  ["ab👩cd", 4, "ab…"],
  ["ab👩cd", 5, "ab👩…"],
  ["ab\\u202ecd", 8, "ab…"],
  ["ab\\u202ecd", 9, "ab\\u202e…"],
  ["a&b", 7, "a&b"],
  ["a&b", 6, "a…"],
  ["<<<", 9, "<<…"],
  ["", 5, ""],
])("%j within %d is %j", (text, most, is) => {
  expect(cut(text, most)).toBe(is);
});

test("a cut text is no longer than it may be, its start is that of the text, and it says that it was cut", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 400 }), (text, most) => {
      const short = cut(text, most);
      expect(lengthOf(short)).toBeLessThanOrEqual(most);
      if (short === text) return;
      expect(short.endsWith("…")).toBe(true);
      expect(text.startsWith(short.slice(0, -1))).toBe(true);
      expect(lengthOf(text)).toBeGreaterThan(most);
    }),
  );
});

test.each([
  ["12:30, 1,840.00 EUR (a. b)", "12\u223630, 1,840.00 EUR (a. b)"],
  ["Approval needed: x. Done.", "Approval needed: x. Done."],
  [":a: https://b.c", "\u2236a: https\u2236//b\u2024c"],
  ["a_b*c~d`e@f#g", "a\uff3fb\u2217c\u223cd\u02cbe\uff20f\uff03g"],
  ["<@U1> & &amp;", "&lt;\uff20U1&gt; &amp; &amp;amp;"],
])("of %j mrkdwn has %j", (text, is) => {
  expect(inert(text)).toBe(is);
});
test("of no line mrkdwn makes anything", () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(live(inert(text.replaceAll("\n", " ")))).toEqual([]);
    }),
  );
});
