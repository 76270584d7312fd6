import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { exchangeTests } from "./exchange-tests.js";

const MODULES = join(import.meta.dirname, "../../node_modules");
const versionOf = (name: string) =>
  (JSON.parse(readFileSync(join(MODULES, name, "package.json"), "utf8")) as { version: string }).version;

test("the oldest and the newest major of both packages are the ones tested", () => {
  expect(versionOf("ky")).toMatch(/^1\./);
  expect(versionOf("ky2")).toMatch(/^2\./);
  expect(versionOf("p-retry")).toMatch(/^7\./);
  expect(versionOf("p-retry9")).toMatch(/^9\./);
  expect(manifest.dependencies.ky).toBe("^1.14.3 || ^2");
  expect(manifest.dependencies["p-retry"]).toBe("^7.1 || ^8 || ^9");
});

describe("with ky 1 and p-retry 7", exchangeTests);
