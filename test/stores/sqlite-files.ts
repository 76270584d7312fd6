import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { NewRow, Store } from "../../src/approval/store.js";
import { type Database, findDriver } from "../../src/stores/sqlite/driver.js";

export const folder = mkdtempSync(join(tmpdir(), "countersign-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
export const newPath = () => join(folder, `${files++}.db`);
export const row = (id: string, change: Partial<NewRow> = {}): NewRow => ({
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
export const approved = { state: "approved", due: Number.POSITIVE_INFINITY, progress: {} } as const;
export const refusal = (store: Store) =>
  store.get("r").then(
    () => undefined,
    (error: unknown) => error,
  );
/** The database itself, on a connection of its own. */
export async function raw<T>(path: string, work: (database: Database) => T | Promise<T>): Promise<T> {
  const database = new (await findDriver())(path);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}
