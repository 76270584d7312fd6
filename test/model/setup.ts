import fc from "fast-check";
import type { Requirement } from "../../src/index.js";
import { type Groups, one } from "../approval/replay.js";
import { requirement, WHO } from "../approval/shapes.js";

/** What a schedule begins with. */
export interface Setup {
  readonly rules: readonly Requirement[];
  readonly groups: Groups;
  readonly idempotent: boolean;
  /** Who calls; the owner of the agent is always "owner". */
  readonly user: string;
}

const GROUPS = ["finance", "security", "chiefs"];
const simple: fc.Arbitrary<Requirement> = fc
  .record({
    group: fc.constantFrom(...GROUPS),
    approve: fc.constantFrom(1, 1, 2),
    deny: fc.constantFrom(1, 1, 2),
    within: fc.constantFrom(30_000, 60_000),
    useWithin: fc.constantFrom(10_000, 20_000),
  })
  .map(({ group, ...more }) => one(group, more));

const TIMES: ReadonlySet<string> = new Set(["within", "useWithin", "after"]);
/** Its milliseconds as seconds, so that a slow machine lets no deadline pass. */
const inSeconds = (rule: Requirement): Requirement =>
  JSON.parse(JSON.stringify(rule), (key, value) => (TIMES.has(key) ? 1000 * value : value));
const complex = requirement.map(inSeconds);

/** Requirements of all shapes, and people enough to meet most of them. */
export const setup: fc.Arbitrary<Setup> = fc.record({
  rules: fc.oneof(
    { weight: 3, arbitrary: fc.tuple(simple) },
    { weight: 1, arbitrary: fc.tuple(simple, simple) },
    { weight: 1, arbitrary: fc.tuple(complex) },
    { weight: 1, arbitrary: fc.tuple(simple, complex) },
  ),
  groups: fc
    .tuple(...WHO.map(() => fc.subarray(GROUPS, { minLength: 2 })))
    .map((groups) => Object.fromEntries(WHO.map((who, i) => [who, groups[i] ?? []]))),
  idempotent: fc.constantFrom(false, false, false, true),
  user: fc.constantFrom("owner", "owner", "eve"),
});
