import { closeSync, openSync } from "node:fs";
import { unavailable } from "../checks.js";
import type { Database, Driver, Statement } from "./driver.js";
import { isBusy } from "./failure.js";
import { APPLICATION, SCHEMA, SCHEMA_VERSION, UPGRADE } from "./schema.js";

const PATIENCE = 5000;

/** Opens the database, and makes its tables in an empty one. A file that is something else is left as it was. */
export function connect(driver: Driver, path: string): Database {
  makePrivate(path);
  return opened(driver, path, prepare);
}

/** Opens the database to read it, as it is: nothing in it is changed. */
export function connectToRead(driver: Driver, path: string): Database {
  return opened(driver, path, (database) => {
    database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    database.exec("PRAGMA query_only = ON");
    transaction(database, "BEGIN", () => checkOwner(database, path));
  });
}

function opened(driver: Driver, path: string, prepare: (database: Database, path: string) => void): Database {
  const started = performance.now();
  for (;;) {
    const database = new driver(path);
    try {
      prepare(database, path);
      return database;
    } catch (cause) {
      database.close();
      // SQLite does not wait where waiting could be a deadlock: two processes that make one database at once.
      if (!isBusy(cause) || performance.now() - started >= PATIENCE) throw cause;
    }
  }
}

/** Others than its owner and group get no rights on a new file; the umask may take more. SQLite gives its own files the same. */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, "ax", 0o660));
  } catch {
    // It is there, or it cannot be made: the driver says so.
  }
}

function prepare(database: Database, path: string): void {
  database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
  const found = transaction(database, "BEGIN", () => checkOwner(database, path));
  const mode = pragma(database, "journal_mode = WAL", "journal_mode");
  if (mode !== "wal")
    throw unavailable(`${path}: SQLite cannot use its write-ahead log here: name a path on a local disk`, {
      journal_mode: mode,
    });
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA foreign_keys = ON");
  if (found !== "ours") transaction(database, "BEGIN IMMEDIATE", () => make(database, checkOwner(database, path)));
}

type Found = "new" | "older" | "ours";

function make(database: Database, found: Found): void {
  if (found !== "ours") database.exec(found === "new" ? SCHEMA : UPGRADE);
}

/** Only a file that is this store's, in a version that is known, or an empty one. To be asked in a transaction. */
function checkOwner(database: Database, path: string): Found {
  const application = pragma(database, "application_id");
  const version = Number(pragma(database, "user_version"));
  const { tables } = database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() as { tables: number };
  const found = { application_id: application, user_version: version, tables };
  if (application === 0 && version === 0 && tables === 0) return "new";
  if (application !== APPLICATION)
    throw unavailable(`${path}: this SQLite database is another program's: name another path`, found);
  if (version > SCHEMA_VERSION)
    throw unavailable(
      `${path}: a newer countersign wrote it (schema ${version}; this one knows ${SCHEMA_VERSION}): update countersign here`,
      found,
    );
  mustBeTables(database, path);
  return version < SCHEMA_VERSION ? "older" : "ours";
}

/**
 * Nothing in the file runs by itself: each of the store's tables is one, and none has a trigger. An index or a table that an
 * operator adds changes no answer.
 */
function mustBeTables(database: Database, path: string): void {
  const { tables, triggers } = database.prepare(PROGRAMS).get() as { tables: number; triggers: number };
  if (tables === TABLES.length && triggers === 0) return;
  throw unavailable(
    `${path}: it holds triggers, or a view in the place of a table, which countersign never makes: nothing is decided or started by it. Find out who else writes the file, and remove them or put back a backup`,
    new Error(`${tables} of the store's ${TABLES.length} tables, ${triggers} triggers`),
  );
}

const TABLES = ["meta", "rows", "tags"];
const PROGRAMS = `SELECT
  count(*) FILTER (WHERE type = 'table' AND name IN (${TABLES.map((name) => `'${name}'`).join(", ")}) AND sql LIKE 'CREATE TABLE %') AS tables,
  count(*) FILTER (WHERE type = 'trigger') AS triggers FROM sqlite_schema`;

/** What the file holds was the store's when it was opened, and is looked at again where it was changed since. */
export class Schema {
  readonly #database: Database;
  readonly #path: string;
  readonly #version: Statement;
  #known: unknown;

  constructor(database: Database, path: string) {
    this.#database = database;
    this.#path = path;
    this.#version = database.prepare("PRAGMA schema_version");
  }

  /** @throws code `unavailable` where it is no longer the store's. To be asked in a transaction, before anything else. */
  mustBeOurs(): void {
    const { schema_version: version } = this.#version.get() as { schema_version: unknown };
    if (version === this.#known) return;
    checkOwner(this.#database, this.#path);
    this.#known = version;
  }
}

function pragma(database: Database, statement: string, column = statement): unknown {
  return (database.prepare(`PRAGMA ${statement}`).get() as Record<string, unknown> | undefined)?.[column];
}

/** All of it or nothing; `BEGIN IMMEDIATE` for what may write. */
export function transaction<T>(database: Database, begin: "BEGIN" | "BEGIN IMMEDIATE", work: () => T): T {
  database.exec(begin);
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (cause) {
    rollback(database);
    throw cause;
  }
}

function rollback(database: Database): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // After some failures SQLite has rolled back by itself; the first failure is the one to tell.
  }
}
