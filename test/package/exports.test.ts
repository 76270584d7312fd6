import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import { expect, inject, test } from "vitest";
import config from "../../tsup.config.js";
import {
  BINS,
  DEPENDENCIES,
  importsOf,
  laterImportsOf,
  manifest,
  PEERS,
  packageOf,
  ROOT,
  SUBPATHS,
} from "./manifest.js";

const HOME = join(inject("installed"), "bare/node_modules/countersign");
const NAMES = [...SUBPATHS.map(({ name }) => name), ...BINS];
/** A peer that no file imports, not even for its types: the adapter only has its shapes. */
const SHAPED_AFTER = ["openai"];
const read = (file: string) => readFileSync(join(HOME, file), "utf8");
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

/** The declaration file of a subpath and the shared ones that it imports. */
function declarations(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(join(HOME, file))) return seen;
  seen.add(file);
  for (const [, name] of read(file).matchAll(/from ["'](\.[^"']+)\.js["']/g))
    declarations(posix.join(posix.dirname(file), `${name}.d.ts`), seen);
  return seen;
}

/** The packages that a subpath needs: those it imports, and those its types name. */
function needs(name: string): string[] {
  const files = [`dist/${name}.js`, ...declarations(`dist/${name}.d.ts`)];
  const imported = files.map(read).flatMap((text) => [...importsOf(text), ...laterImportsOf(text)]);
  return sorted(imported.filter((each) => !isBuiltin(each)).map(packageOf));
}

test("the exports map is the list of entries", () => {
  expect(sorted(Object.keys((config as { entry: object }).entry))).toEqual(sorted(NAMES));
  for (const [subpath, target] of Object.entries(manifest.exports))
    if (typeof target !== "string")
      expect(target, subpath).toEqual({ types: target.default.replace(/\.js$/, ".d.ts"), default: target.default });
});

test("the tarball holds one JavaScript file an entry, the declarations they share, and nothing else", () => {
  const packed = readdirSync(HOME, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath.slice(HOME.length + 1), entry.name));
  const types = NAMES.flatMap((name) => [...declarations(`dist/${name}.d.ts`)]);
  const expected = [...NAMES.map((name) => `dist/${name}.js`), ...types];
  const papers = ["package.json", "LICENSE", "README.md", "CHANGELOG.md"].filter((file) =>
    existsSync(join(ROOT, file)),
  );
  expect(sorted(packed)).toEqual(sorted([...expected, ...papers.filter((file) => packed.includes(file))]));
  expect(sorted(packed)).toEqual(expect.arrayContaining(["LICENSE", "README.md"]));
  for (const { name } of SUBPATHS) expect(types).toContain(`dist/${name}.d.ts`);
});

test("what the subpaths import is declared, and every declared peer is used and optional", () => {
  const used = SUBPATHS.flatMap(({ name }) => needs(name));
  expect(sorted(used).filter((name) => !DEPENDENCIES.includes(name) && !PEERS.includes(name))).toEqual([]);
  const texts = NAMES.map((name) => read(`dist/${name}.js`)).join();
  const isUsed = (peer: string) =>
    used.includes(peer) || new RegExp(`["']${peer}["']`).test(texts) || SHAPED_AFTER.includes(peer);
  expect(PEERS.filter((peer) => !isUsed(peer))).toEqual([]);
  expect(manifest.peerDependenciesMeta).toEqual(Object.fromEntries(PEERS.map((peer) => [peer, { optional: true }])));
});

test("the README's table lists every subpath and the peers it needs", () => {
  const rows = readFileSync(join(ROOT, "README.md"), "utf8")
    .split(/^\|\s*subpath\s*\|\s*needs\s*\|\s*runtimes\s*\|\s*$/m)[1]
    ?.trimStart()
    .split(/\n(?!\|)/)[0]
    ?.split("\n")
    .slice(1)
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const table = new Map(rows?.map(([, subpath = "", need = ""]) => [subpath.replaceAll("`", ""), need]));
  expect(sorted(table.keys())).toEqual(sorted(SUBPATHS.map(({ specifier }) => specifier)));
  for (const { specifier, name } of SUBPATHS)
    for (const peer of needs(name).filter((each) => PEERS.includes(each)))
      expect(table.get(specifier), specifier).toContain(peer);
});
