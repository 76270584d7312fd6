import type { Store } from "./store.js";
import type { Wheel } from "./wheel.js";

/** Wakes those who wait for a record. A hint may be lost, so everybody is also woken now and then: who is woken re-reads. */
export interface Waiters {
  /** To be called before reading, so that no change slips in between. */
  listen(id: string): Listener;
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

export function waitersOf(store: Store, wheel: Wheel): Waiters {
  const waiting = new Map<string, Set<Waiter>>();
  let watched: Promise<() => Promise<void>> | undefined;
  let stopTick = () => {};
  let pace = Number.POSITIVE_INFINITY;

  const hint = (ids: readonly string[] | "resync") => {
    for (const id of ids === "resync" ? [...waiting.keys()] : ids) for (const waiter of waiting.get(id) ?? []) waiter.wake();
  };
  /** Bounded: at most so many are re-read each time, the longest unread first. */
  const tick = (ms: number) => {
    pace = ms;
    stopTick = wheel.after(ms, () => {
      for (const id of [...firstOf(waiting, PER_TICK)]) {
        const waiters = waiting.get(id);
        if (!waiters) continue;
        waiting.delete(id);
        waiting.set(id, waiters);
        for (const waiter of waiters) waiter.wake();
      }
      tick(Math.min(ms * 2, LAST_TICK));
    });
  };
  const rest = () => {
    stopTick();
    pace = Number.POSITIVE_INFINITY;
    const leave = watched;
    watched = undefined;
    return leave?.then((unwatch) => unwatch()).catch(() => undefined) ?? Promise.resolve();
  };

  return {
    listen(id) {
      watched ??= store.watch(hint);
      watched.catch(() => undefined); // reading tells of a store that is down; ticks go on
      const waiter = new Waiter(wheel);
      const waiters = waiting.get(id) ?? new Set();
      waiting.set(id, waiters.add(waiter));
      if (pace > FIRST_TICK) {
        stopTick();
        tick(FIRST_TICK);
      }
      return {
        woken: (ms, signal) => waiter.woken(ms, signal),
        leave() {
          waiters.delete(waiter);
          if (waiters.size === 0 && waiting.get(id) === waiters) waiting.delete(id);
          if (waiting.size === 0) void rest();
        },
      };
    },
    close: rest,
  };
}

function* firstOf(map: ReadonlyMap<string, unknown>, count: number): Generator<string> {
  let left = count;
  for (const id of map.keys()) if (left-- > 0) yield id;
    else return;
}

class Waiter {
  readonly #wheel: Wheel;
  #resolve: (() => void) | undefined;
  #due = false;
  constructor(wheel: Wheel) {
    this.#wheel = wheel;
  }
  wake(): void {
    if (this.#resolve) this.#resolve();
    else this.#due = true;
  }
  woken(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#due || signal?.aborted) {
      this.#due = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = () => {
        this.#resolve = undefined;
        forget();
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const forget = this.#wheel.after(ms, done);
      signal?.addEventListener("abort", done);
      this.#resolve = done;
    });
  }
}
