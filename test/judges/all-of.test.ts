import fc from "fast-check";
import { expect, test } from "vitest";
import { combine } from "../../src/approval/combine.js";
import { allOf } from "../../src/judges/cedar/all-of.js";
import type { Requirement } from "../../src/policy/requirement.js";
import { requirementIssues } from "../../src/policy/requirement-schema.js";
import { finance, security } from "./parts.js";

const staged: Requirement = {
  stages: [
    { name: "first", anyOf: [{ approvers: { group: "ops" } }, { approvers: { role: "lead" }, proof: "L3" }] },
    { name: "last", anyOf: [{ approvers: { person: "ana" } }] },
  ],
  order: "sequential",
  proof: "L2",
  within: "1h",
  useWithin: "1m",
  reason: "required",
  modify: "author",
};

test("one requirement stays what it is", () => {
  expect(allOf(new Map([["a", staged]]))).toBe(staged);
});

test("several are one with all their stages, the least time and the strictest words", () => {
  const all = allOf(
    new Map<string, Requirement>([
      ["a", staged],
      ["b", { ...finance, modify: "forbid" }],
    ]),
  );
  expect(requirementIssues(all)).toEqual([]);
  expect(all).toEqual({
    stages: [
      {
        name: "a/first",
        anyOf: [
          { approvers: { group: "ops" }, proof: "L2" },
          { approvers: { role: "lead" }, proof: "L3" },
        ],
      },
      { name: "a/last", anyOf: [{ approvers: { person: "ana" }, proof: "L2" }] },
      { name: "b", anyOf: [{ approvers: { group: "finance" } }] },
    ],
    order: "sequential",
    within: 1_800_000,
    useWithin: 60_000,
    reason: "required",
    modify: "forbid",
  });
});

const approvers = fc.constantFrom({ group: "a" }, { group: "b" }, { role: "c" });
const proof = fc.constantFrom(undefined, "L1" as const, "L2" as const, "L3" as const);
const threshold = fc.record({ approvers, approve: fc.integer({ min: 1, max: 3 }), proof });
const common = {
  within: fc.constantFrom("5m" as const, "1h" as const),
  useWithin: fc.constantFrom(undefined, "1m" as const, "1h" as const),
  reason: fc.constantFrom(undefined, "required" as const),
  modify: fc.constantFrom(undefined, "approve" as const, "author" as const, "forbid" as const),
};
const parallel = fc.record({
  stages: fc.array(threshold, { minLength: 1, maxLength: 3 }),
  proof,
  ...common,
});
const requirement = fc
  .oneof(
    fc.record({ ...common, one: threshold }).map(({ one, ...rest }) => ({ ...rest, ...one })),
    parallel.map(({ stages, ...rest }) => ({
      ...rest,
      stages: stages.map((one, i) => ({ name: `s${i}`, anyOf: [one] })),
    })),
  )
  .map((made) => JSON.parse(JSON.stringify(made)) as Requirement);

test("it is never looser than what asking for each as a rule of its own would be", () => {
  fc.assert(
    fc.property(requirement, requirement, (a, b) => {
      const one = combine([
        allOf(
          new Map([
            ["a", a],
            ["b", b],
          ]),
        ),
      ]);
      const each = combine([a, b]);
      const names = one.needs.map(({ name }) => name);
      for (const { name } of each.needs) {
        expect(names).toContain(name);
        names.splice(names.indexOf(name), 1);
      }
      expect(one.within).toBe(each.within);
      expect(one.useWithin).toBe(each.useWithin);
      expect(one.reason).toBe(each.reason);
      const words = ["approve", "author", "forbid"];
      expect(words.indexOf(one.modify)).toBeGreaterThanOrEqual(words.indexOf(each.modify));
    }),
  );
});

test("the shape that a schema knows is what comes out", () => {
  fc.assert(
    fc.property(requirement, (a) => {
      const all = new Map<string, Requirement>([
        ["a", a],
        ["b", security],
      ]);
      expect(requirementIssues(allOf(all))).toEqual([]);
    }),
  );
});
