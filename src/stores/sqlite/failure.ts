import { type CountersignError, isCountersignError } from "../../errors.js";
import { unavailable } from "../checks.js";

/** SQLite's primary result codes that a user can do something about, https://sqlite.org/rescode.html. */
const CURES: Readonly<Record<number, string>> = {
  5: "another process has held its write lock for more than 5 s: find the one that does",
  8: "it cannot be written: give this user the right to write the file and its folder",
  10: "reading or writing it failed: look at the disk",
  11: "the database is damaged: stop its processes, keep a copy, then restore a backup or name another path; nothing was deleted",
  13: "the disk is full: make room",
  14: "it cannot be opened: make sure that its folder exists and that this user may read and write both",
  26: "the file is not an SQLite database: name another path, or move the file away; nothing was deleted",
};
const NAMES: Readonly<Record<string, number>> = {
  BUSY: 5,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
};

/** The drivers' errors as one; what is an error of this package already stays as it is. */
export function explained(path: string, cause: unknown): CountersignError {
  if (isCountersignError(cause)) return cause;
  const cure = CURES[codeOf(cause) ?? 0] ?? "the SQLite store failed: its cause says how";
  return unavailable(`${path}: ${cure}`, cause);
}

export const isBusy = (cause: unknown): boolean => codeOf(cause) === 5;

/** node:sqlite has `errcode`, libsql `rawCode`, both peers `code`; when libsql cannot open, only the text has the number. */
function codeOf(cause: unknown): number | undefined {
  const { errcode, rawCode, code, message } = (cause ?? {}) as Record<string, unknown>;
  const number = errcode ?? rawCode ?? /^ConnectionFailed\(.*: (\d+)"/.exec(String(message))?.[1];
  if (number !== undefined) return Number(number) & 255;
  return NAMES[/^SQLITE_([A-Z]+)/.exec(String(code))?.[1] ?? ""];
}
