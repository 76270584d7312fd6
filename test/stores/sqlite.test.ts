import { existsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/stores/sqlite/connect.js";
import { findDriver } from "../../src/stores/sqlite/driver.js";
import { SQL } from "../../src/stores/sqlite/schema.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { storeSuite } from "../../src/testing/store-suite.js";
import { approved, newPath, raw, refusal, row } from "./sqlite-files.js";

let path = "";
const anew = () => {
  path = newPath();
  return path;
};

storeSuite(test, () => sqliteStore({ path: anew() }), { again: () => sqliteStore({ path }) });

test("what was written is there after closing and opening again, its cursor too", async () => {
  const first = sqliteStore({ path: anew() });
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
  await sqliteStore({ path: anew() }).close();
  expect(existsSync(path)).toBe(false);
});

test.each([
  [0o022, 0o640],
  [0o007, 0o660],
  [0o077, 0o600],
])("others than its owner and group have no rights on a new file, under umask %o", async (mask, mode) => {
  const path = newPath();
  const before = process.umask(mask);
  onTestFinished(() => void process.umask(before));
  const store = sqliteStore({ path });
  await store.open(row("r"));
  expect(["", "-wal", "-shm"].map((suffix) => statSync(path + suffix).mode & 0o777)).toEqual([mode, mode, mode]);
  await store.close();
});

test("a relative path is of the folder that the process was in when the store was made", async () => {
  const before = process.cwd();
  const store = sqliteStore({ path: relative(before, anew()) });
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
  await sqliteStore({ path: anew() }).open(row("r"));
  const database = connect(await findDriver(), path);
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0];
  const found = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "user_version", "integrity_check"].map(
    pragma,
  );
  database.close();
  expect(found).toEqual(["wal", 2, 1, 5000, 2, "ok"]);
});

test("every statement finds its rows by an index, and sorts nothing", async () => {
  await sqliteStore({ path: anew() }).open(row("r"));
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
    known: "SEARCH meta USING INTEGER PRIMARY KEY (rowid=?)",
    tick: "SEARCH meta USING INTEGER PRIMARY KEY (rowid=?)",
    begin: "SEARCH meta USING INTEGER PRIMARY KEY (rowid=?)",
    byId: "SEARCH rows USING INDEX sqlite_autoindex_rows_1 (id=?)",
    bySeq: "SEARCH rows USING INTEGER PRIMARY KEY (rowid=?)",
    byKey: "SEARCH rows USING INDEX sqlite_autoindex_rows_2 (tenant=? AND kind=? AND key=?)",
    insert:
      "SCALAR SUBQUERY 2; SEARCH r USING INTEGER PRIMARY KEY (rowid>? AND rowid<?); CORRELATED SCALAR SUBQUERY 1; SEARCH n USING INTEGER PRIMARY KEY (rowid=?)",
    update: "SEARCH rows USING INTEGER PRIMARY KEY (rowid=?)",
    tag: "",
    untag: "SEARCH tags USING PRIMARY KEY (tenant=? AND tag=? AND kind=? AND state=? AND seq=?)",
    listed: "SEARCH rows USING COVERING INDEX rows_by_state (tenant=? AND kind=? AND state=? AND rowid>? AND rowid<?)",
    tagged: "SEARCH tags USING PRIMARY KEY (tenant=? AND tag=? AND kind=? AND state=? AND seq>? AND seq<?)",
    due: "SEARCH rows USING COVERING INDEX rows_by_wake (wake<?)",
    leave: "SEARCH rows USING INTEGER PRIMARY KEY (rowid=?)",
    changed:
      "SEARCH rows USING INDEX rows_by_change (change>? AND change<?); SCALAR SUBQUERY 1; SEARCH meta USING INTEGER PRIMARY KEY (rowid=?)",
  });
});

test("more changes than one look takes in are all hinted at", async () => {
  const [writer, reader] = [sqliteStore({ path: anew() }), sqliteStore({ path })];
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
  const store = sqliteStore({ path: anew() });
  const told: unknown[] = [];
  const leave = await store.watch((hint) => told.push(hint));
  await raw(path, (database) => database.exec("DROP TABLE tags; DROP TABLE rows"));
  await expect.poll(() => told).toEqual(["resync"]);
  expect(await refusal(store)).toMatchObject({ code: "unavailable", reason: expect.stringContaining(path) });
  await leave();
  await store.close();
});
