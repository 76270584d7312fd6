import { expect, test } from "vitest";
import { PATTERN_NAMES } from "../../src/policy/pattern.js";
import { call, policyOf, refusal, ruleOf, truthOf } from "../policy/parts.js";

const LONG = 60_000; // an argument's size is limited to 64 KiB

test("no operator takes an expression of the rule's own", () => {
  for (const op of ["matches", "regex", "like", "glob"]) {
    const rule = ruleOf("deny", { when: [{ path: "args.x", op, value: "^(a+)+$" }] });
    expect(refusal(() => policyOf([rule]))[0]).toMatch(/^rules\[0\]\.when\[0\]\.op/);
  }
  const named = ruleOf("deny", { when: [{ path: "args.x", op: "pattern", value: "^(a+)+$" }] });
  expect(refusal(() => policyOf([named]))[0]).toMatch(/^rules\[0\]\.when\[0\]\.value: pattern takes one of the names/);
});

/** Half a second for what takes milliseconds; quadratic time at this length takes many seconds. */
const PATIENCE = 500;
const HOSTILE = {
  "dots and labels": "a.".repeat(LONG / 2),
  colons: `https://${":".repeat(LONG)}`,
  "digits after a colon": `https://a${":1".repeat(LONG / 2)}x`,
  slashes: "/".repeat(LONG),
  "spaces then a letter": `${" ".repeat(LONG)}a`,
  "percent signs": "%2".repeat(LONG / 2),
  "dots in segments": "./".repeat(LONG / 2),
  "combining marks": `e${"\u0301".repeat(LONG)}`,
  "marks out of order": `a${"\u0315\u0300".repeat(LONG / 2)}`,
  "a mail address of many dots": `${"a.".repeat(LONG / 2)}@${"a.".repeat(LONG / 2)}`,
  "many at signs": "@".repeat(LONG),
  "a version of many parts": `1.0.0-${"0.".repeat(LONG / 2)}`,
  "groups of an address": `${"0:".repeat(LONG / 2)}:1`,
  surrogates: "\ud800".repeat(LONG),
  letters: "é".repeat(LONG),
};
const CONDITIONS = [
  { op: "eq", value: "a" },
  { op: "in", value: ["a", "b"] },
  { op: "host", value: ["*.example.com"] },
  { op: "under", value: "/a/b" },
  { op: "startsWith", value: "  a" },
  { op: "endsWith", value: "a  " },
  { op: "mailDomain", value: ["*.example.com"] },
  { op: "cidr", value: ["10.0.0.0/8", "::/0"] },
  ...PATTERN_NAMES.map((value) => ({ op: "pattern", value })),
];

test.each(Object.entries(HOSTILE))("%s are compared in linear time", (_, text) => {
  const subject = call({ x: text });
  for (const { op, value } of CONDITIONS) {
    const start = performance.now();
    truthOf({ path: "args.x", op, value }, subject);
    expect(performance.now() - start).toBeLessThan(PATIENCE);
  }
});
