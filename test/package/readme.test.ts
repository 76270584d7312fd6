import { beforeAll, expect, test } from "vitest";
import { printed, programPage } from "./page.js";

const page = programPage("README.md", "readme");
const runs = page.blocks.filter(({ run }) => run === "run");

beforeAll(() => page.make());

test("the README has programs", () => {
  expect(page.modules.length).toBeGreaterThan(0);
  expect(runs.length).toBeGreaterThan(0);
});

test("every program of the README compiles", () => {
  expect(page.complaints()).toEqual([]);
});

test.each(runs)("$file ($language) of the README prints what it says", async (block) => {
  const said = await page.output(block);
  if (block.prints) expect(said).toMatch(printed(block.prints));
});
