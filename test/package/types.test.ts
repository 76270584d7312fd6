import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { check, say } from "./check.js";
import { SUBPATHS } from "./manifest.js";

const HOME = join(inject("installed"), "peers");
const LIB = { lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"], skipLibCheck: false, types: [] };
/** Their own declarations do not pass; what is ours in such a program still must. */
const EXCEPTED = /\/node_modules\/(@langchain\/[^/]+|langchain|langsmith)\//;

/** Its own parameters are Node's requests and responses. */
const OF_NODE = "countersign/server/node";

test.each(SUBPATHS)("the declarations of $specifier check alone, libraries included", ({ specifier }) => {
  const file = join(HOME, "alone.mts");
  const options = specifier === OF_NODE ? { ...LIB, types: ["node"], skipLibCheck: true } : LIB;
  const { program, diagnostics } = check([file], options, { [file]: `export * from "${specifier}";\n` }, EXCEPTED);
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.includes("/node_modules/countersign/dist/"));
  expect(ours.length).toBeGreaterThan(0);
  expect(diagnostics.map(say)).toEqual([]);
});

test("a broken declaration is found", () => {
  const file = join(HOME, "broken.mts");
  const { diagnostics } = check([file], LIB, {
    [file]: 'export * from "countersign";\nexport declare const a: Buffer;\n',
  });
  expect(diagnostics.map(({ code }) => code)).toEqual([2591]);
});
