import { unavailable } from "./checks.js";

/** How far a wall clock may be from the store's time, in milliseconds, before they are said to disagree. */
export const TOLERANCE = 60_000;

/** How a store is spoken of. */
interface Named {
  readonly name: string;
  /** What to do where this process's clock is right. */
  readonly cure: string;
  /** Is given one sentence whenever the two begin to disagree. */
  tell(message: string): void;
}

/**
 * The wall clock of a process, beside the store's time, which it does not move. Where it has gone ahead, it is wrong, or time
 * passed that the machine did not count, as when a virtual machine is paused. Nobody here can tell, so nothing expires by
 * it; and what must be done by a time that has come by this clock, and was opened before it went ahead, is not done.
 */
export class Wall {
  readonly #read: () => number;
  readonly #store: Named;
  #off = 0;
  #since = Number.NEGATIVE_INFINITY;

  constructor(read: () => number, store: Named) {
    this.#read = read;
    this.#store = store;
  }

  /** Holds the clock against the store's time. */
  look(time: number): void {
    const off = this.#read() - time;
    if (Math.abs(off - this.#off) <= TOLERANCE) return;
    if (off > this.#off) this.#since = time;
    this.#off = Math.abs(off) <= TOLERANCE ? 0 : off;
    if (this.#off !== 0) this.#store.tell(`${this.#both(time)}. Deadlines go by the store's time`);
  }

  /** @throws code `unavailable` where `notAfter` is still to come by the store's time, and nobody knows whether it is. */
  mustKnow(openedAt: number, notAfter: number, time: number): void {
    const opened = openedAt <= time ? openedAt : Number.NEGATIVE_INFINITY; // one that is still to come is no time of ours
    if (notAfter > time + this.#off || opened >= this.#since || !(time < notAfter)) return;
    const why = "whether the time for this is over cannot be known";
    const cure = `Set this clock right; where it is right, ${this.#store.cure}`;
    throw unavailable(`${this.#both(time)}: ${why}. ${cure}`, new Error("the two clocks disagree"));
  }

  #both(time: number): string {
    return `${this.#store.name}: this process's clock says ${iso(time + this.#off)}, the store's time is ${iso(time)}`;
  }
}

/** A time as people read it. */
export const iso = (time: number): string =>
  Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms since 1970`;
