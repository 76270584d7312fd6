import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../src/stores/sqlite/connect.js";
import { findDriver } from "../../src/stores/sqlite/driver.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { approved, folder, newPath, raw, refusal, row } from "./sqlite-files.js";

let path = "";
const anew = () => {
  path = newPath();
  return path;
};

const shared = { code: "unavailable", part: "store", executed: "no" };

test("a write lock that another process keeps for too long is said, and the store goes on after it", async () => {
  const store = sqliteStore({ path: anew() });
  await store.open(row("r"));
  await raw(path, async (database) => {
    database.exec("BEGIN IMMEDIATE");
    const error = await store.compareAndSet("r", { version: 1 }, approved).catch((error: unknown) => error);
    expect(error).toMatchObject({
      ...shared,
      reason: expect.stringContaining("held its write lock for more than 5 s"),
    });
    expect((await store.get("r")).row?.version).toBe(1);
    database.exec("ROLLBACK");
  });
  expect((await store.compareAndSet("r", { version: 1 }, approved)).set).toBe(true);
  await store.close();
}, 30_000);

test("opening is tried again where SQLite says at once that the file is busy, and not after another failure", async () => {
  const Real = await findDriver();
  let failures = ["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT"];
  class Failing extends Real {
    override exec(sql: string): unknown {
      const code = failures.shift();
      if (code) throw Object.assign(new Error("injected"), { code });
      return super.exec(sql);
    }
  }
  connect(Failing, anew()).close();
  failures = ["SQLITE_IOERR_READ", "SQLITE_IOERR_READ"];
  expect(() => connect(Failing, anew())).toThrow("injected");
  expect(failures).toHaveLength(1);
});

test("a folder that is missing is said, and not made", async () => {
  const missing = join(folder, "missing", "a.db");
  const error = await refusal(sqliteStore({ path: missing }));
  expect(error).toMatchObject({ ...shared, reason: expect.stringContaining(`${missing}: it cannot be opened`) });
  expect((error as { cause: unknown }).cause).toBeInstanceOf(Error);
  expect(existsSync(join(folder, "missing"))).toBe(false);
});

test("a path that is a folder is said", async () => {
  expect(await refusal(sqliteStore({ path: folder }))).toMatchObject({
    ...shared,
    reason: expect.stringContaining("it cannot be opened"),
  });
});

test("a file that is no database is said, and left as it was", async () => {
  const text = "a text of somebody's\n".repeat(500);
  writeFileSync(anew(), text);
  const reason = expect.stringContaining(`${path}: the file is not an SQLite database`);
  expect(await refusal(sqliteStore({ path }))).toMatchObject({ ...shared, reason });
  expect(readFileSync(path, "utf8")).toBe(text);
});

test.each([
  ["another program's database", "CREATE TABLE users (id); PRAGMA user_version = 1", "another program's"],
  ["a database with another program's mark", "PRAGMA application_id = 7; PRAGMA user_version = 1", "another program's"],
  [
    "a database of a newer version",
    "PRAGMA application_id = 1129531214; PRAGMA user_version = 3",
    "update countersign here",
  ],
])("%s is said, and left as it was", async (_, sql, text) => {
  await raw(anew(), (database) => database.exec(sql));
  const before = readFileSync(path);
  expect(await refusal(sqliteStore({ path }))).toMatchObject({ ...shared, reason: expect.stringContaining(text) });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(`${path}-`))).toEqual([]);
});

test("a damaged database is said, with what to do, and nothing is deleted", async () => {
  const store = sqliteStore({ path: anew() });
  for (let i = 0; i < 50; i++) await store.open(row(`${i}`, { progress: "x".repeat(2000) }));
  await store.close();
  await raw(path, (database) => database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get());
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4096 * 2); // the header and the first tables stay, every index is gone
  writeFileSync(path, bytes);
  const damaged = sqliteStore({ path });
  const reason = expect.stringContaining(`${path}: the database is damaged`);
  expect(await refusal(damaged)).toMatchObject({ ...shared, reason });
  await damaged.close();
  expect(readFileSync(path).length).toBe(bytes.length);
});

test("a store that could not be opened is opened at the next operation, once it can be", async () => {
  writeFileSync(anew(), "not yet a database, and too long for an empty one\n".repeat(50));
  const store = sqliteStore({ path });
  expect(await refusal(store)).toMatchObject(shared);
  rmSync(path);
  expect((await store.open(row("r"))).created).toBe(true);
  await store.close();
});

test("a wrong argument stays the developer's mistake", async () => {
  const store = sqliteStore({ path: anew() });
  await expect(store.list({ tenant: "t", limit: 1, cursor: "1; DROP" })).rejects.toMatchObject({ code: "input" });
  await store.open(row("r"));
  await expect(store.open(row("r", { key: "other" }))).rejects.toMatchObject({ code: "input" });
  await expect(store.compareAndSet("r", { version: 1 }, { ...approved, due: Number.NaN })).rejects.toMatchObject({
    code: "input",
  });
  expect((await store.get("r")).row?.version).toBe(1);
  await store.close();
});
