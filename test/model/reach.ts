import { expect, test } from "vitest";
import type { Focus } from "./commands.js";
import { inMemory } from "./ground.js";
import { play, type Reached } from "./schedules.js";

const SCHEDULES = 200;
/** `MODEL_TIMES=10` plays ten times as many. */
const TIMES = Number(process.env["MODEL_TIMES"] ?? 1);

/** The test of each focus. */
export const NAMES: Readonly<Record<Focus, string>> = {
  everything: "the laws hold in memory, whatever happens",
  modifications: "the laws hold where people modify more than they approve",
  denies: "the laws hold where people deny more than elsewhere",
  claims: "the laws hold where policy and people change before the claim",
  losses: "the laws hold where processes die in the body",
};

/** Plays schedules of this focus in memory, says what they came to, and expects of the states at least so many. */
export function testInMemory(focus: Focus, seed: number, least: Partial<Reached>): void {
  const body = async () => {
    const reached = await play(SCHEDULES * TIMES, seed, inMemory, focus);
    console.log(`in memory, of ${SCHEDULES * TIMES} schedules (${focus}):`, reached);
    for (const [state, count] of Object.entries(least))
      expect(reached[state as keyof Reached], state).toBeGreaterThanOrEqual(count * TIMES);
  };
  test(NAMES[focus], body, 60_000 * TIMES);
}
