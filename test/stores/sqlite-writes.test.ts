import { expect, test } from "vitest";
import { Hints } from "../../src/stores/hints.js";
import { connect } from "../../src/stores/sqlite/connect.js";
import { type Database, findDriver } from "../../src/stores/sqlite/driver.js";
import { Tables } from "../../src/stores/sqlite/tables.js";
import { Writes } from "../../src/stores/sqlite/writes.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { approved, newPath, raw, row } from "./sqlite-files.js";

/** The store's tables over a database that notes what it is told to do, and fails where it is asked to. */
async function noted(fails: (sql: string, times: number) => boolean = () => false) {
  const path = newPath();
  const database = connect(await findDriver(), path);
  const told: string[] = [];
  const watched: Database = {
    exec(sql) {
      told.push(sql);
      if (fails(sql, told.filter((one) => one === sql).length)) throw new Error(`${sql} failed`);
      return database.exec(sql);
    },
    prepare: (sql) => database.prepare(sql),
    close: () => database.close(),
  };
  const tables = new Tables(watched, new Hints());
  const writes = new Writes(tables);
  const ids = () => raw(path, (other) => other.prepare("SELECT id FROM rows ORDER BY seq").all() as { id: string }[]);
  return { tables, writes, told, ids: async () => (await ids()).map(({ id }) => id) };
}

const open = ({ tables, writes }: Awaited<ReturnType<typeof noted>>, id: string) =>
  writes.add(() => tables.open(row(id)));

test("writes of one turn are one transaction, and each has its own answer", async () => {
  const made = await noted();
  const answers = await Promise.all(["a", "b", "a"].map((id) => open(made, id)));
  expect(answers.map(({ created }) => created)).toEqual([true, true, false]);
  expect(made.told.filter((sql) => sql === "COMMIT")).toHaveLength(1);
  expect(await made.ids()).toEqual(["a", "b"]);
});

test("no write is answered before it is on disk", async () => {
  const made = await noted();
  const order: string[] = [];
  const both = ["a", "b"].map((id) =>
    open(made, id).then(() => order.push(...made.told.filter((sql) => sql === "COMMIT"))),
  );
  await Promise.all(both);
  expect(order).toEqual(["COMMIT", "COMMIT"]); // seen by each of them, when it was answered
});

test("a write that fails leaves nothing, and the others of its turn stand", async () => {
  const made = await noted();
  const wrong = made.writes.add(() => {
    made.tables.open(row("half"));
    throw new Error("refused");
  });
  const all = await Promise.allSettled([open(made, "a"), wrong, open(made, "b")]);
  expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await made.ids()).toEqual(["a", "b"]);
});

test("where the transaction cannot be committed none of its writes is answered, and none is there", async () => {
  const made = await noted((sql, times) => sql === "COMMIT" && times === 1);
  const all = await Promise.allSettled([open(made, "a"), open(made, "b")]);
  expect(all.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await made.ids()).toEqual([]);
  expect((await open(made, "a")).created).toBe(true);
});

test("where SQLite gives a whole transaction up, every write of it is told why, and none is there", async () => {
  const made = await noted((sql) => sql === "ROLLBACK TO one");
  const wrong = made.writes.add(() => {
    throw new Error("the disk is full");
  });
  const all = await Promise.allSettled([open(made, "a"), wrong, open(made, "b")]);
  expect(all).toMatchObject([1, 2, 3].map(() => ({ status: "rejected", reason: { message: "the disk is full" } })));
  expect(await made.ids()).toEqual([]);
});

test("who reads after a write that was asked for sees it, and so does who closes", async () => {
  const path = newPath();
  const store = sqliteStore({ path });
  await store.open(row("r"));
  const write = store.compareAndSet("r", { version: 1 }, approved);
  expect((await store.get("r")).row?.version).toBe(2);
  expect(await write).toMatchObject({ set: true });
  const last = store.open(row("s"));
  await Promise.allSettled([last, store.close()]);
  const there = await raw(path, (other) => other.prepare("SELECT id FROM rows").all().length);
  expect(there).toBe(
    (await last.then(
      () => "kept",
      () => "refused",
    )) === "kept"
      ? 2
      : 1,
  );
});

test("one of many who want the same row at once gets it", async () => {
  const store = sqliteStore({ path: newPath() });
  await store.open(row("r"));
  const all = await Promise.all(Array.from({ length: 500 }, () => store.compareAndSet("r", { version: 1 }, approved)));
  expect(all.filter(({ set }) => set)).toHaveLength(1);
  await store.close();
});
