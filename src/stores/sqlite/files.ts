import { type BigIntStats, statSync } from "node:fs";
import { unavailable } from "../checks.js";

/** The database, what was written and is not in it yet, and the locks: SQLite goes on with each after it was removed. */
const SUFFIXES = ["", "-wal", "-shm"] as const;

/**
 * Whether the files of an open database are still those that other processes find by their names. To be made once all three
 * are there: while they are open, the system gives their numbers to no other file.
 */
export class Files {
  readonly #path: string;
  readonly #opened: readonly (BigIntStats | undefined)[];

  constructor(path: string) {
    this.#path = path;
    this.#opened = SUFFIXES.map((suffix) => at(path + suffix));
  }

  /** @throws code `unavailable` where one is missing: an answer from it would be of a database that is no longer the store. */
  mustBeThere(): void {
    const what = this.#missing();
    if (what === undefined) return;
    const cure =
      "Stop every process that uses this store, put back the files that are right, all of one moment, and start again";
    throw unavailable(
      `${what} while this process had it open: nothing is decided or started by it. ${cure}`,
      new Error(what),
    );
  }

  /** What became of one that is no longer there; undefined while all are. */
  #missing(): string | undefined {
    for (const [i, suffix] of SUFFIXES.entries()) {
      const [before, now] = [this.#opened[i], at(this.#path + suffix)];
      if (!now) return `${this.#path}${suffix} was removed or moved away`;
      if (now.ino !== before?.ino || now.dev !== before.dev)
        return `another file was put in the place of ${this.#path}${suffix}`;
    }
    return undefined;
  }
}

const at = (path: string): BigIntStats | undefined => statSync(path, { bigint: true, throwIfNoEntry: false });
