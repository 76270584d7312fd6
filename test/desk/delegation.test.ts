import { expect, test } from "vitest";
import type { Directory, Person } from "../../src/index.js";
import { approve, person } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { one } from "../approval/replay.js";

const rule = [asking(one("finance", { approve: 2 }))];
const AWAY = { delegate: "eve", until: "2026-01-01T00:20:00Z" };

/** Ana is away for twenty minutes; eve stands in. */
function withAway(directory: Directory): Partial<Directory> {
  const marked = (people: readonly Person[] | "unknown") =>
    people === "unknown" ? people : people.map((one) => (one.id === "ana" ? { ...one, away: AWAY } : one));
  return {
    members: async (of) => marked(await directory.members(of)),
    people: async (who) => marked(await directory.people(who)),
  };
}

test("a delegate fills the slot of one who is away, beside another person", async () => {
  const { people, issue, told } = office(rule, withAway);
  people.will(approve("eve"), approve("bo"));
  expect(await issue(call)).toMatchObject({ by: ["eve", "bo"] });
  expect(told).toEqual(["request finance,eve"]);
});

test("the delegate and who is away are not two people", async () => {
  const { people, issue } = office(rule, withAway);
  const done = issue(call);
  const asked = await people.next();
  expect((await asked.answer(approve("eve"))).result).toBe("recorded");
  expect((await asked.answer(approve("ana"))).result).toBe("recorded");
  expect((await asked.answer(approve("bo"))).result).toBe("resolved");
  expect(await done).toMatchObject({ by: expect.arrayContaining(["ana", "bo"]) });
});

test("nobody stands in after the time, by the store's clock", async () => {
  const { people, issue, clock } = office(rule, withAway);
  void issue.attempt(call);
  const asked = await people.next();
  await clock.advance("20m");
  expect((await asked.answer(approve("eve"))).result).toBe("not_eligible");
});

test("a delegate who is one of the call's own people stands in for nobody", async () => {
  const { people, issue } = office([asking(one("finance"))], withAway);
  void issue.attempt(call, { context: { user: person("eve") } });
  expect((await (await people.next()).answer(approve("eve"))).result).toBe("excluded");
});

test("nobody stands in for one of the call's own people", async () => {
  const { people, issue } = office([asking(one("finance"))], withAway);
  void issue.attempt(call, { context: { user: person("ana") } });
  expect((await (await people.next()).answer(approve("eve"))).result).toBe("not_eligible");
});

test("whoever is on call is asked of the directory at the click", async () => {
  let onCall = "ana";
  const { people, issue } = office([asking({ approvers: { onCall: "payments" }, within: "1h" })], (directory) => ({
    members: async (of) => directory.members("onCall" in of ? { person: onCall } : of),
  }));
  const done = issue(call);
  const asked = await people.next();
  onCall = "bo";
  expect((await asked.answer(approve("ana"))).result).toBe("not_eligible");
  expect((await asked.answer(approve("bo"))).result).toBe("resolved");
  expect(await done).toMatchObject({ by: ["bo"] });
});
