import { expect, test } from "vitest";
import { call, ruleOf, truthOf, verdictOf } from "./parts.js";

const U = "unknown";
/** Arguments for which `is(name)` has each truth. */
const VALUES = [
  [true, 1],
  [false, 2],
  [U, "1"],
] as const;
const is = (name: string) => ({ path: `args.${name}`, op: "eq", value: 1 });
const PAIRS = VALUES.flatMap(([one, a]) => VALUES.map(([other, b]) => [one, other, a, b] as const));

test.each(PAIRS)("any of %s and %s", (one, other, a, b) => {
  const truth = one === true || other === true ? true : one === U || other === U ? U : false;
  expect(truthOf({ any: [is("a"), is("b")] }, call({ a, b }))).toBe(truth);
});

test.each(VALUES)("any of one that is %s is the same", (truth, a) => {
  expect(truthOf({ any: [is("a")] }, call({ a }))).toBe(truth);
});

test("a condition beside it must hold too", () => {
  const rules = [ruleOf("allow", { when: [{ any: [is("a"), is("b")] }, is("c")] })];
  expect(verdictOf(rules, call({ a: 2, b: 1, c: 1 }))).toBe("allow");
  expect(verdictOf(rules, call({ a: 2, b: 1, c: 2 }))).toBe("deny");
});

test("what is not sure lifts no deny, and takes an allow away", () => {
  const exception = { unless: [{ any: [is("a"), is("b")] }] };
  const denied = [ruleOf("allow"), ruleOf("deny", exception)];
  expect(verdictOf(denied, call({ a: 2, b: "1" }))).toBe("deny");
  expect(verdictOf(denied, call({ a: "1", b: 1 }))).toBe("allow");
  expect(verdictOf([ruleOf("allow", exception)], call({ a: 2, b: "1" }))).toBe("deny");
  expect(verdictOf([ruleOf("allow", exception)], call({ a: 2, b: 2 }))).toBe("allow");
});
