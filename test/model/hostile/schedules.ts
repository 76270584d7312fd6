import fc from "fast-check";
import { LawBroken } from "../schedules.js";
import { MOVES, type Move, write } from "./store.js";
import { type Setup, type World, worldOf } from "./world.js";

type Step = { readonly name: string; readonly act: (world: World) => unknown };
const step = (name: string, act: Step["act"]): Step & { toString(): string } => ({ name, act, toString: () => name });

const KINDS: readonly Move["kind"][] = [
  ...(Object.keys(MOVES) as Move["kind"][]),
  ...(["set", "take", "replay", "rearm", "rearm", "lower"] as const),
];

const which = fc.constantFrom("a", "b");
const who = fc.constantFrom("ana", "bo", "cy", "eve");
const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom(...KINDS),
  picks: fc.array(fc.nat({ max: 997 }), { minLength: 5, maxLength: 5 }),
});

const steps = fc.oneof(
  { weight: 30, arbitrary: which.map((to) => step(`call(${to})`, (world) => world.call(to))) },
  {
    weight: 34,
    arbitrary: fc
      .tuple(
        who,
        fc.nat({ max: 7 }),
        fc.constantFrom(...(["approve", "approve", "approve", "approve", "deny", "modify"] as const)),
      )
      .map(([by, card, decision]) =>
        step(`${by} says ${decision} (${card})`, (world) => world.says(by, card, decision)),
      ),
  },
  {
    weight: 24,
    arbitrary: move.map((one) =>
      step(`write(${JSON.stringify(one)})`, (world) => write(world.rows, one, world.clock.now())),
    ),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(1, 31, 61, 301)
      .map((seconds) => step(`after ${seconds} s`, (world) => world.clock.jump(1000 * seconds))),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("dies" as const, "returns" as const)
      .map((fate) => step(`a body ${fate}`, (world) => Object.assign(world, { fate }))),
  },
  { weight: 2, arbitrary: fc.constant(step("restart", (world) => world.restart())) },
  { weight: 2, arbitrary: fc.constant(step("sweep", (world) => world.desk.sweep())) },
);

const setups: fc.Arbitrary<Omit<Setup, "processes">> = fc.record({
  approve: fc.constantFrom(1 as const, 2 as const),
  again: fc.constantFrom("once" as const, "once" as const, "idempotent" as const),
  ambushes: fc.array(fc.record({ at: fc.nat({ max: 80 }), move }), { maxLength: 3 }),
});

/** What schedules came to, over all of them. */
export interface Came {
  runs: number;
  approved: number;
  found: number;
}

/** Plays random schedules in which somebody without a key writes the store. @throws with the laws that were broken */
export async function play(runs: number, seed: number, processes: Setup["processes"]): Promise<Came> {
  const came: Came = { runs: 0, approved: 0, found: 0 };
  const list = fc.array(steps, { minLength: 8, maxLength: 22 });
  await fc.assert(
    fc.asyncProperty(setups, list, async (setup, all) => {
      const world = await worldOf({ ...setup, processes });
      for (const { act } of [step("call(a)", (one) => one.call("a")), ...all, ...LAST]) {
        await calm(act(world));
        if (world.truth.broken.length > 0) throw new LawBroken(world.truth.broken);
      }
      came.runs += world.truth.runs.length;
      const rows = [...world.rows.before];
      came.approved += rows.some(({ state }) => state === "approved") ? 1 : 0;
      came.found += rows.some(({ progress }) => (progress as { why?: string } | null)?.why === "forged") ? 1 : 0;
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  return came;
}

const LAST = ["a", "b"].map((to) => step(`call(${to})`, (world) => world.call(to)));

/** Until it is done, or waits for what nobody does. */
async function calm(work: unknown): Promise<void> {
  let done = false;
  void Promise.resolve(work)
    .catch(() => undefined)
    .finally(() => (done = true));
  for (let turn = 0; turn < 40 && !done; turn++) await new Promise((resolve) => setImmediate(resolve));
}
