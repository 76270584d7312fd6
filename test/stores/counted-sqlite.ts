import type { Store } from "../../src/index.js";
import { Hints } from "../../src/stores/hints.js";
import { connect } from "../../src/stores/sqlite/connect.js";
import { type Database, findDriver, type Statement } from "../../src/stores/sqlite/driver.js";
import { SQL } from "../../src/stores/sqlite/schema.js";
import { Tables } from "../../src/stores/sqlite/tables.js";
import { arrive, thisMachine } from "../../src/stores/sqlite/time.js";

type Read = Partial<Record<keyof typeof SQL, number>>;

/**
 * The SQLite store's own tables as a store that nobody watches, which counts the rows that each statement answers. It waits
 * for no disk: filling it is quick.
 */
export async function countedStore(path: string): Promise<{ store: Store; read: () => Read }> {
  const database = connect(await findDriver(), path);
  database.exec("PRAGMA synchronous = OFF");
  const machine = thisMachine();
  arrive(database, machine, path);
  let counts: Record<string, number> = {};
  const tables = new Tables(
    counting(database, (sql, rows) => {
      const [name] = Object.entries(SQL).find(([, text]) => text === sql) ?? [];
      if (name === undefined) return; // it reads no rows, as the version of the schema
      counts[name] = (counts[name] ?? 0) + rows;
    }),
    new Hints(),
    machine,
    path,
  );
  const store: Store = {
    open: async (row) => tables.open(row),
    get: async (id) => tables.get(id),
    compareAndSet: async (id, expected, next) => tables.compareAndSet(id, expected, next),
    list: async (filter) => tables.list(filter),
    due: async (limit) => tables.due(limit),
    watch: async () => async () => {},
    close: async () => void database.close(),
  };
  const read = () => {
    const before = counts;
    counts = {};
    return before;
  };
  return { store, read };
}

const counting = (database: Database, note: (sql: string, rows: number) => void): Database => ({
  exec: (sql) => database.exec(sql),
  prepare: (sql) => counted(database.prepare(sql), (rows) => note(sql, rows)),
  close: () => database.close(),
});

const counted = (statement: Statement, note: (rows: number) => void): Statement => ({
  run: (...values) => statement.run(...values),
  get(...values) {
    const found = statement.get(...values);
    note(found === undefined ? 0 : 1);
    return found;
  },
  all(...values) {
    const found = statement.all(...values);
    note(found.length);
    return found;
  },
});
