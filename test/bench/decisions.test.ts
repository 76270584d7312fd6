import { expect, test } from "vitest";
import { compare, contendersOf } from "../../bench/decisions.js";
import type { Contender } from "../../bench/decisions-engines.js";
import { limitOf } from "../../bench/decisions-limit.js";
import { worldOf } from "../../bench/decisions-world.js";

const SIZES = [10, 100, 1000];

test.each(SIZES)("every engine decides as the closures do, with %i rules", async (size) => {
  const world = worldOf(size);
  for (const one of await contendersOf(world)) await compare(one, world);
});

test.each(SIZES)("each verdict is among the decisions, with %i rules", (size) => {
  const { rules, subjects } = worldOf(size);
  expect(rules).toHaveLength(size);
  const verdicts = new Set(subjects.map((call) => limitOf(rules)(call).verdict));
  expect([...verdicts].sort()).toEqual(["allow", "ask", "deny"]);
});

test("a rule has two or three conditions, and every operator of the comparison is used", () => {
  const { rules } = worldOf(1000);
  expect(new Set(rules.map(({ when }) => when.length))).toEqual(new Set([2, 3]));
  const operators = new Set(rules.flatMap(({ when }) => when.map(({ op }) => op)));
  expect([...operators].sort()).toEqual(["absent", "endsWith", "eq", "gt", "gte", "in"]);
});

test("a call has 24 values, and in every second one there is a note", () => {
  const { subjects } = worldOf(100);
  const leaves = (value: unknown): number =>
    typeof value === "object" && value !== null ? Object.values(value).reduce((sum, one) => sum + leaves(one), 0) : 1;
  const counts = subjects.map(({ args, context }) => leaves(args) + leaves(context));
  expect(new Set(counts)).toEqual(new Set([24, 25]));
});

test("the same rules and calls come each time", () => {
  expect(worldOf(100)).toEqual(worldOf(100));
});

test.each(["verdict", "permission"] as const)("an engine that decides otherwise is not timed (%s)", async (says) => {
  const world = worldOf(10);
  const wrong: Contender = {
    name: "wrong",
    says,
    compared: 500,
    answers: "at once",
    decide: () => ({ verdict: "allow" }),
  };
  await expect(compare(wrong, world)).rejects.toThrow("wrong decides");
});

test("that other rules decided is seen", async () => {
  const world = worldOf(10);
  const limit = limitOf(world.rules);
  const silent: Contender = {
    name: "silent",
    says: "verdict",
    compared: 500,
    answers: "at once",
    decide: (call) => ({ verdict: limit(call).verdict, rules: [] }),
  };
  await expect(compare(silent, world)).rejects.toThrow("silent decides");
});
