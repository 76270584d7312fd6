import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { NewRow, Store } from "../../src/approval/store.js";
import { connect } from "../../src/stores/sqlite/connect.js";
import { type Database, findDriver } from "../../src/stores/sqlite/driver.js";
import { SQL } from "../../src/stores/sqlite/schema.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { storeSuite } from "../../src/testing/store-suite.js";

const folder = mkdtempSync(join(tmpdir(), "countersign-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.restoreAllMocks());

let files = 0;
let path = "";
const newPath = () => {
  path = join(folder, `${files++}.db`);
  return path;
};
const row = (id: string, change: Partial<NewRow> = {}): NewRow => ({
  id,
  tenant: "t",
  kind: "call",
  key: id,
  state: "pending",
  dueIn: 60_000,
  tags: [],
  request: {},
  progress: {},
  ...change,
});
const approved = { state: "approved", due: Number.POSITIVE_INFINITY, progress: {} } as const;
const refusal = (store: Store) =>
  store.get("r").then(
    () => undefined,
    (error: unknown) => error,
  );
async function raw<T>(path: string, work: (database: Database) => T | Promise<T>): Promise<T> {
  const database = new (await findDriver())(path);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

storeSuite(test, () => sqliteStore({ path: newPath() }), { again: () => sqliteStore({ path }) });

test("what was written is there after closing and opening again, its cursor too", async () => {
  const first = sqliteStore({ path: newPath() });
  for (const id of ["a", "b", "c"]) await first.open(row(id));
  await first.compareAndSet("b", { version: 1 }, { ...approved, progress: { by: "ana" } });
  const { cursor } = await first.list({ tenant: "t", limit: 1 });
  await first.close();
  const second = sqliteStore({ path });
  expect((await second.get("b")).row).toMatchObject({ version: 2, state: "approved", progress: { by: "ana" } });
  const { rows } = await second.list({ tenant: "t", limit: 5, cursor: cursor as string });
  expect(rows.map(({ id }) => id)).toEqual(["b", "a"]);
  await second.close();
});

test("nothing is opened before the first operation, also not by closing", async () => {
  await sqliteStore({ path: newPath() }).close();
  expect(existsSync(path)).toBe(false);
});

test("a relative path is of the folder that the process was in when the store was made", async () => {
  const before = process.cwd();
  const store = sqliteStore({ path: relative(before, newPath()) });
  try {
    process.chdir(tmpdir());
    await store.open(row("r"));
  } finally {
    process.chdir(before);
    await store.close();
  }
  expect(existsSync(path)).toBe(true);
});

test.each([
  [{}, "sqliteStore.path: name a file"],
  [{ path: "" }, "sqliteStore.path: name a file"],
  [{ path: ":memory:" }, "use memoryStore()"],
  [{ path: "x", timeout: 1 }, "sqliteStore.timeout: is not an option"],
])("options that cannot work are refused: %j", (options, text) => {
  expect(() => sqliteStore(options as { path: string })).toThrow(text);
});

test("the database is written ahead, fully synchronous, and in order", async () => {
  await sqliteStore({ path: newPath() }).open(row("r"));
  const database = connect(await findDriver(), path);
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0];
  const found = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "user_version", "integrity_check"].map(
    pragma,
  );
  database.close();
  expect(found).toEqual(["wal", 2, 1, 5000, 1, "ok"]);
});

test("a clock that steps back revives no deadline, in this process or the next", async () => {
  let time = 1_000_000;
  vi.spyOn(Date, "now").mockImplementation(() => time);
  const before = sqliteStore({ path: newPath() });
  const { due: notAfter } = (await before.open(row("r", { dueIn: 1000 }))).row;
  time += 1000;
  expect((await before.compareAndSet("r", { version: 1, notAfter }, approved)).set).toBe(false);
  time -= 3_600_000;
  const after = sqliteStore({ path });
  for (const store of [before, after]) {
    expect(await store.compareAndSet("r", { version: 1, notAfter }, approved)).toEqual({ set: false, now: 1_001_000 });
    await store.close();
  }
});

test("a due time that a sweeper saw is not taken back by a clock that steps back", async () => {
  let time = 1_000_000;
  vi.spyOn(Date, "now").mockImplementation(() => time);
  const before = sqliteStore({ path: newPath() });
  await before.open(row("r", { dueIn: 1000 }));
  time += 1000;
  expect((await before.due(1)).rows).toHaveLength(1);
  await before.close();
  time -= 3_600_000;
  const after = sqliteStore({ path });
  expect((await after.get("r")).now).toBe(1_001_000);
  await after.close();
});

test("every statement finds its rows by an index, and sorts nothing", async () => {
  await sqliteStore({ path: newPath() }).open(row("r"));
  const plans = await raw(path, (database) =>
    Object.entries(SQL)
      .filter(([, sql]) => !sql.startsWith("PRAGMA"))
      .map(([name, sql]) => {
        const values = Array.from(sql.matchAll(/\?/g), () => 1);
        const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
        return [name, steps.map(({ detail }) => detail).join("; ")];
      }),
  );
  expect(Object.fromEntries(plans)).toEqual({
    meta: "SEARCH meta USING INTEGER PRIMARY KEY (rowid=?)",
    tick: "SEARCH meta USING INTEGER PRIMARY KEY (rowid=?)",
    byId: "SEARCH rows USING INDEX sqlite_autoindex_rows_1 (id=?)",
    bySeq: "SEARCH rows USING INTEGER PRIMARY KEY (rowid=?)",
    byKey: "SEARCH rows USING INDEX sqlite_autoindex_rows_2 (tenant=? AND kind=? AND key=?)",
    insert: "",
    update: "SEARCH rows USING INTEGER PRIMARY KEY (rowid=?)",
    tag: "",
    untag: "SEARCH tags USING PRIMARY KEY (tenant=? AND tag=? AND kind=? AND state=? AND seq=?)",
    listed: "SEARCH rows USING COVERING INDEX rows_by_state (tenant=? AND kind=? AND state=? AND rowid<?)",
    tagged: "SEARCH tags USING PRIMARY KEY (tenant=? AND tag=? AND kind=? AND state=? AND seq<?)",
    due: "SEARCH rows USING COVERING INDEX rows_by_wake (wake<?)",
    leave: "SEARCH rows USING INTEGER PRIMARY KEY (rowid=?)",
    changed: "SEARCH rows USING INDEX rows_by_change (change>?)",
  });
});

test("more changes than one look takes in are all hinted at", async () => {
  const [writer, reader] = [sqliteStore({ path: newPath() }), sqliteStore({ path })];
  const hinted = new Set<string>();
  const leave = await reader.watch((ids) => {
    if (ids !== "resync") for (const id of ids) hinted.add(id);
  });
  const ids = Array.from({ length: 600 }, (_, i) => `${i}`);
  await Promise.all(ids.map((id) => writer.open(row(id)))); // one turn of the event loop: the reader's timer comes after it
  await expect.poll(() => hinted.size, { timeout: 10_000 }).toBe(600);
  await leave();
  await Promise.all([writer.close(), reader.close()]);
});

test("a watcher is told once to look when what changed cannot be read", async () => {
  const store = sqliteStore({ path: newPath() });
  const told: unknown[] = [];
  const leave = await store.watch((hint) => told.push(hint));
  await raw(path, (database) => database.exec("DROP TABLE tags; DROP TABLE rows"));
  await expect.poll(() => told).toEqual(["resync"]);
  expect(await refusal(store)).toMatchObject({ code: "unavailable", reason: expect.stringContaining(path) });
  await leave();
  await store.close();
});

const shared = { code: "unavailable", part: "store", executed: "no" };

test("a write lock that another process keeps for too long is said, and the store goes on after it", async () => {
  const store = sqliteStore({ path: newPath() });
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
  connect(Failing, newPath()).close();
  failures = ["SQLITE_IOERR_READ", "SQLITE_IOERR_READ"];
  expect(() => connect(Failing, newPath())).toThrow("injected");
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
  writeFileSync(newPath(), text);
  const reason = expect.stringContaining(`${path}: the file is not an SQLite database`);
  expect(await refusal(sqliteStore({ path }))).toMatchObject({ ...shared, reason });
  expect(readFileSync(path, "utf8")).toBe(text);
});

test.each([
  ["another program's database", "CREATE TABLE users (id); PRAGMA user_version = 1", "another program's"],
  ["a database with another program's mark", "PRAGMA application_id = 7; PRAGMA user_version = 1", "another program's"],
  [
    "a database of a newer version",
    "PRAGMA application_id = 1129531214; PRAGMA user_version = 2",
    "update countersign here",
  ],
])("%s is said, and left as it was", async (_, sql, text) => {
  await raw(newPath(), (database) => database.exec(sql));
  const before = readFileSync(path);
  expect(await refusal(sqliteStore({ path }))).toMatchObject({ ...shared, reason: expect.stringContaining(text) });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(`${path}-`))).toEqual([]);
});

test("a damaged database is said, with what to do, and nothing is deleted", async () => {
  const store = sqliteStore({ path: newPath() });
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
  writeFileSync(newPath(), "not yet a database, and too long for an empty one\n".repeat(50));
  const store = sqliteStore({ path });
  expect(await refusal(store)).toMatchObject(shared);
  rmSync(path);
  expect((await store.open(row("r"))).created).toBe(true);
  await store.close();
});

test("a wrong argument stays the developer's mistake", async () => {
  const store = sqliteStore({ path: newPath() });
  await expect(store.list({ tenant: "t", limit: 1, cursor: "1; DROP" })).rejects.toMatchObject({ code: "input" });
  await store.open(row("r"));
  await expect(store.open(row("r", { key: "other" }))).rejects.toMatchObject({ code: "input" });
  await expect(store.compareAndSet("r", { version: 1 }, { ...approved, due: Number.NaN })).rejects.toMatchObject({
    code: "input",
  });
  expect((await store.get("r")).row?.version).toBe(1);
  await store.close();
});
