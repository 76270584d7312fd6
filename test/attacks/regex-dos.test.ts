import { expect, test } from "vitest";
import { call, policyOf, refusal, ruleOf, truthOf } from "../policy/parts.js";

const LONG = 60_000; // an argument's size is limited to 64 KiB

test("no operator takes a pattern", () => {
  for (const op of ["matches", "pattern", "regex", "like", "glob"]) {
    const rule = ruleOf("deny", { when: [{ path: "args.x", op, value: "^(a+)+$" }] });
    expect(refusal(() => policyOf([rule]))[0]).toMatch(/^rules\[0\]\.when\[0\]\.op/);
  }
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
  surrogates: "\ud800".repeat(LONG),
  letters: "é".repeat(LONG),
};
const CONDITIONS = [
  { op: "eq", value: "a" },
  { op: "in", value: ["a", "b"] },
  { op: "host", value: ["*.example.com"] },
  { op: "under", value: "/a/b" },
];

test.each(Object.entries(HOSTILE))("%s are compared in linear time", (_, text) => {
  const subject = call({ x: text });
  for (const { op, value } of CONDITIONS) {
    const start = performance.now();
    truthOf({ path: "args.x", op, value }, subject);
    expect(performance.now() - start).toBeLessThan(PATIENCE);
  }
});
