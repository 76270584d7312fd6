import { expect, test } from "vitest";
import { play } from "./schedules.js";

const SCHEDULES = 500;
/** `MODEL_TIMES=10` plays ten times as many. */
const TIMES = Number(process.env["MODEL_TIMES"] ?? 1);

test(
  "who writes the store and holds no key starts nothing that people did not approve, nothing twice, and no result",
  async () => {
    const came = await play(SCHEDULES * TIMES, 1, "one");
    console.log(`hostile store, one process, ${SCHEDULES * TIMES} schedules:`, came);
    expect(came.runs).toBeGreaterThan(100 * TIMES);
    expect(came.granted).toBeGreaterThan(10 * TIMES);
    expect(came.found).toBeGreaterThan(50 * TIMES);
  },
  180_000 * TIMES,
);

test(
  "the same where people decide in another process",
  async () => {
    const came = await play(SCHEDULES * TIMES, 2, "two");
    console.log(`hostile store, two processes, ${SCHEDULES * TIMES} schedules:`, came);
    expect(came.runs).toBeGreaterThan(100 * TIMES);
    expect(came.granted).toBeGreaterThan(10 * TIMES);
    expect(came.found).toBeGreaterThan(50 * TIMES);
  },
  180_000 * TIMES,
);
