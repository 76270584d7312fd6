import { expect, test } from "vitest";
import { combine } from "../../src/approval/combine.js";
import { countsFor } from "../../src/approval/eligible.js";
import type { Selector } from "../../src/people/person.js";
import type { Right } from "../../src/people/right.js";
import type { Requirement } from "../../src/policy/requirement.js";
import { of, one, staged } from "./replay.js";

const member =
  (...groups: string[]) =>
  (selector: Selector): Right =>
    "group" in selector && groups.includes(selector.group) ? "own" : "none";
const minute = 60_000;
const slots = (rule: Requirement, groups: string[], elapsed: number, proof: "L1" | "L3" = "L1") =>
  countsFor(combine([rule]), member(...groups), proof, elapsed).slots.length;

test("escalation adds people to its own threshold, from its time on by the store's clock", () => {
  const rule = staged([of("finance", { escalate: [{ after: "10m", to: { group: "cfo" } }] }), of("security")]);
  expect([9, 10, 11].map((at) => slots(rule, ["cfo"], at * minute))).toEqual([0, 1, 1]);
  expect(slots(rule, ["finance"], 20 * minute)).toBe(1);
});

test("escalation brings no lower proof", () => {
  const rule = one("finance", {
    proof: "L3",
    escalate: [{ after: "1m", to: { group: "cfo" } }],
  } as Partial<Requirement>);
  expect([slots(rule, ["cfo"], minute), slots(rule, ["cfo"], minute, "L3")]).toEqual([0, 1]);
});

test("the stronger of rule's and threshold's proof is asked for", () => {
  const rule = staged([of("finance", { proof: "L1" })], { proof: "L3" });
  expect([slots(rule, ["finance"], 0), slots(rule, ["finance"], 0, "L3")]).toEqual([0, 1]);
});

test("a stronger proof is asked for only of those it would help, and the weakest that does", () => {
  const rule = staged([
    of("finance", { proof: "L4" }),
    of("finance", { proof: "L2" }),
    of("security", { proof: "L3" }),
  ]);
  const stepUp = (...groups: string[]) => countsFor(combine([rule]), member(...groups), "L1", 0).stepUp;
  expect([stepUp("finance"), stepUp("security"), stepUp("cfo")]).toEqual(["L2", "L3", undefined]);
});

test("a deny needs L1 alone, and no stage to be open", () => {
  const rule = staged([of("security"), of("finance", { proof: "L4" })], { order: "sequential" });
  const { slots, vetoes, early, stepUp } = countsFor(combine([rule]), member("finance"), "L1", 0);
  expect({ slots, vetoes: vetoes.length, early, stepUp }).toEqual({
    slots: [],
    vetoes: 1,
    early: true,
    stepUp: undefined,
  });
});

test("what the directory cannot say is neither yes nor no", () => {
  const { slots, vetoes, unknown } = countsFor(combine([one("finance")]), () => "unknown", "L4", 0);
  expect({ slots, vetoes, unknown }).toEqual({ slots: [], vetoes: [], unknown: true });
});

test("who stands in counts, and it is said for whom; their own right comes first", () => {
  const rule = one("", { approvers: [{ group: "finance" }, { person: "bo" }] } as Partial<Requirement>);
  const lent = countsFor(combine([rule]), (one) => ("group" in one ? ["ana"] : "none"), "L1", 0);
  expect(lent.standsIn).toEqual({ [lent.slots[0] as string]: ["ana"] });
  const own = countsFor(combine([rule]), (one) => ("group" in one ? ["ana"] : "own"), "L1", 0);
  expect([own.slots.length, own.standsIn]).toEqual([1, {}]);
});
