import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { beforeAll, expect, inject, test } from "vitest";
import { check, say } from "./check.js";
import { ROOT } from "./manifest.js";

const FROM = join(import.meta.dirname, "programs");
const HOME = join(inject("installed"), "peers");
const programs = readdirSync(FROM).filter((name) => name.endsWith(".ts"));

/** The program without its statements and list items that are marked as errors: what is left is meant to run. */
function runnable(text: string): string {
  const ast = ts.createSourceFile("program.ts", text, ts.ScriptTarget.ESNext, true);
  const marked: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isItem = ts.isStatement(node) || ts.isArrayLiteralExpression(node.parent);
    const leading = text.slice(node.getFullStart(), node.getStart());
    if (isItem && leading.includes("@ts-expect-error")) marked.push(node);
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(ast, visit);
  return marked.reduceRight((left, node) => {
    const comma = left[node.getEnd()] === "," ? 1 : 0;
    return left.slice(0, node.getFullStart()) + left.slice(node.getEnd() + comma);
  }, text);
}

beforeAll(() => {
  writeFileSync(join(HOME, "package.json"), JSON.stringify({ type: "module" }));
  cpSync(FROM, join(HOME, "programs"), { recursive: true });
  for (const name of programs) cpSync(join(FROM, name), join(HOME, "run", name));
  for (const name of programs) writeFileSync(join(HOME, "run", name), runnable(readFileSync(join(FROM, name), "utf8")));
});

test("every program of the public API compiles unchanged against the package, wrong uses refused", () => {
  const base = ts.readConfigFile(join(FROM, "tsconfig.base.json"), ts.sys.readFile).config as {
    compilerOptions: object;
  };
  const { options } = ts.convertCompilerOptionsFromJson(base.compilerOptions, FROM);
  const files = programs.map((name) => join(HOME, "programs", name));
  const { program, diagnostics } = check(files, { ...options, typeRoots: [join(HOME, "node_modules/@types")] });
  expect(program.getSourceFiles().some(({ fileName }) => fileName.endsWith("/countersign/dist/index.d.ts"))).toBe(true);
  expect(diagnostics.map(say)).toEqual([]);
});

test("the program that tests a guarded function passes its own tests", () => {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const run = execFileSync(process.execPath, [vitest, "run", "--root", join(HOME, "run"), "--reporter=json"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { numPassedTests, numTotalTests } = JSON.parse(run) as { numPassedTests: number; numTotalTests: number };
  expect([numPassedTests, numTotalTests]).toEqual([5, 5]);
});
