import { resolve } from "node:path";
import type { Store } from "../approval/store.js";
import { misuse } from "../errors.js";
import { checkOptions, isClosed } from "./checks.js";
import { Hints } from "./hints.js";
import { connect } from "./sqlite/connect.js";
import { type Database, findDriver } from "./sqlite/driver.js";
import { explained } from "./sqlite/failure.js";
import { Poll } from "./sqlite/poll.js";
import { Tables } from "./sqlite/tables.js";

/**
 * One SQLite file for the processes of one machine: write-ahead log, every write on disk before its answer. Uses
 * `node:sqlite` where the runtime has it, else the peer `libsql` or `better-sqlite3`. Opens nothing before the first
 * operation; while somebody watches it looks every 10 ms for what other processes changed. Its clock never steps back
 * behind a time in the file; a due row is left to the sweeper that got it for 30 s.
 * @param options `path`: the file, made where there is none; its folder must exist. Not on a network file system.
 * @throws code `input` for a missing path or an unknown option. Operations reject with code `unavailable`, part "store",
 * naming the path and what to do, when there is no driver, the file cannot be used, or the store is closed.
 */
export function sqliteStore(options: { path: string }): Store {
  const file = new DatabaseFile(pathOf(options));
  return {
    open: (row) => file.ask(({ tables }) => tables.open(row)),
    get: (id) => file.ask(({ tables }) => tables.get(id)),
    compareAndSet: (id, expected, next) => file.ask(({ tables }) => tables.compareAndSet(id, expected, next)),
    list: (filter) => file.ask(({ tables }) => tables.list(filter)),
    due: (limit) => file.ask(({ tables }) => tables.due(limit)),
    watch: (onHint) => file.watch(onHint),
    close: () => file.close(),
  };
}

function pathOf(options: { path: string }): string {
  checkOptions("sqliteStore", options ?? {}, ["path"]);
  const path: unknown = options?.path;
  if (typeof path !== "string" || path === "") throw misuse("sqliteStore.path", "name a file");
  if (path === ":memory:") throw misuse("sqliteStore.path", "a database in memory is no file: use memoryStore()");
  return resolve(path); // absolute: never an address, and never elsewhere after chdir
}

interface Opened {
  readonly tables: Tables;
  readonly poll: Poll;
}

/** The file behind the store: opened once, at the first operation; after a failure, at the next one again. */
class DatabaseFile {
  readonly #path: string;
  readonly #hints = new Hints();
  #opening: Promise<Opened> | undefined;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Operations run in the order in which they were asked, so that who watches before it reads misses nothing. */
  async ask<T>(work: (opened: Opened) => T): Promise<T> {
    if (this.#closed) throw isClosed();
    this.#opening ??= this.#open();
    try {
      const opened = await this.#opening;
      if (this.#closed) throw isClosed();
      return work(opened);
    } catch (cause) {
      throw explained(this.#path, cause);
    }
  }

  watch(onHint: Parameters<Store["watch"]>[0]): Promise<() => Promise<void>> {
    return this.ask(({ poll }) => {
      poll.start();
      const leave = this.#hints.add(onHint);
      return async () => {
        leave();
        if (!this.#hints.watched) poll.stop();
      };
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#hints.end();
    const opened = await this.#opening?.catch(() => undefined);
    opened?.poll.stop();
    opened?.tables.close();
  }

  async #open(): Promise<Opened> {
    try {
      const tables = tablesIn(connect(await findDriver(), this.#path), this.#hints);
      return { tables, poll: new Poll(tables, this.#hints) };
    } catch (cause) {
      this.#opening = undefined;
      throw cause;
    }
  }
}

function tablesIn(database: Database, hints: Hints): Tables {
  try {
    return new Tables(database, hints);
  } catch (cause) {
    database.close();
    throw cause;
  }
}
