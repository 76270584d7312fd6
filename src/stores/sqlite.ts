import type { Store } from "../approval/store.js";
import { sqliteOn } from "./sqlite/sqlite-on.js";

/**
 * One SQLite file for the processes of one machine: write-ahead log, every write on disk before its answer. Uses
 * `node:sqlite` where the runtime has it, else the peer `libsql` or `better-sqlite3`. Opens nothing before the first
 * operation; while somebody watches it looks every 10 ms for what other processes changed. A due row is left to the
 * sweeper that got it for 30 s.
 *
 * Its time is the machine's uptime, on top of what the file last knew: no process's wall clock moves it, nor does setting
 * that clock. Only over a restart of the machine is the clock believed, if it has not gone back. A process whose clock is
 * more than a minute off says so in a warning, `COUNTERSIGN_TIME`.
 * Nothing in the file runs by itself: one with a trigger, or with a view in the place of a table, is refused.
 * @param options `path`: the file, made where there is none, without rights for others than its owner and group; its folder
 * must exist. Not on a network file system.
 * @throws code `input` for a missing path or an unknown option. Operations reject with code `unavailable`, part "store",
 * naming the path and what to do, when there is no driver, the file cannot be used or is no longer the one that was opened,
 * the time cannot be known, or the store is closed.
 */
export const sqliteStore = (options: { path: string }): Store => sqliteOn(options);
