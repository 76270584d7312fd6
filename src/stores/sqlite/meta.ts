import { unavailable } from "../checks.js";

/**
 * The row that every operation reads: the number of the latest change, the latest time that was written, and what it was when
 * the machine started.
 */
export interface Meta {
  readonly change: number;
  readonly time: number;
  readonly started: number;
}

/** The farthest that a date can be, in milliseconds since 1970. */
const LAST = 8.64e15;

/** What somebody else wrote: nobody can tell what it was. */
export const notMeta = (path: string): Error =>
  unavailable(
    `${path}: its record of the time is missing or holds no number, which countersign never writes: nothing is decided or started by it. Find out who else writes the file, stop its processes, and put back a backup or name another path`,
    new Error("the row of meta is not one of countersign's"),
  );

/** @throws code `unavailable` unless it is such a row */
export function mustBeMeta(found: unknown, path: string): Meta {
  const { change, time } = (found ?? {}) as Partial<Meta>;
  if (Number.isSafeInteger(change) && typeof time === "number" && Math.abs(time) <= LAST) return found as Meta;
  throw notMeta(path);
}
