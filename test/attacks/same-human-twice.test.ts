import { expect, test } from "vitest";
import { approve } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { of, one, staged } from "../approval/replay.js";

test.each([
  ["two stages", [asking(staged([of("finance"), of("security")]))]],
  ["two rules", [asking(one("finance"), "a"), asking(one("security"), "b")]],
  ["two places of one group", [asking(one("finance", { approve: 2 }))]],
  ["two thresholds of a choice", [asking(staged([[of("finance"), of("security")], of("finance")]))]],
])("one human of two groups, with two accounts, is one in %s", async (_, rules) => {
  const { people, issue, ran } = office(rules, (directory) => ({
    people: (who) => directory.people({ ...who, subject: who.subject === "cy" ? "bo" : who.subject }),
  }));
  void issue.attempt(call);
  const asked = await people.next();
  expect((await asked.answer(approve("bo"))).result).toBe("recorded");
  expect((await asked.answer(approve("cy"))).result).toBe("duplicate");
  expect(ran).toEqual([]);
});
