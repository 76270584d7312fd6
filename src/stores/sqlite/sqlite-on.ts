import { resolve } from "node:path";
import type { Store } from "../../approval/store.js";
import { misuse } from "../../errors.js";
import { checkOptions, isClosed } from "../checks.js";
import { Hints } from "../hints.js";
import { connect } from "./connect.js";
import { type Database, type Driver, findDriver } from "./driver.js";
import { explained } from "./failure.js";
import { Files } from "./files.js";
import { Poll } from "./poll.js";
import { Tables } from "./tables.js";
import { arrive, type Machine, thisMachine } from "./time.js";

export interface SqliteParts {
  readonly driver?: Driver;
  readonly machine?: Machine;
}

/** The store over a driver and a machine. */
export function sqliteOn(options: { path: string }, parts: SqliteParts = {}): Store {
  const file = new DatabaseFile(pathOf(options), parts);
  return {
    open: (row) => file.write(({ tables }) => tables.open(row)),
    get: (id) => file.ask(({ tables }) => tables.get(id)),
    compareAndSet: (id, expected, next) => file.write(({ tables }) => tables.compareAndSet(id, expected, next)),
    list: (filter) => file.ask(({ tables }) => tables.list(filter)),
    due: (limit) => file.write(({ tables }) => tables.due(limit)),
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
  readonly database: Database;
  readonly files: Files;
  readonly tables: Tables;
  readonly poll: Poll;
}

/** The file behind the store: opened once, at the first operation; after a failure, at the next one again. */
class DatabaseFile {
  readonly #path: string;
  readonly #parts: SqliteParts;
  readonly #hints = new Hints();
  #opening: Promise<Opened> | undefined;
  #closed = false;

  constructor(path: string, parts: SqliteParts) {
    this.#path = path;
    this.#parts = parts;
  }

  /** Operations run in the order in which they were asked, so that who watches before it reads misses nothing. */
  async ask<T>(work: (opened: Opened) => T): Promise<T> {
    if (this.#closed) throw isClosed();
    this.#opening ??= this.#open();
    try {
      const opened = await this.#opening;
      if (this.#closed) throw isClosed();
      const answer = work(opened);
      opened.files.mustBeThere(); // after it: what went into a file that was removed meanwhile is nowhere
      return answer;
    } catch (cause) {
      throw explained(this.#path, cause);
    }
  }

  /** Not into a database whose locks other processes no longer see. */
  write<T>(work: (opened: Opened) => T): Promise<T> {
    return this.ask((opened) => {
      opened.files.mustBeThere();
      return work(opened);
    });
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
    opened?.database.close();
  }

  async #open(): Promise<Opened> {
    try {
      const { driver = await findDriver(), machine = thisMachine() } = this.#parts;
      const database = connect(driver, this.#path);
      return closedUnless(database, () => {
        arrive(database, machine, this.#path);
        const tables = new Tables(database, this.#hints, machine, this.#path);
        return { database, files: new Files(this.#path), tables, poll: new Poll(tables, this.#hints) };
      });
    } catch (cause) {
      this.#opening = undefined;
      throw cause;
    }
  }
}

function closedUnless<T>(database: Database, works: () => T): T {
  try {
    return works();
  } catch (cause) {
    database.close();
    throw cause;
  }
}
