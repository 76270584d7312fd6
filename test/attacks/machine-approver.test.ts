import { expect, test } from "vitest";
import { createCountersign, type Directory } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { approve, deny, inMemory, memoryApprover, modify, person } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { one } from "../approval/replay.js";
import { large, refunds } from "../world.js";

/** Finance is ana, a person, and three machines of which the directory says so. */
function mixed(groups: Parameters<typeof memoryApprover>[0] = {}) {
  const people = memoryApprover({
    llm: { groups: ["finance"], kind: "service" },
    bot: { groups: ["finance"], kind: "service" },
    account: { groups: ["finance"], kind: "service" },
    ...groups,
  });
  const parts = inMemory(people);
  const cs = createCountersign({ ...parts, policy: policy({ id: "p", rules: [large] }) });
  return { people, parts, cs, ...refunds(cs) };
}

test.each([
  ["a language model", "llm"],
  ["a bot", "bot"],
  ["a service account", "account"],
])("%s in the group that may decide decides nothing, whatever proof it brings", async (_, who) => {
  const { people, issue, ran, cs } = mixed({ ana: { groups: ["finance"] } });
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  for (const answer of [approve, deny])
    expect((await asked.answer(answer(who, { proof: "L4" }))).result).toBe("not_a_person");
  expect((await asked.answer(modify(who, { ...call, orderId: "mine" }))).result).toBe("not_a_person");
  expect(await cs.desk.message(asked.requestId)).toMatchObject({ state: "pending", revision: 1, by: [] });
  expect(ran).toEqual([]);
});

test("nor does an account of which the directory knows nothing", async () => {
  const { people, issue } = mixed({ ana: { groups: ["finance"] } });
  await issue.attempt(call, { key: "k", hold: 0 });
  expect((await (await people.next()).answer(approve("made-up", { proof: "L4" }))).result).toBe("not_a_person");
});

test("where only machines could decide nobody is asked: the call is refused at once", async () => {
  const { issue, people, ran } = mixed();
  expect(await issue.attempt(call)).toMatchObject({ ok: false, error: { code: "unsatisfiable", eligible: 0 } });
  expect([people.asked, ran]).toEqual([[], []]);
});

test("a machine does not count as the second of two", async () => {
  const people = memoryApprover({ ana: { groups: ["finance"] }, bot: { groups: ["finance"], kind: "service" } });
  const rules = [asking(one("finance", { approve: 2 }))];
  const cs = createCountersign({ ...inMemory(people), policy: policy({ id: "p", rules }) });
  expect(await refunds(cs).issue.attempt(call)).toMatchObject({ ok: false, error: { code: "unsatisfiable" } });
});

test("the account that the agent itself runs under cannot approve, though a person is behind it", async () => {
  const { people, issue, ran } = mixed({ ana: { groups: ["finance"] }, bo: { groups: ["finance"] } });
  await issue.attempt(call, { key: "k", hold: 0, context: { agent: person("ana") } });
  const asked = await people.next();
  expect((await asked.answer(approve("ana", { proof: "L4" }))).result).toBe("excluded");
  expect(ran).toEqual([]);
  expect((await asked.answer(approve("bo"))).result).toBe("resolved");
});

test("a machine stands behind no call: without a person in its chain nobody is asked", async () => {
  const { people, parts } = mixed({ ana: { groups: ["finance"] } });
  const context = { agent: person("llm"), owner: person("account"), user: person("bot") };
  const cs = createCountersign({ ...parts, context, policy: policy({ id: "p", rules: [large] }) });
  expect(await refunds(cs).issue.attempt(call)).toMatchObject({ ok: false, error: { code: "denied", by: "actor" } });
  expect(people.asked).toEqual([]);
});

test.each([
  ["a person may stand in for a person", "nobody", "resolved"],
  ["a machine may not stand in for a person", "eve", "not_a_person"],
  ["a person may not stand in for a machine", "ana", "not_eligible"],
])("%s", async (_, machine, result) => {
  const { people, issue } = office([asking(one("finance"))], (directory) => {
    const told = async (found: ReturnType<Directory["people"]>) => {
      const list = await found;
      if (list === "unknown") return list;
      return list.map((each) => ({
        ...each,
        ...(each.id === machine && { kind: "service" as const }),
        ...(each.id === "ana" && { away: { delegate: "eve", until: "2027-01-01T00:00:00Z" } }),
      }));
    };
    return { people: (who) => told(directory.people(who)), members: (of) => told(directory.members(of)) };
  });
  await issue.attempt(call, { key: "k", hold: 0 });
  expect((await (await people.next()).answer(approve("eve"))).result).toBe(result);
});
