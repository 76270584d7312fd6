import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../../src/approval/store.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { approved, newPath, raw, row } from "../stores/sqlite-files.js";

let path = "";
let store: Store;
const others = (ids: readonly string[]) => ids.filter((id) => ["first", "last", "new"].includes(id)).sort();
const rowOf = (id: string) => row(id, { tags: ["to:ana"], dueIn: 0, request: { id } });
beforeEach(async () => {
  path = newPath();
  store = sqliteStore({ path });
  for (const id of ["first", "bad", "last"]) await store.open(rowOf(id));
});
afterEach(() => store.close());

const LARGE = "1152921504606846977";
const VALUES = [
  "x'00ff'",
  "x'22'",
  "'\"'",
  "'x'",
  "''",
  "'null'",
  "'5'",
  "'[5]'",
  "1.5",
  "-1",
  LARGE,
  "9e999",
  "-9e999",
];
const COLUMNS = ["id", "tenant", "kind", "key", "version", "state", "opened_at", "due", "wake", "change", "tags"];
const ROWS = [...COLUMNS, "request", "progress"].flatMap((column) =>
  VALUES.map((value) => `UPDATE OR IGNORE rows SET ${column} = ${value} WHERE id = 'bad'`),
);
const SEQS = ["-1", "1000000000000000", "9007199254740990", "9007199254740991", LARGE, "9223372036854775807"];
const NUMBERS = SEQS.map(
  (to) => `UPDATE rows SET seq = ${to} WHERE seq = 2; UPDATE tags SET seq = ${to} WHERE seq = 2`,
);
const TAGS = [
  "DELETE FROM rows WHERE id = 'bad'",
  "INSERT INTO tags SELECT tenant, tag, kind, 'approved', seq FROM tags",
  ...[LARGE, "1.5", "-7", "99", "'x'", "x'00'"].map(
    (seq) => `INSERT INTO tags VALUES ('t', 'to:ana', 'call', 'pending', ${seq})`,
  ),
  ...["tenant", "tag", "kind", "state"].flatMap((column) =>
    ["x'00'", "'x'", "5"].map((value) => `UPDATE tags SET ${column} = ${value} WHERE seq = 2`),
  ),
];

test.each([...ROWS, ...NUMBERS, ...TAGS])("the other requests are listed, due, opened and decided: %s", async (sql) => {
  await raw(path, (database) => void database.exec(`PRAGMA foreign_keys = OFF; ${sql}`));
  expect((await store.open(rowOf("new"))).created).toBe(true);
  for (const tag of [undefined, "to:ana"]) {
    const ids: string[] = [];
    for (let cursor: string | undefined, first = true; first || cursor; first = false) {
      const page = await store.list({ tenant: "t", limit: 1, ...(tag && { tag }), ...(cursor && { cursor }) });
      ids.push(...page.rows.map(({ id }) => id));
      cursor = page.cursor;
    }
    expect(others(ids)).toEqual(["first", "last", "new"]);
  }
  const due: string[] = [];
  for (let given = 1; given > 0; ) {
    const { rows } = await store.due(1);
    due.push(...rows.map(({ id }) => id));
    given = rows.length;
  }
  expect(others(due)).toEqual(["first", "last", "new"]);
  for (const id of ["first", "last", "new"]) {
    expect((await store.compareAndSet(id, { version: 1 }, approved)).set).toBe(true);
    expect((await store.get(id)).row).toMatchObject({ id, version: 2, state: "approved", request: { id } });
  }
});

test.each(["x'01'", "1.5", "'x'", "-1", LARGE, "9007199254740991"])(
  "a row whose version is none can be ended: %s",
  async (version) => {
    await raw(path, (database) => void database.exec(`UPDATE rows SET version = ${version} WHERE id = 'bad'`));
    const { row: bad } = await store.get("bad");
    expect(bad?.version).toBe(0);
    expect((await store.compareAndSet("bad", { version: 0 }, approved)).set).toBe(true);
    expect((await store.get("bad")).row).toMatchObject({ version: 1, state: "approved" });
    expect((await store.compareAndSet("bad", { version: 0 }, approved)).set).toBe(false);
  },
);

test("a request that is longer than any of ours is not read, and its row can be ended", async () => {
  await raw(path, (database) =>
    database.exec("UPDATE rows SET request = '\"' || hex(zeroblob(9000000)) || '\"' WHERE id = 'bad'"),
  );
  expect((await store.get("bad")).row).toMatchObject({ request: null, state: "pending" });
  expect((await store.compareAndSet("bad", { version: 1 }, approved)).set).toBe(true);
  expect((await store.list({ tenant: "t", states: ["approved"], limit: 9 })).rows).toMatchObject([{ request: null }]);
});
