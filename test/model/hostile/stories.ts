import fc from "fast-check";
import { MOVES, type Move } from "./moves.js";
import type { Says, World } from "./world.js";

/** One thing that happens, and what the writer does while it does. */
export interface Step {
  readonly name: string;
  act(world: World): unknown;
}
type Steps = fc.Arbitrary<readonly Step[]>;
type Kind = Move["kind"];

const step = (name: string, act: Step["act"]): Step & { toString(): string } => ({ name, act, toString: () => name });
const call = (key: string) => step(`call(${key})`, (world) => world.call(key));
const says = (who: string, what: Says, back = 0) =>
  step(`${who} says ${what} (${back})`, (world) => world.says(who, back, what));
const after = (seconds: number) => step(`after ${seconds} s`, (world) => world.clock.jump(1000 * seconds));
const body = (fate: World["fate"]) => step(`a body ${fate}`, (world) => Object.assign(world, { fate }));
const restart = step("restart", (world) => world.restart());
const sweep = step("sweep", (world) => world.desk.sweep());
const leaves = (who: string) => step(`${who} leaves`, (world) => world.crowd.leaves(who));
const merges = (into: string) => step(`dee is ${into}`, (world) => world.crowd.merges("dee", into));

/** What the writer does at which moments: what may be worth it there, and now and then anything. */
const AT = {
  asked: ["rewrite", "rewrite", "smuggle", "card", "weaken", "weaken", "vote", "start", "bestow"],
  revised: ["hide", "hide", "weaken", "weaken", "carry", "card", "rewrite", "vote", "replay"],
  answered: ["vote", "vote", "vote", "skip", "reorder", "carry", "weaken", "state", "replay", "hide", "start"],
  denied: ["skip", "skip", "rearm", "rearm", "replay", "state", "unend", "start", "carry"],
  approved: ["later", "skip", "carry", "rewrite", "weaken", "hide", "start", "state", "unend", "swap"],
  late: ["later", "later", "later", "start", "start", "state", "weaken", "rearm", "unend"],
  gone: ["right", "right", "right", "hide", "skip", "carry", "vote", "start"],
  started: ["rearm", "rearm", "state", "state", "unend", "end", "end", "start", "replay", "drop", "later"],
  ended: ["rearm", "rearm", "end", "end", "borrow", "state", "unend", "drop", "start", "replay", "swap", "set"],
  given: ["extend", "extend", "widen", "widen", "forge", "bestow", "bestow", "drop", "replay"],
  over: ["revive", "revive", "extend", "extend", "rearm", "replay", "widen"],
} as const satisfies Record<string, readonly Kind[]>;
type Moment = keyof typeof AT;

const ALL = Object.keys(MOVES) as Kind[];
const moveOf = (kinds: readonly Kind[]): fc.Arbitrary<Move> =>
  fc.record({
    kind: fc.oneof(
      { weight: 14, arbitrary: fc.constantFrom(...kinds) },
      { weight: 1, arbitrary: fc.constantFrom(...ALL) },
    ),
    picks: fc.array(fc.nat({ max: 997 }), { minLength: 5, maxLength: 5 }),
  });

/** Now, or before some operation on the store of what comes next. */
const busy = (moment: Moment): Steps =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: moveOf(AT[moment]).map((move) => [
        step(`write(${JSON.stringify(move)})`, (world) => world.writes(move)),
      ]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.nat({ max: 6 }), moveOf(AT[moment]))
        .map(([turns, move]) => [
          step(`ambush ${turns} (${JSON.stringify(move)})`, (world) => world.ambush(turns, move)),
        ]),
    },
  );
const quiet = (moment: Moment): Steps =>
  fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: busy(moment) });

const any = (...choices: readonly (readonly Step[])[]): Steps => fc.constantFrom(...choices);
const then = (...parts: readonly Steps[]): Steps => fc.tuple(...parts).map((all) => all.flat());

/**
 * What people and an agent do, with moments at which the writer may come between. Mostly it does at one of them, for what
 * is found out once is over; now and then it never does.
 */
function story(...parts: readonly (Steps | Moment)[]): Steps {
  const moments = parts.filter((part) => typeof part === "string").length;
  return fc.nat({ max: 4 * moments }).chain((chosen) => {
    let moment = 0;
    const steps = parts.map((part) => {
      if (typeof part !== "string") return part;
      return chosen > 0 && (chosen - 1) % moments === moment++ ? busy(part) : quiet(part);
    });
    return then(...steps);
  });
}

const first = any([call("a")], [call("a")], [call("b")]);
const yes = any([says("ana", "approve")], [says("bo", "approve")], [says("dee", "approve")], []);
const some = any([says("ana", "approve")], [says("dee", "approve")]);
const more = any([says("bo", "approve")], [says("cy", "approve"), says("bo", "approve")], []);
const claim = any([call("a"), call("b")]);
const again = any([call("a")], [restart, call("a")], [call("b")]);

const decided = story(first, "asked", some, "answered", more, "approved", claim, "ended", again);
/** Somebody else comes before anybody has looked. */
const shown = story(first, "asked", any([says("ana", "approve"), says("bo", "approve")]), claim);
const modified = story(
  first,
  any([], [], [says("ana", "approve")]),
  any([says("ana", "modify")], [says("dee", "modify")]),
  "revised",
  some,
  "answered",
  more,
  any([], [merges("ana")]),
  "gone",
  claim,
);
const denied = story(
  first,
  any([says("ana", "approve")], [says("ana", "approve"), says("bo", "approve")]),
  any([says("ana", "deny")], [says("cy", "deny")], [says("ana", "cancel")]),
  any([], [call("a")]),
  "denied",
  yes,
  claim,
);
const dying = story(
  any([call("a")]),
  some,
  more,
  any([body("dies"), call("a"), body("returns")]),
  "started",
  any([restart], [restart, after(31)], [restart, after(91)], [restart, after(31), leaves("ana")]),
  "started",
  any([call("a")]),
  "ended",
  again,
);
const late = story(
  any([call("a")]),
  some,
  more,
  "late",
  any([after(61)], [after(61)], [after(59)], [after(301)]),
  any([], [], [sweep]),
  "late",
  any([call("a")]),
);
const gone = story(
  first,
  any([says("ana", "approve"), says("dee", "approve")], [says("dee", "approve"), says("bo", "approve")]),
  any([merges("ana")], [merges("eve")], [leaves("ana")], [leaves("bo")]),
  "gone",
  claim,
);
const forLater = any(
  [says("ana", "remember"), says("bo", "remember")],
  [says("ana", "remember"), says("bo", "remember once")],
  [says("ana", "remember once"), says("bo", "remember once")],
  [says("ana", "remember"), says("dee", "approve"), says("bo", "remember")],
);
const remembered = story(
  any([call("a")], [call("a")], [call("b")]),
  forLater,
  "given",
  any([call("a2")], [call("a2")], [call("am")], [call("a"), call("a2")], [call("b2")]),
  "given",
  any([call("a3")], [restart, call("a3")], [call("a2")], [call("a2"), call("a3")]),
  any([call("a4")], [call("am")]),
);
const takenBack = story(
  any([call("a")], [call("a"), says("dee", "modify")]),
  forLater,
  any(
    [says("cy", "revoke")],
    [says("cy", "cancel")],
    [says("cy", "deny")],
    [after(601)],
    [merges("ana")],
    [leaves("ana")],
  ),
  any([], [], [sweep]),
  "over",
  any([call("a2"), call("am")]),
);

/** Without any plan. */
const random: Steps = fc
  .array(
    fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom("a", "b", "a2").map((key) => [call(key)]) },
      {
        weight: 34,
        arbitrary: fc
          .tuple(
            fc.constantFrom("ana", "bo", "cy", "dee", "eve"),
            fc.constantFrom(...(["approve", "approve", "approve", "remember", "deny", "modify"] as const)),
            fc.nat({ max: 7 }),
          )
          .map(([who, what, back]) => [says(who, what, back)]),
      },
      { weight: 24, arbitrary: fc.constantFrom(...(Object.keys(AT) as Moment[])).chain(busy) },
      { weight: 6, arbitrary: fc.constantFrom(1, 31, 61, 301).map((seconds) => [after(seconds)]) },
      { weight: 2, arbitrary: fc.constantFrom("dies" as const, "returns" as const).map((fate) => [body(fate)]) },
      { weight: 4, arbitrary: fc.constantFrom([restart], [sweep]) },
    ),
    { minLength: 6, maxLength: 18 },
  )
  .map((all) => all.flat());

/** How people and an agent come along, and where somebody who writes the store comes between. */
export const stories: Steps = fc
  .oneof(shown, decided, modified, denied, dying, late, gone, remembered, takenBack, random)
  .map((steps) => [...steps, call("a"), call("b")]);
