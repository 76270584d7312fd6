import { expect, test } from "vitest";
import { combine } from "../../src/approval/combine.js";
import { seat } from "../../src/approval/matching.js";
import { missingOf } from "../../src/approval/needed.js";
import { tally } from "../../src/approval/tally.js";
import { after, type Groups, of, one, outcome, replay, review, staged } from "./replay.js";

const groups: Groups = { ana: ["finance"], bo: ["finance", "security"], cy: ["security"], di: ["cfo"], eve: [] };
const both = staged([of("finance"), of("security")]);
const lacking = (rules: Parameters<typeof after>[0], ...who: string[]) => {
  const said = outcome(
    combine(rules),
    groups,
    who.map((one) => ({ who: one })),
  );
  return said.state === "open" ? missingOf(said.lacks) : said.state;
};

test("each stage needs a person of its own: one of both groups fills one of them", () => {
  expect(after([both], groups, "bo")).toBe("open");
  expect(after([both], groups, "bo", "bo")).toBe("open");
  expect(after([both], groups, "bo", "ana")).toBe("approved");
  expect(after([both], groups, "ana", "bo")).toBe("approved");
});

test("people are moved to other slots when somebody comes who can only fill one", () => {
  expect(seat([["ana", "bo"], ["ana"]])).toEqual(["bo", "ana"]);
  expect(seat([["ana"], ["ana"]])).toEqual(["ana", undefined]);
  expect(seat([[], ["ana", "bo"], ["ana"], ["bo"]])).toEqual([undefined, "bo", "ana", undefined]);
});

test("one of the thresholds of a stage is enough, but one of them as a whole", () => {
  const choice = staged([[of("finance", { approve: 2 }), of("cfo")]]);
  expect(after([choice], groups, "di")).toBe("approved");
  expect(after([choice], groups, "ana", "bo")).toBe("approved");
  expect(after([choice], groups, "ana")).toBe("open");
});

test("a choice gives way where its people are needed elsewhere", () => {
  const rules = [staged([[of("finance"), of("cfo")]]), one("finance", { proof: "L2" })];
  const [ana, di] = [{ who: "ana", proof: "L2" as const }, { who: "di" }];
  expect(after(rules, groups, ana)).toBe("open");
  expect(after(rules, groups, ana, di)).toBe("approved");
});

test("more than 64 ways to choose are met by nobody, however they came together", () => {
  const choice = (name: string) => staged(Array.from({ length: 3 }, (_, i) => [of(`${name}${i}`), of(`${name}${i}x`)]));
  const all = ["a", "b", "c"].map(choice);
  const everywhere = { ana: ["a", "b", "c"].flatMap((n) => [0, 1, 2].flatMap((i) => [`${n}${i}`, `${n}${i}x`])) };
  const people: Groups = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`p${i}`, everywhere.ana]));
  expect(after(all.slice(0, 2), people, ...Object.keys(people))).toBe("approved");
  expect(after(all, people, ...Object.keys(people))).toBe("open");
});

test("a deny counts in every pool of its author, at any stage and in any order, before any approve", () => {
  const order = staged([of("finance"), of("cfo")], { order: "sequential" });
  expect(after([order], groups, { who: "di", says: "deny" })).toBe("denied");
  expect(after([both], groups, "ana", "cy", { who: "bo", says: "deny" })).toBe("denied");
});

test("so many denies of one pool end it: denies of different pools do not add up", () => {
  const rules = staged([of("finance", { deny: 2 }), of("security", { deny: 2 })]);
  expect(after([rules], groups, { who: "ana", says: "deny" }, { who: "cy", says: "deny" })).toBe("open");
  expect(after([rules], groups, { who: "ana", says: "deny" }, { who: "bo", says: "deny" })).toBe("denied");
});

test("the newest word of a person counts", () => {
  const two = one("finance", { approve: 2, deny: 2 });
  expect(after([two], groups, "ana", "bo", { who: "ana", says: "deny" })).toBe("open");
  expect(after([two], groups, { who: "ana", says: "deny" }, "bo", "ana")).toBe("approved");
});

test("approving again keeps what the first time filled", () => {
  const requirement = combine([both]);
  const [bo] = replay(requirement, groups, [{ who: "bo" }]);
  const [first, second] = bo?.slots ?? [];
  const reviews = [review("bo", { slots: [first as string] }), review("bo", { slots: [second as string] })];
  const ana = replay(requirement, groups, [{ who: "ana" }]);
  const cy = replay(requirement, groups, [{ who: "cy" }]);
  for (const other of [ana, cy]) expect(tally(requirement, [...reviews, ...other]).state).toBe("approved");
});

test("a later stage of a sequential rule counts nobody before the earlier ones are met", () => {
  const order = staged([of("finance"), of("security")], { order: "sequential" });
  expect(after([order], groups, "cy", "ana")).toBe("open");
  expect(after([order], groups, "cy", "ana", "cy")).toBe("approved");
  expect(after([order], groups, "bo", "cy")).toBe("approved");
  expect(after([order], groups, "bo", "bo")).toBe("open");
});

test("an earlier stage is met by itself: what other rules want more does not close the later one", () => {
  const order = staged([of("finance"), of("security")], { order: "sequential" });
  const rules = [order, one("finance", { approve: 2 })];
  expect(after(rules, groups, "ana", "cy", "bo")).toBe("approved");
});

test("what is missing is said for each need, with its alternatives", () => {
  expect(lacking([both])).toEqual(expect.arrayContaining(["1 more of group finance", "1 more of group security"]));
  expect(lacking([both], "ana")).toEqual(["1 more of group security"]);
  expect(lacking([one("finance", { approve: 3 })], "ana")).toEqual(["2 more of group finance"]);
  const [choice, ...others] = lacking([staged([[of("security", { approve: 2 }), of("cfo")]])], "cy") as string[];
  expect(others).toEqual([]);
  expect(choice?.split(", or ")).toHaveLength(2);
});

test("the approval says who fills what", () => {
  const said = outcome(combine([both]), groups, [{ who: "bo" }, { who: "ana" }]);
  expect(said).toMatchObject({ state: "approved", by: [expect.any(Array), expect.any(Array)] });
  if (said.state === "approved") expect(new Set(said.by.map(([person]) => person))).toEqual(new Set(["ana", "bo"]));
});
