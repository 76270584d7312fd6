import type { Clock } from "../../src/clock.js";
import { fakeClock } from "../../src/testing/fake-clock.js";

/** A fake clock that knows which timers are armed. */
export function countingClock() {
  const fake = fakeClock();
  const timers = new Set<AbortSignal | undefined>();
  const clock: Clock = {
    now: fake.now,
    async sleep(ms, signal) {
      timers.add(signal);
      await fake.sleep(ms, signal);
      timers.delete(signal);
    },
  };
  return { fake, timers, clock };
}
