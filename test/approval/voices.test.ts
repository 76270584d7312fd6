import { expect, test } from "vitest";
import { combine } from "../../src/approval/combine.js";
import { slotsOf } from "../../src/approval/eligible.js";
import { tally } from "../../src/approval/tally.js";
import { one, review } from "./replay.js";

const two = combine([one("finance", { approve: 2 })]);
const [slot = ""] = slotsOf(two).map(({ name }) => name);
const own = (who: string) => review(who, { slots: [slot] });
const lent = (who: string, ...lenders: string[]) => review(who, { slots: [slot], stands_in: { [slot]: lenders } });
const deny = (who: string) => review(who, { decision: "deny" });
const state = (...reviews: ReturnType<typeof review>[]) => tally(two, reviews).state;

test("who is away and who stands in are one right: both together fill one slot", () => {
  expect(state(lent("del", "ana"), own("ana"))).toBe("open");
  expect(state(own("ana"), lent("del", "ana"))).toBe("open");
  expect(state(lent("del", "ana"), own("bo"))).toBe("approved");
});

test("two who stand in for the same person, one after the other, are one", () => {
  expect(state(lent("del", "ana"), lent("dora", "ana"))).toBe("open");
  expect(state(lent("del", "ana"), lent("dora", "bo"))).toBe("approved");
});

test("whoever is away and denies speaks for themselves: nobody approves in their stead", () => {
  expect(state(own("bo"), lent("del", "ana"), deny("ana"))).toBe("open");
});

test("an own right stands beside a lent one", () => {
  expect(state(own("ana"), lent("del", "ana"), own("del"))).toBe("approved");
});

test("who denies again keeps the vetoes of before, whatever became of their groups", () => {
  const [veto = ""] = two.vetoes.map(({ name }) => name);
  const again = [review("ana", { decision: "deny", vetoes: [veto] }), deny("ana")];
  expect(state(...again)).toBe("denied");
  expect(state(...again, own("ana"))).toBe("open");
});

test("who is dropped lends nothing", () => {
  expect(tally(two, [own("bo"), lent("del", "ana")], new Set(["ana"])).state).toBe("open");
});
