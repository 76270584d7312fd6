import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { importsOf, PEERS, packageOf, SUBPATHS } from "./manifest.js";

/** A project with the package and its dependencies, and none of its peers. */
const BARE = join(inject("installed"), "bare");
const run = promisify(execFile);

async function node(code: string, ...flags: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [...flags, "--input-type=module", "--eval", code], { cwd: BARE });
  return stdout.trim();
}

/** The peers that a subpath loads at once: it adapts them and is nothing without them. */
function adapted(name: string): string[] {
  const code = readFileSync(join(BARE, `node_modules/countersign/dist/${name}.js`), "utf8");
  return importsOf(code).filter((each) => PEERS.includes(packageOf(each)));
}

test.each(SUBPATHS)("$specifier loads without any peer, or names the one it adapts", async ({ specifier, name }) => {
  const said = await node(
    `import("${specifier}").then((m) => console.log(Object.keys(m).length), (e) => console.log(e.code, e.message))`,
  );
  if (adapted(name).length === 0) expect(Number(said)).toBeGreaterThan(0);
  else expect(said).toMatch(new RegExp(`^ERR_MODULE_NOT_FOUND .*'(${PEERS.join("|")})'`));
});

test("a SQLite store without a driver says what to install", async () => {
  const flags = process.allowedNodeEnvironmentFlags.has("--experimental-sqlite") ? ["--no-experimental-sqlite"] : [];
  const said = await node(
    `import { sqliteStore } from "countersign/stores/sqlite";
     try { await sqliteStore({ path: "calls.db" }).get("id"); } catch (error) { console.log(error.message); }`,
    ...flags,
  );
  expect(said).toMatch(/install/);
  expect(said).toContain("libsql");
  expect(said).toContain("better-sqlite3");
});

test("a directory in YAML without its package says what to install", async () => {
  const said = await node(
    `import { writeFileSync } from "node:fs";
     import { staticDirectory } from "countersign/directories/static";
     writeFileSync("people.yaml", "[]");
     try { await staticDirectory({ file: "people.yaml" }).reload(); } catch (error) { console.log(error.message); }`,
  );
  expect(said).toMatch(/npm install yaml/);
});

test("a policy's file without the package that reads it says what to install, and is not called right", async () => {
  writeFileSync(join(BARE, "policy.json"), "{}");
  const checked = run(join(BARE, "node_modules/.bin/countersign"), ["policy", "check", "policy.json"], { cwd: BARE });
  await expect(checked).rejects.toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/npm install yaml\n$/),
  });
});

test("the command starts", async () => {
  const { stdout } = await run(join(BARE, "node_modules/.bin/countersign"), ["--help"], { cwd: BARE });
  expect(stdout).toContain("countersign verify");
});
