import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pageOf } from "./examples.js";

const ROOT = join(import.meta.dirname, "../..");

test("the README leads to the page of words, whose links lead somewhere", () => {
  expect(readFileSync(join(ROOT, "README.md"), "utf8")).toContain("](docs/words.md)");
  expect(pageOf(join(ROOT, "docs"), "words.md").deadLinks).toEqual([]);
});

test("the README leads nowhere that is not there", () => {
  expect(pageOf(ROOT, "README.md").deadLinks).toEqual([]);
});
