import type { Clock } from "../clock.js";

/**
 * One timer for any number of deadlines: buckets of Sets, because long linked timer lists make every full garbage
 * collection several times dearer. Never early; late by at most a hundredth of the time, 1 s at most.
 */
export interface Wheel {
  /** Calls `wake` after `ms`; returns how to forget it. */
  after(ms: number, wake: () => void): () => void;
  /** The same without closures, for who waits by the thousand: wakes the sleeper of the bucket after `ms`. */
  add(sleeper: Sleeper, ms: number): Bucket;
  remove(sleeper: Sleeper, bucket: Bucket): void;
}
export interface Sleeper {
  wake(): void;
}
/** Who is woken at one moment. */
export interface Bucket {
  readonly at: number;
  readonly sleepers: Set<Sleeper>;
}

export function wheelOf(clock: Clock): Wheel {
  const buckets = new Map<number, Bucket>();
  let armed: { at: number; abort: AbortController } | undefined;

  const arm = () => {
    let next = Number.POSITIVE_INFINITY;
    for (const at of buckets.keys()) next = Math.min(next, at);
    if (armed?.at === next) return;
    armed?.abort.abort("another moment is next");
    armed = undefined;
    if (next === Number.POSITIVE_INFINITY) return;
    const mine = { at: next, abort: new AbortController() };
    armed = mine;
    void slept(next, mine.abort.signal)
      .then(() => armed === mine && turn())
      .catch(() => {
        if (armed === mine) armed = undefined; // a clock that fails wakes nobody; the next to come asks it again
      });
  };
  const slept = async (until: number, signal: AbortSignal) => clock.sleep(Math.max(0, until - clock.now()), signal);

  const turn = () => {
    armed = undefined;
    const now = clock.now();
    for (const { at, sleepers } of buckets.values()) {
      if (at > now) continue;
      buckets.delete(at);
      for (const sleeper of sleepers) sleeper.wake();
    }
    arm();
  };

  const wheel: Wheel = {
    after(ms, wake) {
      const sleeper = { wake };
      const bucket = wheel.add(sleeper, ms);
      return () => wheel.remove(sleeper, bucket);
    },
    add(sleeper, ms) {
      const at = momentAfter(clock.now(), ms);
      const bucket = buckets.get(at) ?? { at, sleepers: new Set() };
      bucket.sleepers.add(sleeper);
      buckets.set(at, bucket);
      if (!armed || at < armed.at) arm();
      return bucket;
    },
    remove(sleeper, bucket) {
      const { at, sleepers } = bucket;
      sleepers.delete(sleeper);
      if (sleepers.size > 0 || buckets.get(at) !== bucket) return;
      buckets.delete(at);
      if (armed?.at === at) arm();
    },
  };
  return wheel;
}

function momentAfter(now: number, ms: number): number {
  const grain = Math.min(1000, Math.max(1, 10 ** Math.floor(Math.log10(Math.max(1, ms)) - 2)));
  return Math.ceil((now + ms) / grain) * grain;
}

/** Work that somebody waits for, given up after `ms`; it may still be done later. */
export async function patiently<T>(wheel: Wheel, ms: number, work: () => Promise<T>): Promise<T> {
  let forget = () => {};
  const late = new Promise<never>((_, reject) => {
    forget = wheel.after(ms, () => reject(new Error("it did not answer in time")));
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    forget();
  }
}

/** Milliseconds: the first pause between two tries, the longest, and how long one may take. */
const [FIRST, LONGEST, ONE_TRY] = [250, 10_000, 10_000];
export const pauseAfter = (tries: number): number => Math.min(LONGEST, FIRST * 2 ** tries);

/** Work that is tried again, later each time, until it is done or `ms` are over. @throws what was thrown last */
export async function persistently<T>(wheel: Wheel, ms: number, work: () => Promise<T>): Promise<T> {
  let last: { readonly error: unknown } | undefined;
  let over: "no" | "yes" = "no";
  const trying = async (): Promise<T> => {
    for (let tries = 0; ; tries++) {
      try {
        return await patiently(wheel, ONE_TRY, work);
      } catch (error) {
        last = { error };
      }
      if (over === "yes") throw last.error;
      await new Promise<void>((resolve) => void wheel.after(pauseAfter(tries), resolve));
    }
  };
  try {
    return await patiently(wheel, ms, trying);
  } catch (error) {
    over = "yes";
    throw last?.error ?? error;
  }
}
