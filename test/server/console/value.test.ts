import fc from "fast-check";
import { expect, test } from "vitest";
import { shown } from "../../../src/action/view.js";
import type { Json } from "../../../src/canonical.js";
import { valueHtml } from "../../../src/server/console/value.js";
import { textOf } from "./samples.js";

test.each([
  ["900", "900"],
  ['"900"', '"900"'],
  ['"o-17"', "o-17"],
  ['"two words"', "two words"],
  ['""', '""'],
  ['" a"', '" a"'],
  ['"true"', '"true"'],
  ["true", "true"],
  ["null", "null"],
  ['"(secret)"', '"(secret)"'],
  ['"[1]"', '"[1]"'],
  ["[1,2]", "[1,2]"],
  ['{"a":"b"}', '{"a":"b"}'],
  ["(secret)", "Secret. Used by the call, shown to nobody."],
  ["(secret, 32 characters)", "Secret, 32 characters. Used by the call, shown to nobody."],
  ["(removed)", "not there"],
  ['"a\\u200bb"', "a [zero-width space: U+200B ] b"],
  ['["a\\u202e"]', '["a [right-to-left override: U+202E ] "]'],
  ['["\\\\u202e"]', '["\\\\u202e"]'],
  ['"Nordw\u0456nd"', "Nordw [Cyrillic letter, looks like another: \u0456 U+0456 ] nd"],
  ['"one\\ntwo"', "one [line break] \u21b5 two"],
])("%s reads as it is meant", (text, says) => {
  expect(textOf(valueHtml(text))).toBe(says);
});

test("two values that differ never look alike", () => {
  const near = fc.constantFrom<Json>(
    "900",
    900,
    "true",
    true,
    "null",
    null,
    "",
    " ",
    "[]",
    [],
    '"a"',
    "a",
    "(secret)",
    "\\u200b",
    "\u200b",
    "a\u200b",
    "a\\u200b",
    "\n",
    "\\n",
    ["\\u200b"],
    ["\u200b"],
  );
  const value = fc.oneof(near, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>);
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [one, other] = [shown(a), shown(b)];
      fc.pre(one !== other);
      expect(String(valueHtml(one))).not.toBe(String(valueHtml(other)));
    }),
    { numRuns: 500 },
  );
});

test("a long value is folded and complete", () => {
  const long = Array.from({ length: 300 }, (_, at) => `line${at}`).join(" ");
  const html = String(valueHtml(JSON.stringify(long)));
  expect(html).toContain("<details");
  expect(html).toContain(`Show all ${long.length.toLocaleString("en-US")} characters`);
  expect(html).toContain(long);
});

test("a text of many lines is folded too", () => {
  expect(String(valueHtml(JSON.stringify("x\n".repeat(14))))).toContain("<details");
  expect(String(valueHtml(JSON.stringify("x\n".repeat(5))))).not.toContain("<details");
});
