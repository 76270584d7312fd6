import type { CountersignError } from "../errors.js";
import type { Store } from "./store.js";
import type { Bucket, Sleeper, Wheel } from "./wheel.js";

/** Wakes those who wait for a record. A hint may be lost, so everybody is also woken now and then: who is woken re-reads. */
export interface Waiters {
  /** To be called before reading, so that no change slips in between. */
  listen(id: string): Listener;
  /** The store did not answer whoever read it, or answers again: said once. */
  blind(error: Pick<CountersignError, "reason">): void;
  sees(): void;
  close(): Promise<void>;
}
export interface Listener {
  /** Resolves at the next hint, after `ms`, or when the signal aborts. */
  woken(ms: number, signal?: AbortSignal): Promise<void>;
  leave(): void;
}

const FIRST_TICK = 1_000;
const LAST_TICK = 60_000;
const PER_TICK = 256;

export const waitersOf = (store: Store, wheel: Wheel): Waiters => new Everybody(store, wheel);

class Everybody implements Waiters {
  readonly wheel: Wheel;
  readonly #store: Store;
  /** Mostly one for an id: a Set for each would weigh as much as the wait. */
  readonly #waiting = new Map<string, Waiter | Set<Waiter>>();
  #watched: ReturnType<Store["watch"]> | undefined;
  #stopTick = () => {};
  #seen: "yes" | "no" = "yes";
  #pace = Number.POSITIVE_INFINITY;

  constructor(store: Store, wheel: Wheel) {
    this.#store = store;
    this.wheel = wheel;
  }

  listen(id: string): Listener {
    this.#watched ??= this.#watch();
    const waiter = new Waiter(this, id);
    const others = this.#waiting.get(id);
    this.#waiting.set(id, others ? new Set(each(others)).add(waiter) : waiter);
    if (this.#pace > FIRST_TICK) {
      this.#stopTick();
      this.#tick(FIRST_TICK);
    }
    return waiter;
  }

  blind({ reason }: Pick<CountersignError, "reason">): void {
    if (this.#seen === "no") return;
    this.#seen = "no";
    console.error(`countersign: ${reason}; what waits goes on waiting`);
  }

  sees(): void {
    if (this.#seen === "yes") return;
    this.#seen = "yes";
    console.error("countersign: the store answers again");
  }

  leave(id: string, waiter: Waiter): void {
    const there = this.#waiting.get(id);
    if (there instanceof Set) there.delete(waiter);
    if (there === waiter || (there instanceof Set && there.size === 0)) this.#waiting.delete(id);
    if (this.#waiting.size === 0) void this.close();
  }

  /** Until somebody listens again. */
  async close(): Promise<void> {
    this.#stopTick();
    this.#pace = Number.POSITIVE_INFINITY;
    const watched = this.#watched;
    this.#watched = undefined;
    await watched?.then((unwatch) => unwatch()).catch(() => undefined);
  }

  #watch(): ReturnType<Store["watch"]> {
    const watched = this.#store.watch((ids) => {
      for (const id of ids === "resync" ? [...this.#waiting.keys()] : ids) this.#wake(id);
    });
    watched.catch(() => undefined); // reading tells of a store that is down; ticks go on
    return watched;
  }

  #wake(id: string): void {
    const there = this.#waiting.get(id);
    if (there) for (const waiter of each(there)) waiter.wake();
  }

  /** Bounded: at most so many are re-read each time, the longest unread first. */
  #tick(ms: number): void {
    this.#pace = ms;
    this.#stopTick = this.wheel.after(ms, () => {
      for (const id of [...firstOf(this.#waiting, PER_TICK)]) this.#wakeLast(id);
      this.#tick(Math.min(ms * 2, LAST_TICK));
    });
  }

  #wakeLast(id: string): void {
    const there = this.#waiting.get(id);
    if (!there) return;
    this.#waiting.delete(id);
    this.#waiting.set(id, there);
    this.#wake(id);
  }
}

const each = (there: Waiter | Set<Waiter>): Iterable<Waiter> => (there instanceof Set ? there : [there]);

function* firstOf(map: ReadonlyMap<string, unknown>, count: number): Generator<string> {
  let left = count;
  for (const id of map.keys())
    if (left-- > 0) yield id;
    else return;
}

/** One object for each wait and no closures, for there may be a hundred thousand. */
class Waiter implements Listener, Sleeper {
  readonly #everybody: Everybody;
  readonly #id: string;
  #resolve: (() => void) | undefined;
  #bucket: Bucket | undefined;
  #signal: AbortSignal | undefined;
  #due = false;

  constructor(everybody: Everybody, id: string) {
    this.#everybody = everybody;
    this.#id = id;
  }

  woken(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#due || signal?.aborted) {
      this.#due = false;
      return Promise.resolve();
    }
    this.#signal = signal;
    this.#signal?.addEventListener("abort", this);
    this.#bucket = this.#everybody.wheel.add(this, ms);
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  wake(): void {
    const resolve = this.#resolve;
    this.#due = !resolve;
    if (!resolve) return;
    this.#resolve = undefined;
    this.#signal?.removeEventListener("abort", this);
    if (this.#bucket) this.#everybody.wheel.remove(this, this.#bucket);
    resolve();
  }

  /** Of the signal. */
  handleEvent(): void {
    this.wake();
  }

  leave(): void {
    this.#everybody.leave(this.#id, this);
  }
}
