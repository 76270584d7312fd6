import type { Clock } from "../clock.js";

/**
 * One timer for any number of deadlines: buckets of Sets, because long linked timer lists make every full garbage
 * collection several times dearer. Never early; late by at most a hundredth of the time, 1 s at most.
 */
export interface Wheel {
  /** Calls `wake` after `ms`; returns how to forget it. */
  after(ms: number, wake: () => void): () => void;
}

export function wheelOf(clock: Clock): Wheel {
  const buckets = new Map<number, Set<() => void>>();
  let armed: { at: number; abort: AbortController } | undefined;

  const arm = () => {
    let next = Number.POSITIVE_INFINITY;
    for (const at of buckets.keys()) next = Math.min(next, at);
    if (armed?.at === next) return;
    armed?.abort.abort();
    armed = undefined;
    if (next === Number.POSITIVE_INFINITY) return;
    const mine = { at: next, abort: new AbortController() };
    armed = mine;
    void clock.sleep(Math.max(0, next - clock.now()), mine.abort.signal).then(() => armed === mine && turn());
  };

  const turn = () => {
    armed = undefined;
    const now = clock.now();
    for (const [at, wakes] of buckets) {
      if (at > now) continue;
      buckets.delete(at);
      for (const wake of wakes) wake();
    }
    arm();
  };

  return {
    after(ms, wake) {
      const grain = Math.min(1000, Math.max(1, 10 ** Math.floor(Math.log10(Math.max(1, ms)) - 2)));
      const at = Math.ceil((clock.now() + ms) / grain) * grain;
      const bucket = buckets.get(at) ?? new Set();
      buckets.set(at, bucket.add(wake));
      if (!armed || at < armed.at) arm();
      return () => {
        bucket.delete(wake);
        if (bucket.size === 0 && buckets.get(at) === bucket) {
          buckets.delete(at);
          if (armed?.at === at) arm();
        }
      };
    },
  };
}
