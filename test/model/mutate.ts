import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";
import { build, type Plugin } from "esbuild";
import { expect } from "vitest";

/** A line of ours that is made wrong. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}
type Test = () => unknown;

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const nodeRequire = createRequire(import.meta.url);

/** The tests of a file, over our source with these edits. @throws where an edit does not match exactly once */
export async function testsOver(file: string, edits: readonly Edit[]): Promise<ReadonlyMap<string, Test>> {
  const changed = new Map<string, string>();
  for (const { file: source, from, to } of edits) {
    const path = at(`../../src/${source}`);
    const text = changed.get(path) ?? readFileSync(path, "utf8");
    const found = text.split(from).length - 1;
    if (found !== 1) throw new Error(`${source}: found ${found} times instead of once: ${from}`);
    changed.set(
      path,
      text.replace(from, () => to),
    );
  }
  return run(await bundled(at(file), changed));
}

async function bundled(entry: string, changed: ReadonlyMap<string, string>): Promise<string> {
  const edited: Plugin = {
    name: "edited",
    setup: ({ onLoad }) =>
      onLoad({ filter: /src\/.*\.ts$/ }, ({ path }) => {
        const contents = changed.get(path);
        return contents === undefined ? undefined : { contents, loader: "ts" };
      }),
  };
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    packages: "external",
    plugins: [edited],
  });
  return outputFiles[0]?.text ?? "";
}

/** Runs a bundle, for the tests that it would register. */
function run(code: string): ReadonlyMap<string, Test> {
  const tests = new Map<string, Test>();
  const vitest = { expect, test: registering(tests) };
  const require = (name: string): unknown => (name === "vitest" ? vitest : nodeRequire(name));
  compileFunction(code, ["require", "module", "exports"])(require, { exports: {} }, {});
  return tests;
}

/** As much of vitest's `test` as our tests use: with options before or after the body, and `each` with `%s` in the name. */
function registering(tests: Map<string, Test>) {
  const add = (name: string, ...rest: readonly unknown[]) => void tests.set(name, rest.find(isTest) as Test);
  const each =
    (rows: readonly unknown[]) =>
    (name: string, ...rest: readonly unknown[]) => {
      const body = rest.find(isTest) as (...given: unknown[]) => unknown;
      for (const row of rows) {
        const given = Array.isArray(row) ? row : [row];
        const values = [...given];
        tests.set(
          name.replace(/%s/g, () => String(values.shift())),
          () => body(...given),
        );
      }
    };
  return Object.assign(add, { each });
}

const isTest = (one: unknown): one is Test => typeof one === "function";

/** What an assertion said that failed; undefined for a test that passes. @throws what failed without an assertion: a crash */
export async function failureOf(test: Test): Promise<string | undefined> {
  try {
    await test();
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    if (cause instanceof Error && cause.name === "AssertionError") return cause.message;
    throw error;
  }
}
