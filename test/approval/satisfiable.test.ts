import { expect, test } from "vitest";
import { combine } from "../../src/approval/combine.js";
import { satisfiable } from "../../src/approval/satisfiable.js";
import { missing, of, one, poolsOf, staged } from "./replay.js";

const besides = ", other than the people of the call itself";

test("it says which slot lacks how many", () => {
  const rule = staged([of("finance", { approve: 2 }), of("security")]);
  expect(missing([rule], { ana: ["finance"], cy: ["security"] })).toEqual([`1 more of group finance${besides}`]);
  expect(missing([rule], { ana: ["finance"], bo: ["finance"], cy: ["security"] })).toEqual([]);
});

test("one person of two groups is not two people", () => {
  const rule = staged([of("finance"), of("security")]);
  expect(missing([rule], { ana: ["finance", "security"] })).toHaveLength(1);
  expect(missing([rule], { ana: ["finance", "security"], bo: ["finance"] })).toEqual([]);
});

test("the people of the call itself do not count, nor machines, nor who is gone", () => {
  expect(missing([one("finance")], { ana: ["finance"] }, ["ana"])).toEqual([`1 more of group finance${besides}`]);
  for (const more of [{ kind: "service" }, { active: false }] as const)
    expect(satisfiable(combine([one("finance")]), poolsOf({ ana: ["finance"] }, more), new Set()).eligible).toBe(0);
});

test("who joins before the deadline counts, who joins at it does not", () => {
  const at = (after: "30m" | "1h") => ({ escalate: [{ after, to: { group: "cfo" } }] }) as object;
  const people = { ana: ["finance"], di: ["cfo"] };
  expect(missing([one("finance", { approve: 2, ...at("30m") } as object)], people)).toEqual([]);
  expect(missing([one("finance", { approve: 2, ...at("1h") } as object)], people)).toHaveLength(1);
});

test("stages in sequence open one after the other", () => {
  const rule = staged([of("finance"), of("security"), of("cfo")], { order: "sequential" });
  expect(missing([rule], { ana: ["finance"], cy: ["security"], di: ["cfo"] })).toEqual([]);
  expect(missing([rule], { ana: ["finance"], di: ["cfo"] }).length).toBeGreaterThan(0);
});

test("nobody can stop what more must deny than there are: refused like what nobody can approve", () => {
  expect(missing([one("finance", { deny: 2 })], { ana: ["finance"] })).toEqual([
    `1 more of group finance to deny it${besides}`,
  ]);
});

test("a choice is met by either side", () => {
  const rule = staged([[of("finance", { approve: 2 }), of("cfo")]]);
  expect(missing([rule], { ana: ["finance"], bo: ["finance"], di: ["cfo"] })).toEqual([]);
  const [said] = missing([rule], { ana: ["finance"] });
  expect(said).toContain("group finance");
  expect(said).toContain("group cfo");
});

test("too many choices are said to be too many", () => {
  const rules = ["a", "b", "c"].map((name) => staged([0, 1, 2].map((i) => [of(`${name}${i}`), of(`${name}${i}x`)])));
  expect(missing(rules, { ana: ["a0"] })[0]).toMatch(/more than 64 ways/);
});
