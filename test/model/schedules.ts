import fc from "fast-check";
import { type Command, calls, commands, ends, type Focus } from "./commands.js";
import type { Ground } from "./ground.js";
import { type Setup, setup } from "./setup.js";
import { worldOf } from "./world.js";

/** What schedules came to, each counted once for a schedule that got there. */
export type Reached = Record<
  "approved" | "denied" | "expired" | "revised" | "unknown" | "executing" | "succeeded",
  number
>;

/** Plays random schedules, each on ground of its own, and counts what they came to. @throws with the laws that were broken */
export async function play(
  runs: number,
  seed: number,
  ground: () => Ground,
  focus: Focus = "everything",
): Promise<Reached> {
  const reached: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      setup,
      commands(focus),
      fc.constantFrom(100_000, 31_000, 0),
      async (scheduler, made, list, rest) => {
        const states = await schedule(scheduler, made, [calls(0, "returns", "looks"), ...list], rest, ground());
        for (const state of states) reached[state] = (reached[state] ?? 0) + 1;
      },
    ),
    { numRuns: runs, seed, endOnFailure: true },
  );
  return reached as Reached;
}

/** Somebody looks at what became of it, and settles what is unknown. */
const last = [calls(1, "returns", "looks"), ...["eve", "ana", "bo"].map((by) => ends(0, by, "reconcile"))];

async function schedule(
  scheduler: fc.Scheduler,
  made: Setup,
  list: readonly Command[],
  rest: number,
  ground: Ground,
): Promise<ReadonlySet<string>> {
  const world = worldOf(made, scheduler, ground);
  try {
    await fc.scheduledModelRun(scheduler, () => ({ model: {}, real: world }), list);
    await calm(scheduler, world.underway);
    ground.pass(rest);
    await fc.scheduledModelRun(scheduler, () => ({ model: {}, real: world }), last);
    await calm(scheduler, world.underway);
  } finally {
    await ground.close();
  }
  const { broken, reached } = world.watch;
  if (broken.length > 0) throw new LawBroken(broken);
  return reached();
}

/** Until nothing goes on any more but what waits for time. */
async function calm(scheduler: fc.Scheduler, underway: ReadonlySet<Promise<unknown>>): Promise<void> {
  for (let idle = 0; idle < 2 && underway.size > 0; ) {
    idle = scheduler.count() > 0 ? 0 : idle + 1;
    await scheduler.waitAll();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A schedule did what it must never do. */
export class LawBroken extends Error {
  override name = "AssertionError";
  constructor(broken: readonly string[]) {
    super(broken.join("; "));
  }
}
