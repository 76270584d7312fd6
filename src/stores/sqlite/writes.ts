import { Broken } from "./connect.js";
import type { Tables } from "./tables.js";

interface Write {
  work(): unknown;
  resolve(value: unknown): void;
  reject(cause: unknown): void;
}
type Done = { readonly value: unknown } | { readonly cause: unknown };

/** So many writes share a transaction at most: another process waits for its end. */
const MOST = 200;

/**
 * Writes that are asked for in one turn of the event loop share one transaction, and so one sync of the disk. Each is whole
 * or not at all, in the order in which they were asked, and none is answered before all of them are on disk.
 */
export class Writes {
  readonly #tables: Tables;
  #waiting: Write[] = [];

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  add<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush());
      this.#waiting.push({ work, resolve: resolve as Write["resolve"], reject });
    });
  }

  /** What waits is written now: who reads after it has asked for it must see it. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commit(this.#waiting.splice(0, MOST));
  }

  #commit(writes: readonly Write[]): void {
    let done: readonly Done[];
    try {
      done = this.#tables.together((whole) => writes.map(({ work }) => performed(() => whole(work))));
    } catch (cause) {
      for (const { reject } of writes) reject(cause); // none of them is on disk
      return;
    }
    for (const [at, { resolve, reject }] of writes.entries()) {
      const one = done[at] as Done;
      if ("cause" in one) reject(one.cause);
      else resolve(one.value);
    }
  }
}

/** A write that fails is as if it had not been asked for; the others stand. */
function performed(work: () => unknown): Done {
  try {
    return { value: work() };
  } catch (cause) {
    if (cause instanceof Broken) throw cause.cause;
    return { cause };
  }
}
