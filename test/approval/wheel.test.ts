import fc from "fast-check";
import { expect, test } from "vitest";
import { wheelOf } from "../../src/approval/wheel.js";
import { countingClock } from "./counting-clock.js";

/** A wheel on a fake clock, and how many timers it has armed. */
function made() {
  const { fake, timers, clock } = countingClock();
  return { clock: fake, timers, wheel: wheelOf(clock) };
}

test("a deadline wakes once, never early, and late by a hundredth of its time or a second at most", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 7_200_000 }), { minLength: 1, maxLength: 5 }),
      async (times) => {
        const { clock, wheel } = made();
        const start = clock.now();
        const late: number[] = [];
        for (const ms of times) wheel.after(ms, () => late.push(clock.now() - start - ms));
        await clock.advance(Math.max(...times) + 1000);
        expect(late).toHaveLength(times.length);
        expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
        const most = Math.max(1, Math.min(1000, Math.max(...times) / 100));
        expect(Math.max(...late)).toBeLessThanOrEqual(most);
      },
    ),
    { numRuns: 10 },
  ));

test("any number of deadlines are one timer", () => {
  const { wheel, timers } = made();
  for (let i = 0; i < 100; i++) wheel.after(60_000 + i * 1000, () => {});
  expect(timers.size).toBe(1);
});

test("what is forgotten is not woken, and others of its moment are", async () => {
  const { wheel, clock } = made();
  const woken: string[] = [];
  const forget = wheel.after(1000, () => woken.push("a"));
  wheel.after(1000, () => woken.push("b"));
  forget();
  forget();
  await clock.advance("1m");
  expect(woken).toEqual(["b"]);
});

test("an earlier deadline that comes later is woken first", async () => {
  const { wheel, clock } = made();
  const woken: string[] = [];
  wheel.after(60_000, () => woken.push("late"));
  wheel.after(1000, () => woken.push("soon"));
  await clock.advance("2s");
  expect(woken).toEqual(["soon"]);
  await clock.advance("1m");
  expect(woken).toEqual(["soon", "late"]);
});

test("no timer is left when all is forgotten, or when all have woken", async () => {
  const { wheel, clock, timers } = made();
  const forget = [1000, 5000, 60_000].map((ms) => wheel.after(ms, () => {}));
  for (const each of forget) each();
  await clock.advance(0);
  expect(timers.size).toBe(0);
  wheel.after(1000, () => {});
  await clock.advance("2s");
  expect(timers.size).toBe(0);
});

test("who waits without a closure is woken, and not when it was removed", async () => {
  const { wheel, clock } = made();
  const woken: string[] = [];
  const sleeper = (name: string) => ({ wake: () => woken.push(name) });
  const [stays, goes] = [sleeper("stays"), sleeper("goes")];
  wheel.add(stays, 1000);
  wheel.remove(goes, wheel.add(goes, 1000));
  await clock.advance("2s");
  expect(woken).toEqual(["stays"]);
});
