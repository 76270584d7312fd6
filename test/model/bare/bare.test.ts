import fc from "fast-check";
import { expect, test } from "vitest";
import { setup } from "../setup.js";
import { act } from "./act.js";
import { playBare } from "./play.js";

const SCHEDULES = 10_000;
const LEAST = 500;

test("the laws hold over the transitions alone, and enough schedules get everywhere", () => {
  const reached: Record<string, number> = {};
  const acts = fc.array(act, { minLength: 12, maxLength: 24, size: "max" });
  fc.assert(
    fc.property(setup, acts, (made, list) => {
      const { broken, reached: states } = playBare(made, list);
      expect(broken).toEqual([]);
      for (const state of states()) reached[state] = (reached[state] ?? 0) + 1;
    }),
    { numRuns: SCHEDULES, seed: 31 },
  );
  console.log(`of ${SCHEDULES} schedules of the transitions:`, reached);
  for (const state of ["approved", "denied", "expired", "revised", "unknown"])
    expect(reached[state], state).toBeGreaterThanOrEqual(LEAST);
}, 120_000);
