import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "..");
const ENTRIES = Object.values(manifest.exports)
  .flatMap((target) => (typeof target === "string" ? [] : [target.default]))
  .map((file) => join(ROOT, file.replace("./dist/", "src/").replace(/\.js$/, ".ts")))
  .filter((file) => existsSync(file));
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  noLib: true,
};

const hasDoc = (node: ts.Node): boolean => ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc);

/** An own docstring, or a type whose every member has one. A plain alias of exported types says itself. */
function isDocumented(node: ts.Node): boolean {
  if (hasDoc(ts.isVariableDeclaration(node) ? node.parent.parent : node)) return true;
  const members = ts.isInterfaceDeclaration(node)
    ? node.members
    : ts.isTypeAliasDeclaration(node) && ts.isTypeLiteralNode(node.type)
      ? node.type.members
      : undefined;
  return members !== undefined && members.length > 0 && members.every(hasDoc);
}

/** `file:line name` of what the entries export without a word. */
function undocumented(program: ts.Program, entries: readonly string[]): string[] {
  const checker = program.getTypeChecker();
  const exported = entries.flatMap((entry) => {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    return module ? checker.getExportsOfModule(module) : [];
  });
  const symbols = exported.map((symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  );
  const silent = [...new Set(symbols)].filter((symbol) => !symbol.declarations?.some(isDocumented));
  return silent.map((symbol) => `${place(symbol.declarations?.[0])} ${symbol.name}`).sort();
}

function place(node: ts.Declaration | undefined): string {
  const file = node?.getSourceFile();
  if (!node || !file) return "?";
  return `${relative(ROOT, file.fileName)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

test("everything a subpath exports has a docstring, or is a type whose members all have", () => {
  expect(ENTRIES.length).toBeGreaterThan(0);
  expect(undocumented(ts.createProgram(ENTRIES, OPTIONS), ENTRIES)).toEqual([]);
});

test("a sample is caught where it is silent", () => {
  const text = [
    "export * from './other.js';",
    "/** Said. */ export function a() {}",
    "export interface B {\n/** Said. */ c: string }",
    "export type D = {\n/** Said. */ e: string; f: string };",
    "/** Said. */ export const g = 1;",
    "export const h = 2;",
  ].join("\n");
  const files: Record<string, string> = {
    "/s/entry.ts": text,
    "/s/other.ts": "export function i() {}\nfunction own() {}",
  };
  const host = ts.createCompilerHost(OPTIONS);
  const read = host.getSourceFile;
  host.fileExists = (name) => name in files;
  host.directoryExists = () => true;
  host.getSourceFile = (name, target, ...rest) =>
    files[name] === undefined ? read(name, target, ...rest) : ts.createSourceFile(name, files[name], target, true);
  const found = undocumented(ts.createProgram(["/s/entry.ts"], OPTIONS, host), ["/s/entry.ts"]);
  expect(found.map((line) => line.split(" ")[1])).toEqual(["D", "h", "i"]);
});
