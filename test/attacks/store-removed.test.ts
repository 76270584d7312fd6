import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import * as z from "zod";
import { action, type Store } from "../../src/index.js";
import { allow } from "../../src/policy.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { folder } from "../sinks/folder.js";
import { world } from "../world.js";

const pay = action("pay", {
  input: z.object({ amount: z.number() }),
  effect: "money",
  critical: ["amount"],
  once: true,
});
const call = { amount: 20 };
const stores: Store[] = [];
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

/** A process of a deployment whose calls are allowed once a key. */
function processOn(path: string) {
  const store = sqliteStore({ path });
  stores.push(store);
  const { cs } = world([allow("all", { on: pay })], { store });
  const ran: unknown[] = [];
  const issue = cs.guard((args) => ran.push(args), pay);
  return { store, issue, ran };
}

const SUFFIXES = ["", "-wal", "-shm"];
const remove = (path: string) => {
  for (const suffix of SUFFIXES) rmSync(path + suffix);
};
const HOW: readonly [string, (path: string) => void, RegExp][] = [
  ["removed", remove, /store\.db was removed or moved away/],
  ["removed without its -wal and -shm", (path) => rmSync(path), /store\.db was removed/],
  ["moved away", (path) => renameSync(path, `${path}.old`), /store\.db was removed or moved away/],
  ["gone with its folder", (path) => rmSync(join(path, ".."), { recursive: true }), /store\.db was removed/],
  [
    "replaced by a copy of itself",
    (path) => {
      copyFileSync(path, `${path}.copy`);
      renameSync(`${path}.copy`, path);
    },
    /another file was put in the place of \S+store\.db /,
  ],
  ["left without its -wal", (path) => rmSync(`${path}-wal`), /store\.db-wal was removed/],
  ["left without its -shm", (path) => rmSync(`${path}-shm`), /store\.db-shm was removed/],
];

test.each(HOW)("a store that is %s under a running process starts nothing there any more", async (_, spoil, what) => {
  const home = join(folder(), "home");
  mkdirSync(home);
  const path = join(home, "store.db");
  const { store, issue, ran } = processOn(path);
  await issue(call, { key: "before" });
  spoil(path);
  const done = await issue.attempt(call, { key: "k" });
  expect(done).toMatchObject({ ok: false, error: { code: "unavailable", part: "store", executed: "no" } });
  expect(done.ok ? "" : done.error.reason).toMatch(what);
  expect(done.ok ? "" : done.error.reason).toMatch(/Stop every process that uses this store/);
  expect(ran).toHaveLength(1);
  await expect(store.get("r")).rejects.toMatchObject({ code: "unavailable", part: "store" });
});

test("`once` is once for two processes, also where the file is removed between them", async () => {
  const path = join(folder(), "store.db");
  const first = processOn(path);
  await first.issue(call, { key: "before" });
  remove(path);
  const second = processOn(path);
  const done = [await second.issue.attempt(call, { key: "k" }), await first.issue.attempt(call, { key: "k" })];
  expect(done.map(({ ok }) => ok)).toEqual([true, false]);
  expect([...first.ran, ...second.ran]).toHaveLength(2);
});

test("a store that is put back is answered from again", async () => {
  const path = join(folder(), "store.db");
  const { issue } = processOn(path);
  await issue(call, { key: "before" });
  renameSync(path, `${path}.old`);
  expect((await issue.attempt(call, { key: "k" })).ok).toBe(false);
  renameSync(`${path}.old`, path);
  expect((await issue.attempt(call, { key: "l" })).ok).toBe(true);
});

test("closing a store whose file was replaced leaves the new one's files", async () => {
  const path = join(folder(), "store.db");
  const first = processOn(path);
  await first.issue(call, { key: "before" });
  remove(path);
  const second = processOn(path);
  await second.issue(call, { key: "k" });
  await first.store.close();
  expect(readdirSync(join(path, "..")).sort()).toEqual(["store.db", "store.db-shm", "store.db-wal"]);
  expect((await processOn(path).issue.attempt(call, { key: "k" })).ok).toBe(false); // already run, by the second
});
