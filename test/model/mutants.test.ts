import { expect, test } from "vitest";
import { MUTANTS } from "./mutants.js";
import { failureOf, testsOver } from "./mutate.js";

test("there are twenty ways to break a rule of approval", () => {
  expect(new Set(MUTANTS.map(({ breaks }) => breaks)).size).toBe(20);
});

test.each(MUTANTS)("a property notices that $breaks", async ({ breaks, edits, file, killer, says = "" }) => {
  const property = (await testsOver(file, edits)).get(killer);
  if (!property) throw new Error(`${file} has no test "${killer}"`);
  const started = performance.now();
  const said = await failureOf(property);
  expect(said ?? "nothing: it passes over the broken source").toContain(says);
  expect(said).toBeDefined();
  console.log(`${breaks} -> ${says || killer} (${Math.round(performance.now() - started)} ms)`);
});
