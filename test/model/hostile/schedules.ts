import fc from "fast-check";
import { LawBroken } from "../schedules.js";
import { stories } from "./stories.js";
import { type Setup, type World, worldOf } from "./world.js";

const setups: fc.Arbitrary<Omit<Setup, "processes">> = fc.record({
  approve: fc.constantFrom(1 as const, 2 as const),
  deny: fc.constantFrom(1 as const, 2 as const),
  again: fc.constantFrom("once" as const, "once" as const, "idempotent" as const),
});

/** What schedules came to, over all of them. */
export interface Came {
  runs: number;
  /** By a standing right. */
  granted: number;
  approved: number;
  found: number;
}

/** Plays schedules in which somebody without a key writes the store. @throws with the laws that were broken */
export async function play(runs: number, seed: number, processes: Setup["processes"]): Promise<Came> {
  const came: Came = { runs: 0, granted: 0, approved: 0, found: 0 };
  await fc.assert(
    fc.asyncProperty(setups, stories, async (setup, steps) => {
      const world = await worldOf({ ...setup, processes });
      for (const { act } of steps) {
        await calm(act(world));
        const broken = [...world.truth.broken, ...foundInVain(world)];
        if (broken.length > 0) throw new LawBroken(broken);
      }
      came.runs += world.truth.runs.length;
      came.granted += world.truth.runs.filter(({ by }) => by === "grant").length;
      came.approved += world.rows.before.some(({ state }) => state === "approved") ? 1 : 0;
      came.found += world.rows.before.some(isFound) ? 1 : 0;
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  return came;
}

const isFound = ({ progress }: World["rows"]["before"][number]): boolean =>
  ["forged", "rolled_back"].includes((progress as { why?: string } | null)?.why ?? "");

/** Where nobody wrote anything, nothing is taken for written. */
const foundInVain = ({ written, rows }: World): readonly string[] =>
  written === "never" && rows.before.some(isFound) ? ["nobody wrote it, and it was found out"] : [];

/** Until it is done, or waits for what nobody does. */
async function calm(work: unknown): Promise<void> {
  let done = false;
  void Promise.resolve(work)
    .catch(() => undefined)
    .finally(() => (done = true));
  for (let turn = 0; turn < 40 && !done; turn++) await new Promise((resolve) => setImmediate(resolve));
}
