import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { expect, inject, test } from "vitest";
import { importsOf, ROOT, SUBPATHS } from "./manifest.js";

const HOME = join(inject("installed"), "bare/node_modules/countersign");
const KB = 1024;

interface Budget {
  readonly own?: number;
  readonly whole?: number;
}
/** Most gzipped bytes, minified. `own`: without inlined packages; `whole`: the file as shipped. */
const BUDGETS: Readonly<Record<string, Budget>> = {
  countersign: { own: 75 * KB }, // docs/decisions/0007
  "countersign/policy": { whole: 38 * KB }, // docs/decisions/0015
  "countersign/transports/terminal": { own: 15 * KB }, // docs/decisions/0008, 0020
  "countersign/transports/http": { own: 10 * KB }, // docs/decisions/0019
  "countersign/transports/slack": { own: 23 * KB }, // docs/decisions/0020
  "countersign/transports/teams": { own: 22 * KB }, // docs/decisions/0020
  "countersign/server": { own: 47 * KB }, // docs/decisions/0019
  "countersign/server/oidc": { own: 11 * KB }, // docs/decisions/0019
  "countersign/server/passkey": { own: 11 * KB }, // docs/decisions/0019
  "countersign/stores/sqlite": { own: 9.5 * KB }, // docs/decisions/0026
  "countersign/local": { own: 14 * KB }, // three adapters in one
  "countersign/judges/cedar": { own: 6.5 * KB }, // docs/decisions/0007
  "countersign/testing": { own: 20 * KB }, // conformance suites of five ports; not for production
};
const ADAPTER: Budget = { own: 6 * KB };

/** Words of other packages; each shows a leak when it turns up where its own subpath is not. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  _zod: /^countersign\/(policy|server|directories\/static|judges\/(opa|cedar))$/,
  "cedar-wasm": /judges\/cedar$/,
  "node-sql-parser": /policy$/,
  "openid-client": /server\/oidc$/,
  simplewebauthn: /server\/passkey$/,
  undici: /transports\/(http|teams)$/,
  "socket-mode": /transports\/slack$/,
  langchain: /langchain$/,
  openai: /openai$/,
  libsql: /sqlite$|local$/,
  "better-sqlite3": /sqlite$|local$/,
  createRequire: /sqlite$|local$/,
  AsyncLocalStorage: /context$/,
};

const gzip = (code: string) => gzipSync(code, { level: 9 }).length;

async function sizes(name: string): Promise<{ own: number; whole: number; code: string }> {
  const source = await build({
    entryPoints: [join(ROOT, `src/${name}.ts`)],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    packages: "external",
  });
  const { code } = await transform(readFileSync(join(HOME, `dist/${name}.js`), "utf8"), { minify: true });
  return { own: gzip(source.outputFiles[0]?.text as string), whole: gzip(code), code };
}

const measured = await Promise.all(
  SUBPATHS.map(async ({ specifier, name }) => ({ specifier, ...(await sizes(name)) })),
);
console.table(Object.fromEntries(measured.map(({ specifier, own, whole }) => [specifier, { own, whole }])));

test.each(measured)("$specifier keeps its size budget (own $own, whole $whole bytes)", ({ specifier, ...size }) => {
  const budget = BUDGETS[specifier] ?? ADAPTER;
  expect(size.own).toBeLessThanOrEqual(budget.own ?? Number.POSITIVE_INFINITY);
  expect(size.whole).toBeLessThanOrEqual(budget.whole ?? Number.POSITIVE_INFINITY);
});

test.each(measured)("$specifier holds nothing of another subpath's", ({ specifier, code }) => {
  const leaks = Object.entries(FOREIGN).filter(([word, home]) => code.includes(word) && !home.test(specifier));
  expect(leaks.map(([word]) => word)).toEqual([]);
});

test("the root loads no package and no built-in", () => {
  const code = readFileSync(join(HOME, "dist/index.js"), "utf8");
  expect(importsOf(code)).toEqual([]);
  const asked = [...code.matchAll(/\bbuiltin\w*\("(node:\w+)"\)/g)].map(([, name]) => name);
  expect(new Set(code.match(/node:\w+/g))).toEqual(new Set(asked)); // of process.getBuiltinModule, where there is one
});
