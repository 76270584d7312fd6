import fc from "fast-check";
import type { Requirement, Threshold } from "../../src/policy/requirement.js";
import { type Click, type Groups, of, staged } from "./replay.js";

const GROUPS = ["finance", "security", "chiefs"];
export const WHO = ["ana", "bo", "cy", "di", "eve"];

const group = fc.constantFrom(...GROUPS);
const proof = fc.constantFrom("L1", "L2", "L3");
const threshold: fc.Arbitrary<Threshold> = fc
  .record({
    group,
    approve: fc.integer({ min: 1, max: 2 }),
    deny: fc.integer({ min: 1, max: 2 }),
    proof,
    escalate: fc.option(fc.record({ after: fc.constantFrom(10, 20), to: group }), { nil: undefined }),
  })
  .map(({ group, escalate, ...more }) => {
    const steps = escalate ? { escalate: [{ after: escalate.after, to: { group: escalate.to } }] } : {};
    return of(group, { ...more, ...steps } as Partial<Threshold>);
  });
const stage = fc.array(threshold, { minLength: 1, maxLength: 2 });
const order = fc.constantFrom("parallel", "sequential");

const shaped = (orders: fc.Arbitrary<string>): fc.Arbitrary<Requirement> =>
  fc
    .record({
      stages: fc.array(stage, { minLength: 1, maxLength: 2 }),
      order: orders,
      proof,
      within: fc.constantFrom(30, 60),
      useWithin: fc.constantFrom(10, 20),
      modify: fc.constantFrom("approve", "author", "forbid"),
    })
    .map(({ stages, ...more }) => staged(stages, more));

/** Requirements of one or two stages, each of one or two thresholds. */
export const requirement = shaped(order);
export const parallel = shaped(fc.constant("parallel"));

/** Five people, each in some of three groups. */
export const people: fc.Arbitrary<Groups> = fc
  .tuple(...WHO.map(() => fc.subarray(GROUPS)))
  .map((groups) => Object.fromEntries(WHO.map((who, i) => [who, groups[i] ?? []])));

const click = (says: fc.Arbitrary<"approve" | "deny">): fc.Arbitrary<Click> =>
  fc.record({
    who: fc.constantFrom(...WHO),
    says,
    proof: fc.constantFrom("L1" as const, "L2" as const, "L3" as const),
    at: fc.integer({ min: 0, max: 29 }),
  });
export const approvals = fc.array(click(fc.constant("approve" as const)), { maxLength: 9 });
export const clicks = fc.array(click(fc.constantFrom("approve", "approve", "approve", "deny")), { maxLength: 9 });
