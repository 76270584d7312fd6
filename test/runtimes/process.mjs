// For runtimes with processes and files: also loads every subpath that needs no peer but hono, and tries the SQLite store.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "countersign/package.json" with { type: "json" };
import { sqliteStore } from "countersign/stores/sqlite";
import { storeSuite } from "countersign/testing";
import { portable, run } from "./suites.mjs";

const subpaths = Object.keys(manifest.exports).filter(
  (path) => !/^\.\/(agents\/|server\/(oidc|passkey)$|package\.json)/.test(path),
);
for (const path of subpaths) await import(`countersign${path.slice(1)}`);

const folder = mkdtempSync(join(tmpdir(), "countersign-runtime-"));
let path = "";
let made = 0;
const make = () => {
  path = join(folder, `${++made}.db`);
  return sqliteStore({ path });
};
try {
  console.log(await run(portable, (test) => storeSuite(test, make, { again: () => sqliteStore({ path }) })));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
