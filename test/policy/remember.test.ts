import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/index.js";
import { isWithin, narrowest, type Remember } from "../../src/policy/remember.js";
import { ask, loadPolicy, policy } from "../../src/policy.js";
import { refund } from "../world.js";

const day: Remember = { scope: { critical: "equal" }, for: "1d", uses: 10 };
const require = { approvers: { group: "finance" }, within: "30m" } as const;
const plain = action("plain", { input: z.object({ to: z.string() }), effect: "message" });

const ceilings = fc.record({
  scope: fc.constantFrom<Remember["scope"]>("same call", { critical: "equal" }),
  for: fc.integer({ min: 1, max: 5 }),
  uses: fc.integer({ min: 1, max: 5 }),
});

test("an ask rule says what may be remembered of an approval", () => {
  const made = policy({ id: "p", rules: [ask("large", { on: refund, require, remember: day })] });
  expect(made.rules[0]?.remember).toEqual(day);
});

test("what may be remembered is part of the policy's hash", () => {
  const of = (remember: Remember) => policy({ id: "p", rules: [ask("large", { on: refund, require, remember })] }).hash;
  expect(of(day)).not.toBe(of({ ...day, uses: 11 }));
});

test.each([
  ["no uses", { ...day, uses: 0 }, "remember.uses: must be a whole number of uses, 1 to 1000"],
  ["uses without end", { ...day, uses: Number.POSITIVE_INFINITY }, "remember.uses: must be a whole number of uses"],
  ["no time", { ...day, for: 0 }, "remember.for: must be a duration"],
  ["another scope", { ...day, scope: "everything" }, 'remember.scope: use "same call" or { critical: "equal" }'],
  ["a scope that is open", { ...day, scope: { critical: "any" } }, "remember.scope.critical"],
  ["an unknown key", { ...day, forever: true }, "remember.forever: is no key here"],
])("a ceiling with %s is refused", (_, remember, message) => {
  const rule = { id: "large", verdict: "ask", on: { action: "refund.issue" }, require, remember };
  expect(() => loadPolicy({ id: "p", rules: [rule] }, [refund])).toThrow(message);
});

test("only an ask rule may remember", () => {
  const rule = { id: "r", verdict: "allow", on: { action: "refund.issue" }, remember: day };
  expect(() => loadPolicy({ id: "p", rules: [rule] }, [refund])).toThrow("remember: belongs to an ask rule only");
});

test("calls of an action without critical arguments are not all alike", () => {
  const rules = [ask("all", { on: plain, require, remember: day })];
  expect(() => policy({ id: "p", rules })).toThrow("plain has no critical argument");
});

test("the narrowest of several ceilings is within each of them", () => {
  fc.assert(
    fc.property(fc.array(ceilings, { minLength: 1, maxLength: 4 }), (all) => {
      const one = narrowest(all);
      expect(one && all.every((ceiling) => isWithin(one, ceiling))).toBe(true);
    }),
  );
});

test("nothing is remembered where one of several rules lets nothing be remembered", () => {
  expect(narrowest([day, undefined])).toBeUndefined();
  expect(narrowest([undefined, day])).toBeUndefined();
  expect(narrowest([])).toBeUndefined();
});

test("more uses, a longer time or a wider scope are beyond a ceiling", () => {
  const ceiling: Remember = { scope: "same call", for: "1h", uses: 2 };
  expect(isWithin(ceiling, ceiling)).toBe(true);
  expect(isWithin({ ...ceiling, uses: 3 }, ceiling)).toBe(false);
  expect(isWithin({ ...ceiling, for: "61m" }, ceiling)).toBe(false);
  expect(isWithin({ ...ceiling, scope: { critical: "equal" } }, ceiling)).toBe(false);
});
