import { describe, expect, test, vi } from "vitest";
import { isCountersignError } from "../../src/errors.js";
import { fakeClock } from "../../src/testing/fake-clock.js";

const T0 = Date.parse("2026-01-01T00:00:00Z");

test("time stands still until it is moved, and moves exactly as far as it is told", async () => {
  const clock = fakeClock("2026-01-01T00:00:00Z");
  expect(clock.now()).toBe(T0);
  await clock.advance("31m");
  expect(clock.now()).toBe(T0 + 31 * 60_000);
  await clock.advance(5);
  expect(clock.now()).toBe(T0 + 31 * 60_000 + 5);
});

test("a clock without a start starts at the same time everywhere", () => {
  expect(fakeClock().now()).toBe(fakeClock().now());
});

test("sleepers wake in the order of their times, each at its time", async () => {
  const clock = fakeClock();
  const start = clock.now();
  const woken: [string, number][] = [];
  const sleeper = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push([name, clock.now() - start]);
  };
  void sleeper("late", 3000);
  void sleeper("early", 1000);
  void sleeper("middle", 2000);
  void sleeper("also early", 1000);
  await clock.advance("5s");
  expect(woken).toEqual([
    ["early", 1000],
    ["also early", 1000],
    ["middle", 2000],
    ["late", 3000],
  ]);
});

test("who sleeps longer than time was moved sleeps on", async () => {
  const clock = fakeClock();
  let woken = false;
  void clock.sleep(1000).then(() => {
    woken = true;
  });
  await clock.advance(999);
  expect(woken).toBe(false);
  await clock.advance(1);
  expect(woken).toBe(true);
});

test("a chain of sleeps inside one advance is slept at the right times", async () => {
  const clock = fakeClock();
  const start = clock.now();
  const times: number[] = [];
  void (async () => {
    for (let i = 0; i < 5; i++) {
      await clock.sleep(100);
      for (let j = 0; j < 50; j++) await Promise.resolve();
      times.push(clock.now() - start);
    }
  })();
  await clock.advance(450);
  expect(times).toEqual([100, 200, 300, 400]);
});

test("between two steps, work that awaits turns of the event loop and threads runs on", async () => {
  const clock = fakeClock();
  const start = clock.now();
  const seen: number[] = [];
  void clock.sleep(10).then(async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await crypto.subtle.digest("SHA-256", new Uint8Array(8));
    seen.push(clock.now() - start);
  });
  void clock.sleep(20).then(() => seen.push(20));
  await clock.advance(30);
  expect(seen).toEqual([10, 20]);
});

test("what starts to sleep after the call of advance, without a macrotask between, is still woken", async () => {
  const clock = fakeClock();
  let woken = false;
  const moved = clock.advance("1m");
  void Promise.resolve()
    .then(() => clock.sleep(1000))
    .then(() => {
      woken = true;
    });
  await moved;
  expect(woken).toBe(true);
});

test("an aborted sleep resolves at once and is not woken again", async () => {
  const clock = fakeClock();
  const [aborted, aborting] = [AbortSignal.abort(), new AbortController()];
  await clock.sleep(1000, aborted);
  const asleep = clock.sleep(1000, aborting.signal);
  aborting.abort();
  await asleep;
  await clock.advance("2s");
});

test("a sleeper that was woken no longer listens to its signal", async () => {
  const clock = fakeClock();
  const { signal } = new AbortController();
  const remove = vi.spyOn(signal, "removeEventListener");
  void clock.sleep(10, signal);
  await clock.advance(10);
  expect(remove).toHaveBeenCalledOnce();
});

test("a sleep of nothing, or of what is no number, ends without moving time and does not starve others", async () => {
  const clock = fakeClock();
  const before = clock.now();
  let others = false;
  setTimeout(() => {
    others = true;
  });
  for (let i = 0; !others; i++) await clock.sleep(i % 2 ? 0 : Number.NaN);
  expect(clock.now()).toBe(before);
});

test("two advances at once move one after the other", async () => {
  const clock = fakeClock();
  const start = clock.now();
  await Promise.all([clock.advance(100), clock.advance(50)]);
  expect(clock.now()).toBe(start + 150);
});

test("a poller of one minute over a day is walked through", async () => {
  const clock = fakeClock();
  let ticks = 0;
  void (async () => {
    for (;;) {
      await clock.sleep(60_000);
      ticks++;
    }
  })();
  await clock.advance("1d");
  expect(ticks).toBe(1440);
});

test("it also moves under a test runner's own fake timers", async () => {
  vi.useFakeTimers();
  try {
    const clock = fakeClock();
    let woken = false;
    void clock.sleep(10).then(() => {
      woken = true;
    });
    await clock.advance(10);
    expect(woken).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

describe("refusals", () => {
  test.each(["soon", "2026-13-45"])("the start %j is no time", (start) => {
    expect(() => fakeClock(start)).toThrow(/is not a time/);
  });
  test("an advance by what is no duration is refused, and the clock still works", async () => {
    const clock = fakeClock();
    const error = await clock.advance("31 minutes" as never).catch((thrown: unknown) => thrown);
    expect(isCountersignError(error, "input")).toBe(true);
    const before = clock.now();
    await clock.advance(1);
    expect(clock.now()).toBe(before + 1);
  });
});
