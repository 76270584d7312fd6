import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { type Listener, waitersOf } from "../../src/approval/waiters.js";
import { wheelOf } from "../../src/approval/wheel.js";
import type { Store } from "../../src/index.js";
import { memoryStore } from "../../src/stores/memory.js";
import { fakeClock } from "../../src/testing/testing.js";
import { countingClock } from "./counting-clock.js";

type Hint = Parameters<Store["watch"]>[0];

/** Waiters over a store whose hints the test gives, and how many watch it and how many timers are armed. */
function made() {
  const { fake, timers, clock } = countingClock();
  const watching = new Set<Hint>();
  const watch: Store["watch"] = async (onHint) => {
    watching.add(onHint);
    return async () => void watching.delete(onHint);
  };
  const waiters = waitersOf({ ...memoryStore({ clock }), watch }, wheelOf(clock));
  const hint: Hint = (ids) => {
    for (const each of [...watching]) each(ids);
  };
  return { clock: fake, timers, watching, waiters, hint };
}

/** Whether a waiter was woken, told without waiting for it. */
function noted(listener: Listener, ms = 3_600_000, signal?: AbortSignal) {
  const seen = { woken: false };
  void listener.woken(ms, signal).then(() => {
    seen.woken = true;
  });
  return seen;
}

test("a hint wakes everybody who waits for its record, and nobody else", async () => {
  const { clock, waiters, hint } = made();
  const [a, b, c, other] = ["x", "x", "x", "y"].map((id) => noted(waiters.listen(id)));
  hint(["x", "nobody's"]);
  await clock.advance(0);
  expect([a?.woken, b?.woken, c?.woken, other?.woken]).toEqual([true, true, true, false]);
});

test("a resync wakes everybody", async () => {
  const { clock, waiters, hint } = made();
  const all = ["x", "x", "y"].map((id) => noted(waiters.listen(id)));
  hint("resync");
  await clock.advance(0);
  expect(all.map(({ woken }) => woken)).toEqual([true, true, true]);
});

test("a hint between listening and waiting is not lost, and counts once", async () => {
  const { clock, waiters, hint } = made();
  const listener = waiters.listen("x");
  hint(["x"]);
  await listener.woken(3_600_000);
  const again = noted(listener);
  await clock.advance(0);
  expect(again.woken).toBe(false);
});

test("without any hint everybody is woken after a second, and then ever more seldom", async () => {
  const { clock, waiters } = made();
  const listener = waiters.listen("x");
  const start = clock.now();
  const woken: number[] = [];
  void (async () => {
    for (;;) {
      await listener.woken(3_600_000);
      woken.push(Math.round((clock.now() - start) / 1000));
    }
  })();
  await clock.advance("3m");
  expect(woken.slice(0, 4)).toEqual([1, 3, 7, 15]);
  const gaps = woken.map((at, i) => at - (woken[i - 1] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(61);
});

test("a tick re-reads 256 at most, the longest unread first", async () => {
  const { clock, waiters } = made();
  const all = Array.from({ length: 300 }, (_, i) => noted(waiters.listen(`r${i}`)));
  await clock.advance(1_100);
  expect(all.filter(({ woken }) => woken)).toHaveLength(256);
  await clock.advance(2_100);
  expect(all.filter(({ woken }) => woken)).toHaveLength(300);
});

test("a deadline wakes, not before its time", async () => {
  const { clock, waiters } = made();
  const waiter = noted(waiters.listen("x"), 700);
  await clock.advance(699);
  expect(waiter.woken).toBe(false);
  await clock.advance(8);
  expect(waiter.woken).toBe(true);
});

test("an abort wakes, also one that came before, and leaves no listener behind", async () => {
  const { clock, waiters, hint } = made();
  const [aborted, hinted] = [new AbortController(), new AbortController()];
  const waiter = noted(waiters.listen("x"), 3_600_000, aborted.signal);
  aborted.abort();
  await clock.advance(0);
  expect(waiter.woken).toBe(true);
  await waiters.listen("y").woken(3_600_000, aborted.signal);
  const other = noted(waiters.listen("z"), 3_600_000, hinted.signal);
  hint(["z"]);
  await clock.advance(0);
  expect(other.woken).toBe(true);
  expect(getEventListeners(hinted.signal, "abort")).toEqual([]);
});

test("who leaves is woken no more, and those who wait for the same record still are", async () => {
  const { clock, waiters, hint } = made();
  const [goes, stays] = [waiters.listen("x"), waiters.listen("x")];
  goes.leave();
  const seen = noted(stays);
  hint(["x"]);
  await clock.advance(0);
  expect(seen.woken).toBe(true);
});

test("the store is watched once while somebody waits, and no more when the last has left", async () => {
  const { clock, waiters, watching, timers } = made();
  const all = ["x", "x", "y"].map((id) => waiters.listen(id));
  await clock.advance(0);
  expect(watching.size).toBe(1);
  for (const each of all) each.leave();
  await clock.advance(0);
  expect(watching.size).toBe(0);
  expect(timers.size).toBe(0);
});

test("who listens after that is woken again", async () => {
  const { clock, waiters, hint } = made();
  waiters.listen("x").leave();
  const seen = noted(waiters.listen("x"));
  await clock.advance(0);
  hint(["x"]);
  await clock.advance(0);
  expect(seen.woken).toBe(true);
});

test("a store that cannot be watched is re-read by ticks", async () => {
  const clock = fakeClock();
  const watch = () => Promise.reject(new Error("down"));
  const waiters = waitersOf({ ...memoryStore({ clock }), watch }, wheelOf(clock));
  const seen = noted(waiters.listen("x"));
  await clock.advance(1_100);
  expect(seen.woken).toBe(true);
  await waiters.close();
});
