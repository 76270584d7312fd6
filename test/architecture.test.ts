import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { descend, parse, type Source } from "./architecture/source.js";

/** The order of rooms: a room may know those on later lines, never its own line's others or an earlier one. */
const CORE = [
  ["index"],
  ["countersign"],
  ["guard", "desk"],
  ["execution"],
  ["approval"],
  ["policy"],
  ["action"],
  ["people", "audit"],
  ["canonical", "errors", "clock", "json"],
];
const GROUND = CORE.length - 1;
/** Rooms of adapters: they know core below its front door and `wire`, never each other. */
const ADAPTERS = ["transports", "stores", "directories", "signers", "sinks", "judges", "gatherers", "hosts", "context"];
/** Rooms that know the front door; nothing knows them. The first three also put adapters together. */
const ASSEMBLIES = ["local", "testing", "cli"];
const FRONT = [...ASSEMBLIES, "agents", "server"];
const NODE_FILES =
  /^(stores\/sqlite|sinks\/jsonl|transports\/terminal|directories\/|server\/node[./]|local[./]|context\.ts|cli\/)/;
/** Who may import which package; whatever is not here, nobody. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  "@noble/hashes/sha2.js": /^canonical[./]/,
  "@standard-schema/spec": /^/,
  eventemitter3: /^countersign\//,
  "zod/mini": /^(policy\/|directories\/people-schema|server\/api\/)/,
  hono: /^server\//,
  "openid-client": /^server\/oidc/,
  jose: /^(server\/oidc|transports\/teams\/)/,
  "@slack/socket-mode": /^transports\/slack\/socket/,
  "@slack/types": /^transports\/slack\//,
  "@simplewebauthn/server": /^server\/passkey/,
  undici: /^wire\//,
  yaml: /^(directories\/people-file|cli\/)/,
  ky: /^wire\//,
  "p-retry": /^wire\//,
  "node-sql-parser": /^policy\/guardrail\/sql-parser/,
  "@cedar-policy/cedar-wasm": /^judges\/cedar/,
  libsql: /^stores\/sqlite/,
  "better-sqlite3": /^stores\/sqlite/,
  openai: /^agents\/openai/,
  langchain: /^agents\/langchain/,
  "@langchain/core": /^agents\/langchain/,
};
const MOST_LINES = 400;
const MOST_FUNCTION_LINES = 60;

const SUBPATHS = Object.values(manifest.exports)
  .flatMap((target) => (typeof target === "string" ? [] : [target.default]))
  .map((file) => file.replace("./dist/", "").replace(/\.js$/, ".ts"));

const room = (path: string) => (path.split("/")[0] as string).replace(/\.ts$/, "");
const level = (path: string) => CORE.findIndex((rooms) => rooms.includes(room(path)));

function mayKnow(from: string, to: string): boolean {
  if (room(from) === room(to)) return level(from) >= 0 || !SUBPATHS.includes(to);
  if (room(from) === "cli" && room(to) === "server") return true;
  if (FRONT.includes(room(to))) return false;
  if (ADAPTERS.includes(room(to))) return ASSEMBLIES.includes(room(from));
  if (FRONT.includes(room(from))) return level(to) >= 0 || room(to) === "wire";
  if (ADAPTERS.includes(room(from)))
    return level(to) >= CORE.findIndex((rooms) => rooms[0] === "execution") || room(to) === "wire";
  if (room(from) === "wire") return level(to) === GROUND;
  return level(from) >= 0 && (level(to) > level(from) || (level(from) === GROUND && level(to) === GROUND));
}

function cycles(sources: readonly Source[]): string[] {
  const edges = new Map(sources.map((source) => [source.path, source.knows]));
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.add([...trail.slice(trail.indexOf(path)), path].join(" -> "));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  return [...found];
}

const packageName = (name: string) =>
  name in PACKAGES
    ? name
    : name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/");
const isPackage = (name: string) => !name.startsWith(".") && !isBuiltin(name);
const place = (source: Source, node: ts.Node) =>
  `${source.path}:${source.ast.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
const lines = (source: Source, node: ts.Node) =>
  source.ast.getLineAndCharacterOfPosition(node.getEnd()).line -
  source.ast.getLineAndCharacterOfPosition(node.getStart()).line +
  1;
const nodes = (sources: readonly Source[], found: (node: ts.Node, source: Source) => boolean): string[] =>
  sources.flatMap((source) =>
    [...descend(source.ast)].filter((node) => found(node, source)).map((node) => place(source, node)),
  );

const BOOLEANS = [ts.SyntaxKind.BooleanKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword];
function isBooleanParameter(node: ts.Node): boolean {
  if (!ts.isParameter(node)) return false;
  const types = node.type && ts.isUnionTypeNode(node.type) ? node.type.types : node.type ? [node.type] : [];
  const kinds = types.map((type) => (ts.isLiteralTypeNode(type) ? type.literal.kind : type.kind));
  return [...kinds, node.initializer?.kind].some((kind) => kind !== undefined && BOOLEANS.includes(kind));
}

interface Rule {
  readonly says: string;
  find(sources: readonly Source[]): string[];
  /** Files that break the rule, and what the rule must find in them. */
  readonly bad: Readonly<Record<string, string>>;
  readonly found: readonly string[];
}

const RULES: readonly Rule[] = [
  {
    says: "imports run one way, type imports included",
    find: (sources) =>
      sources.flatMap(({ path, knows }) => knows.filter((to) => !mayKnow(path, to)).map((to) => `${path} -> ${to}`)),
    bad: {
      "people/person.ts": 'import type { Run } from "../execution/claim.js";',
      "guard.ts": 'export { desk } from "./desk/desk.js";',
      "stores/sqlite.ts": 'import { memoryStore } from "./memory.js";\nimport { helper } from "./rows.js";',
      "sinks/jsonl.ts": 'const store = await import("../stores/rows.js");',
      "execution/claim.ts": 'type Double = import("../testing/fake-clock.js").FakeClock;',
      "agents/openai.ts": 'import type { Guarded } from "../index.js";',
      "signers/ed25519.ts": 'import type { Guarded } from "../index.js";',
    },
    found: [
      "people/person.ts -> execution/claim.ts",
      "guard.ts -> desk/desk.ts",
      "stores/sqlite.ts -> stores/memory.ts",
      "sinks/jsonl.ts -> stores/rows.ts",
      "execution/claim.ts -> testing/fake-clock.ts",
      "signers/ed25519.ts -> index.ts",
    ],
  },
  {
    says: "there are no import cycles",
    find: cycles,
    bad: {
      "action/a.ts": 'import type { B } from "./b.js";',
      "action/b.ts": 'export * from "./c.js";',
      "action/c.ts": 'import "./a.js";',
    },
    found: ["action/a.ts -> action/b.ts -> action/c.ts -> action/a.ts"],
  },
  {
    says: "only the named files import built-ins of Node",
    find: (sources) =>
      sources
        .filter(({ path, imports }) => !NODE_FILES.test(path) && imports.some((name) => isBuiltin(name)))
        .map(({ path }) => path),
    bad: {
      "canonical.ts": 'import { hash } from "node:crypto";',
      "agents/a.ts": 'import "fs";',
      "sinks/jsonl.ts": 'import "node:fs";',
    },
    found: ["canonical.ts", "agents/a.ts"],
  },
  {
    says: "a package is imported only where it belongs",
    find: (sources) =>
      sources.flatMap(({ path, imports }) =>
        imports
          .filter((name) => isPackage(name) && !PACKAGES[packageName(name)]?.test(path))
          .map((name) => `${path}: ${name}`),
      ),
    bad: {
      "transports/slack.ts": 'import ky from "ky";',
      "policy/load.ts": 'import { z } from "zod";\nimport * as m from "zod/mini";',
      "agents/langchain.ts": 'import type { Tool } from "@langchain/core/tools";\nimport "countersign";',
    },
    found: ["transports/slack.ts: ky", "policy/load.ts: zod", "agents/langchain.ts: countersign"],
  },
  {
    says: `a file has at most ${MOST_LINES} lines`,
    find: (sources) =>
      sources.filter(({ ast }) => ast.text.trimEnd().split("\n").length > MOST_LINES).map(({ path }) => path),
    bad: { "long.ts": "1;\n".repeat(MOST_LINES + 1), "short.ts": "1;\n".repeat(MOST_LINES) },
    found: ["long.ts"],
  },
  {
    says: `a function has at most ${MOST_FUNCTION_LINES} lines`,
    find: (sources) =>
      nodes(
        sources,
        (node, source) => ts.isFunctionLike(node) && "body" in node && lines(source, node) > MOST_FUNCTION_LINES,
      ),
    bad: {
      "a.ts": `\nconst f = () => {${"\n".repeat(MOST_FUNCTION_LINES)}};\nfunction g() {${"\n".repeat(MOST_FUNCTION_LINES - 1)}}`,
    },
    found: ["a.ts:2"],
  },
  {
    says: "nothing is any",
    find: (sources) => nodes(sources, (node) => node.kind === ts.SyntaxKind.AnyKeyword),
    bad: { "a.ts": "let a: any;\nlet b = a as any;\nlet any = 1;\nfunction f<T = any>() {}" },
    found: ["a.ts:1", "a.ts:2", "a.ts:4"],
  },
  {
    says: "no parameter is a boolean",
    find: (sources) => nodes(sources, isBooleanParameter),
    bad: {
      "a.ts":
        "function f(a: boolean) {}\nconst g = (b = false) => b;\ntype H = (c?: 1 | true) => void;\nfunction i(d: { e: boolean }) {}",
    },
    found: ["a.ts:1", "a.ts:2", "a.ts:3"],
  },
];

const SRC = join(import.meta.dirname, "../src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
const sources = files.map((path) => parse(path.replaceAll("\\", "/"), readFileSync(join(SRC, path), "utf8")));

test("the sources are read", () => {
  expect(sources.length).toBeGreaterThan(20);
  expect(
    sources.flatMap((source) => source.knows).filter((path) => !sources.some((source) => source.path === path)),
  ).toEqual([]);
});

test("every room has a place in the order", () => {
  const known = [...CORE.flat(), ...ADAPTERS, ...FRONT, "wire"];
  expect([...new Set(sources.map(({ path }) => room(path)))].filter((name) => !known.includes(name))).toEqual([]);
});

test.each(RULES)("$says", ({ find }) => expect(find(sources)).toEqual([]));

test.each(RULES)("a sample is caught where it breaks: $says", ({ find, bad, found }) =>
  expect(find(Object.entries(bad).map(([path, text]) => parse(path, text)))).toEqual(found),
);
