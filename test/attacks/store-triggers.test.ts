import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../../src/approval/store.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { approved, newPath, raw, refusal, row } from "../stores/sqlite-files.js";

let path = "";
let store: Store;
beforeEach(async () => {
  path = newPath();
  store = sqliteStore({ path });
  await store.open(row("r"));
});
afterEach(() => store.close());

const write = (sql: string) => raw(path, (database) => void database.exec(sql));
const APPROVES = "CREATE TRIGGER t AFTER UPDATE ON rows BEGIN UPDATE rows SET state = 'approved'; END";
const ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS seq FROM n";
const PROGRAMS = [
  APPROVES,
  "CREATE TRIGGER t AFTER INSERT ON tags BEGIN DELETE FROM tags; END",
  "ALTER TABLE rows RENAME TO kept; CREATE VIEW rows AS SELECT * FROM kept",
  "DROP TABLE meta; CREATE VIEW meta AS SELECT 1 AS one, 0 AS change, 0 AS time, 0 AS wall, NULL AS boot, 0 AS started",
  `PRAGMA foreign_keys = OFF; DROP TABLE rows; CREATE VIEW rows AS ${ENDLESS}`,
  "DROP TABLE tags; CREATE VIRTUAL TABLE tags USING fts5 (tenant, tag, kind, state, seq)",
  "DROP TABLE tags",
];
const refused = { code: "unavailable", part: "store", reason: expect.stringContaining("countersign never makes") };

test.each(PROGRAMS)("a file that holds a program is not opened: %s", async (sql) => {
  await store.close();
  await write(sql);
  expect(await refusal(sqliteStore({ path }))).toMatchObject(refused);
});

test.each(PROGRAMS)("a process that has it open runs none: %s", async (sql) => {
  await write(sql);
  expect(await refusal(store)).toMatchObject(refused);
  await expect(store.compareAndSet("r", { version: 1 }, approved)).rejects.toMatchObject(refused);
  await expect(store.open(row("s"))).rejects.toMatchObject(refused);
  await expect(store.list({ tenant: "t", limit: 5 })).rejects.toMatchObject(refused);
  await expect(store.due(5)).rejects.toMatchObject(refused);
});

test("an index, a table or a view that an operator adds beside it changes nothing, nor does packing the file", async () => {
  await write("CREATE INDEX mine ON rows (opened_at); CREATE TABLE notes (n); CREATE VIEW open AS SELECT * FROM rows");
  await write("VACUUM");
  expect((await store.compareAndSet("r", { version: 1 }, approved)).set).toBe(true);
  const again = sqliteStore({ path });
  expect((await again.get("r")).row?.state).toBe("approved");
  await again.close();
});
