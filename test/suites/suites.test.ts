import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import type { Test } from "../../src/testing/check.js";

/** Every other file here is a suite that takes the test function: `test/runtimes` runs them in other runtimes. */
for (const name of readdirSync(import.meta.dirname).filter((file) => !file.endsWith(".test.ts"))) {
  const { suite } = (await import(join(import.meta.dirname, name))) as { suite(test: Test): void };
  suite(test);
}
