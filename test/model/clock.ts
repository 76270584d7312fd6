import type { Clock } from "../../src/index.js";

/** A clock that jumps: whoever slept until then wakes at once, and sees the time after the jump. */
export function jumpingClock(start = Date.parse("2026-01-01T00:00:00Z")): Clock & { jump(ms: number): void } {
  let time = start;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => time,
    jump(ms) {
      time += ms;
      for (const { at, wake } of [...sleepers]) if (at <= time) wake();
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 0 || signal?.aborted) return resolve();
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper = { at: time + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", wake);
      }),
  };
}
