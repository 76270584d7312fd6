import { resolve } from "node:path";
import type { Row } from "../../approval/store.js";
import { connectToRead } from "./connect.js";
import { findDriver } from "./driver.js";
import { explained } from "./failure.js";
import { SQL } from "./schema.js";
import { asText, hasId, Reader, type Stored } from "./stored.js";

const PAGE = 500;

/** The rows of a store's file, for whoever only reads: nothing in it is changed, and no clock is asked. */
export interface RowsIn {
  get(id: string): Row | undefined;
  /** The calls in a state, the newest first. */
  calls(tenant: string, state: Row["state"]): Iterable<Row>;
  close(): void;
}

/** @throws code `unavailable`, here and where it answers, for a file that cannot be read or is no store */
export async function rowsIn(given: string): Promise<RowsIn> {
  const path = resolve(given);
  const asked = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw explained(path, cause);
    }
  };
  const driver = await findDriver();
  const database = asked(() => connectToRead(driver, path));
  const prepare = (sql: string) => asked(() => database.prepare(sql));
  const [byId, bySeq, listed] = [prepare(SQL.byId), prepare(SQL.bySeq), prepare(SQL.listed)];
  const reader = new Reader();
  const rowOf = (stored: Stored | undefined) => (stored && hasId(stored) ? reader.rowOf(stored) : undefined);
  return {
    get: (id) => asked(() => rowOf(byId.get(asText(id)) as Stored | undefined)),
    *calls(tenant, state) {
      for (let at = Number.MAX_SAFE_INTEGER, more = true; more; ) {
        const page = asked(() => listed.all(asText(tenant), "call", state, at, PAGE)) as { seq: number }[];
        for (const { seq } of page) {
          const row = asked(() => rowOf(bySeq.get(seq) as Stored | undefined));
          if (row) yield row;
          at = seq;
        }
        more = page.length === PAGE;
      }
    },
    close: () => void database.close(),
  };
}
