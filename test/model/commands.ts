import fc from "fast-check";
import type { ReviewOutcome } from "../../src/index.js";
import { WHO } from "../approval/shapes.js";
import { isAsked, stagesOf } from "./oracle.js";
import type { Fate } from "./worker.js";
import { ARGS, identity, underway, type World } from "./world.js";

/** One thing that somebody does; what it began goes on while others act. */
export type Command = fc.AsyncCommand<object, World>;

const command = (name: string, act: (world: World) => void | Promise<void>): Command => ({
  check: () => true,
  run: async (_, world) => act(world),
  toString: () => name,
});

const which = fc.nat({ max: 1 });
const who = fc.constantFrom(...WHO);
const proof = fc.constantFrom("L1" as const, "L3" as const, "L3" as const, "L4" as const);
/** How many revisions old the card is. */
const behind = fc.constantFrom(0, 0, 0, 0, 0, 1);

const call = (fates: readonly Fate[]) =>
  fc
    .tuple(which, fc.constantFrom(...fates), fc.constantFrom("holds" as const, "looks" as const))
    .map((given) => calls(...given));

export function calls(i: number, fate: Fate, how: "holds" | "looks"): Command {
  return command(`call(${i}, ${fate}, ${how})`, (world) => {
    const { worker, pay } = world.at(i);
    worker.fate = fate;
    const options = how === "holds" ? { key: "k" } : { key: "k", hold: 0 };
    underway(world, { kind: "call", process: worker }, async () => {
      const done = await pay.attempt(ARGS, options);
      const started = world.watch.past.starts.length > 0;
      const ended = !done.ok && ["denied", "expired"].includes(done.error.code) && "requestId" in done.error;
      if (ended && started) broke(world, `told ${done.error.code}`);
      if (done.ok && !started) broke(world, "told of a result that nobody made");
    });
  });
}

const broke = ({ watch }: World, what: string) => void watch.broken.push(`the caller is told the truth: ${what}`);

const args = fc.record({
  to: fc.constantFrom("a", "a", "b"),
  amount: fc.constantFrom(1, 500, 600, 800, 950),
  note: fc.constantFrom("", "x"),
});
const decision = (denies: number, modifications: number) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constant({ decision: "approve" as const }) },
    { weight: denies, arbitrary: fc.constant({ decision: "deny" as const }) },
    { weight: modifications, arbitrary: args.map((given) => ({ decision: "modify" as const, args: given })) },
  );
type Said = typeof decision extends (...weights: never[]) => fc.Arbitrary<infer T> ? T : never;

const review = (said: fc.Arbitrary<Said>) => fc.tuple(which, who, proof, behind, said).map(reviews);

function reviews([i, by, level, old, said]: [number, string, "L1" | "L3" | "L4", number, Said]): Command {
  return command(`${JSON.stringify(said)} (${i}, ${by}, ${level}, ${old} behind)`, (world) => {
    const card = world.card(old);
    const request = world.watch.past.request;
    if (!card || !request) return;
    const { worker, desk } = world.at(i);
    const attempt = { kind: "review", process: worker, by, decision: said.decision, ...card } as const;
    underway(world, attempt, async () => {
      const there = world.people.changes();
      const answer = await desk.review(request.id, { ...said, by: identity(by, level), ...card, reason: "r" });
      if (said.decision === "deny" && there === world.people.changes()) mustHear(world, by, card.revision, answer);
    });
  });
}

/** A deny of somebody who is asked is heard until the claim. */
function mustHear(world: World, by: string, revision: number, { result }: ReviewOutcome): void {
  const { request } = world.watch.past;
  const deaf = !["recorded", "resolved", "duplicate"].includes(result);
  if (!deaf || !request || !["pending", "approved"].includes(request.state)) return;
  const { asked, progress } = request;
  const own = [...asked.excluded, ...progress.modifications.map(({ payload }) => payload.person)];
  const groups = { [by]: world.people.groupsOf(by) };
  const may = asked.requirements.some((rule) =>
    stagesOf(rule).some((stage) => stage.some((threshold) => isAsked(groups, by, threshold, 0))),
  );
  const person = world.people.snapshot()(by);
  const now = world.time?.() ?? request.due;
  if (asked.revision !== revision || now >= request.due || own.includes(by) || !person?.active || person.id !== by)
    return;
  if (may && result !== "directory_unknown") world.watch.broken.push(`a deny is heard until the claim: ${result}`);
}

export function ends(i: number, by: string, how: "reconcile" | "cancel"): Command {
  return command(`${how}(${i}, ${by})`, (world) => {
    const { request } = world.watch.past;
    if (!request) return;
    const { worker, desk } = world.at(i);
    const ending = { by: identity(by, "L4"), reason: "r" };
    const snapshot = world.people.snapshot();
    underway(world, { kind: how, process: worker, by, snapshot }, () =>
      how === "cancel" ? desk.cancel(request.id, ending) : desk.reconcile(request.id, { ...ending, outcome: "failed" }),
    );
  });
}
const ending = fc
  .tuple(which, fc.constantFrom(...WHO, "owner"), fc.constantFrom("reconcile" as const, "cancel" as const))
  .map((given) => ends(...given));

const sweep = which.map((i) =>
  command(`sweep(${i})`, (world) => {
    const { worker, desk } = world.at(i);
    underway(world, { kind: "time", process: worker }, () => desk.sweep());
  }),
);

const time = fc
  .constantFrom(1, 3, 8, 15, 31, 100)
  .map((seconds) => command(`after ${seconds} s`, (world) => world.pass(1000 * seconds)));

const change = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom("as ever" as const, "stricter" as const, "denies" as const)
      .map((mood) => command(`policy is ${mood}`, (world) => world.policy(mood))),
  },
  { weight: 2, arbitrary: who.map((id) => command(`${id} leaves`, ({ people }) => people.leave(id))) },
  {
    weight: 2,
    arbitrary: fc.tuple(who, who).map(([a, b]) => command(`${a} is ${b}`, ({ people }) => people.merge(a, b))),
  },
  { weight: 1, arbitrary: fc.constant(command("the directory fails, or is back", ({ people }) => people.fail())) },
  {
    weight: 1,
    arbitrary: which.map((i) =>
      command(`process ${i} dies`, (world) => void Object.assign(world.at(i).worker, { dead: true })),
    ),
  },
);

const ANY: readonly Fate[] = ["returns", "returns", "throws", "dies", "dies", "dies when claimed"];
const LOST: readonly Fate[] = ["dies", "dies when claimed"];

/** What happens, and how often; a focus has more of what a law is about. */
export const FOCUS = {
  everything: {
    fates: ANY,
    denies: 3,
    modifications: 4,
    review: 50,
    call: 20,
    time: 9,
    sweep: 5,
    ending: 5,
    change: 6,
  },
  modifications: {
    fates: ANY,
    denies: 1,
    modifications: 20,
    review: 70,
    call: 15,
    time: 3,
    sweep: 1,
    ending: 1,
    change: 1,
  },
  denies: { fates: ANY, denies: 12, modifications: 1, review: 60, call: 4, time: 2, sweep: 1, ending: 1, change: 1 },
  claims: { fates: ANY, denies: 1, modifications: 1, review: 45, call: 30, time: 2, sweep: 1, ending: 1, change: 15 },
  losses: { fates: LOST, denies: 0, modifications: 0, review: 60, call: 20, time: 2, sweep: 1, ending: 5, change: 1 },
} as const;
export type Focus = keyof typeof FOCUS;

export function commands(focus: Focus): fc.Arbitrary<Command[]> {
  const weights = FOCUS[focus];
  const anything = fc.oneof(
    { weight: weights.review, arbitrary: review(decision(weights.denies, weights.modifications)) },
    { weight: weights.call, arbitrary: call(weights.fates) },
    { weight: weights.time, arbitrary: time },
    { weight: weights.sweep, arbitrary: sweep },
    { weight: weights.ending, arbitrary: ending },
    { weight: weights.change, arbitrary: change },
  );
  return fc.array(anything, { minLength: 7, maxLength: 11 });
}
