import { unavailable } from "../checks.js";

type Value = string | number;

/** What node:sqlite, libsql and better-sqlite3 have in common. */
export interface Statement {
  run(...values: Value[]): unknown;
  get(...values: Value[]): unknown;
  all(...values: Value[]): unknown[];
}
export interface Database {
  exec(sql: string): unknown;
  prepare(sql: string): Statement;
  close(): unknown;
}
export type Driver = new (path: string) => Database;

type Runtime = {
  getBuiltinModule?(id: string): { DatabaseSync?: Driver } | undefined;
  readonly versions: Readonly<Record<string, string | undefined>>;
};

/** The runtime's own SQLite, else the peer that is installed. @throws code `unavailable` when there is none. */
export async function findDriver(): Promise<Driver> {
  const runtime = process as unknown as Runtime;
  const own = runtime.getBuiltinModule?.("node:sqlite")?.DatabaseSync;
  if (own) return own;
  const failures: unknown[] = [];
  const failed = (cause: unknown): undefined => {
    failures.push(cause);
  };
  const libsql = await import("libsql").catch(failed);
  if (libsql) return libsql.default as unknown as Driver;
  // @ts-expect-error: an optional peer that is not installed here and has no types of its own
  const other = (await import("better-sqlite3").catch(failed)) as { default: Driver } | undefined;
  if (other) return other.default;
  throw unavailable(missing(runtime.versions), new AggregateError(failures, "libsql and better-sqlite3 do not load"));
}

function missing({ bun, deno, node }: Runtime["versions"]): string {
  const name = bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`;
  return `sqliteStore finds no SQLite: ${name} has no node:sqlite (Node has it from 22.13 on), and neither peer loads. Install one: npm install libsql (or better-sqlite3)`;
}
