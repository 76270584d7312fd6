import { beforeEach, expect, test, vi } from "vitest";
import { combine } from "../../src/approval/combine.js";
import * as matching from "../../src/approval/matching.js";
import { satisfiable } from "../../src/approval/satisfiable.js";
import { tally } from "../../src/approval/tally.js";
import { type Groups, of, poolsOf, replay, staged } from "./replay.js";

vi.mock("../../src/approval/matching.js", async (original) => {
  const real = await original<typeof matching>();
  return { seat: vi.fn(real.seat) };
});
const matchings = vi.mocked(matching.seat).mock;
beforeEach(() => void vi.mocked(matching.seat).mockClear());

/** Six stages of two thresholds of four people each: 64 choices, as many as there may be. */
const largest = staged(Array.from({ length: 6 }, (_, i) => [of(`a${i}`, { approve: 4 }), of(`b${i}`, { approve: 4 })]));
const everywhere = [0, 1, 2, 3, 4, 5].flatMap((i) => [`a${i}`, `b${i}`]);
const crowd = (size: number): Groups =>
  Object.fromEntries(Array.from({ length: size }, (_, i) => [`p${i}`, everywhere]));

test("a tally at the limit looks for 64 matchings and not one more", () => {
  const combined = combine([largest]);
  const groups = crowd(23);
  const reviews = replay(
    combined,
    groups,
    Object.keys(groups).map((who) => ({ who })),
  );
  expect(tally(combined, reviews).state).toBe("open");
  expect(matchings.calls).toHaveLength(64);
});

test("a tally that is met stops at the first choice that is", () => {
  const combined = combine([largest]);
  const groups = crowd(24);
  const reviews = replay(
    combined,
    groups,
    Object.keys(groups).map((who) => ({ who })),
  );
  expect(tally(combined, reviews).state).toBe("approved");
  expect(matchings.calls).toHaveLength(1);
});

test("past the limit not one is looked for", () => {
  const other = staged([[of("c"), of("d")]]);
  const combined = combine([largest, other]);
  const groups = crowd(23);
  expect(tally(combined, replay(combined, groups, [{ who: "p0" }])).state).toBe("open");
  expect(satisfiable(combined, poolsOf(groups), new Set()).missing[0]).toMatch(/more than 64/);
  expect(matchings.calls).toEqual([]);
});

test("what is satisfiable is found with one tally, however many people there are", () => {
  const combined = combine([largest]);
  for (const [size, count] of [
    [23, 64],
    [24, 1],
    [240, 1],
  ] as const) {
    vi.mocked(matching.seat).mockClear();
    const { missing } = satisfiable(combined, poolsOf(crowd(size)), new Set());
    expect([missing.length > 0, matchings.calls.length]).toEqual([size < 24, count]);
  }
});
