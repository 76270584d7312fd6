import { combine } from "../src/approval/combine.js";
import { slotsOf } from "../src/approval/eligible.js";
import type { ReviewPayload } from "../src/approval/review.js";
import type { Pools } from "../src/approval/satisfiable.js";
import { satisfiable } from "../src/approval/satisfiable.js";
import { tally } from "../src/approval/tally.js";
import type { Requirement } from "../src/index.js";
import { interleaved, type Row } from "./lib.js";
import { floor } from "./sample.js";

const GROUPS = Array.from({ length: 12 }, (_, i) => `g${i}`);
const PEOPLE = Array.from({ length: 23 }, (_, i) => `p${i}`);

/** Six stages of two thresholds of four people each: 64 choices, as many as a rule may leave. */
const largest = combine([
  {
    within: "1h",
    stages: [0, 2, 4, 6, 8, 10].map((at) => ({
      name: `stage ${at}`,
      anyOf: [at, at + 1].map((group) => ({ approvers: { group: GROUPS[group] }, approve: 4 })),
    })),
  } as unknown as Requirement,
]);

/** One person too few, so that every choice is looked at. */
const reviews = PEOPLE.map((person) => ({
  person,
  decision: "approve",
  approves: true,
  slots: slotsOf(largest).map(({ name }) => name),
  vetoes: [],
})) as unknown as readonly ReviewPayload[];

const people = new Map(
  PEOPLE.map((id) => [
    id,
    { id, kind: "human" as const, active: true, identities: [], groups: GROUPS, roles: [] as readonly string[] },
  ]),
);
const pools: Pools = () => people;

/** The dearest questions that a requirement can ask, 64 matchings each. */
export async function matching(rounds: number): Promise<readonly Row[]> {
  const timing = await interleaved(
    [
      { name: "floor", times: 256, run: floor },
      { name: "tally", times: 4, run: repeat(() => tally(largest, reviews)) },
      { name: "satisfiable", times: 4, run: repeat(() => satisfiable(largest, pools, new Set())) },
    ],
    rounds,
  );
  const row = (name: string, what: string): Row => ({
    what,
    value: timing(name).min / timing("floor").min,
    unit: "x floor",
    goal: "<= 2000",
    note: `${(timing(name).min / 1000).toFixed(1)} ms`,
  });
  return [
    row("tally", "tally at the limit, 64 matchings"),
    row("satisfiable", "satisfiable at the limit, 64 matchings"),
  ];
}

const repeat = (work: () => unknown) => (times: number) => {
  for (let i = 0; i < times; i++) work();
};
