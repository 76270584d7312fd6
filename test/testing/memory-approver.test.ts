import { describe, expect, test } from "vitest";
import { isCountersignError } from "../../src/errors.js";
import { approve, deny, modify, person } from "../../src/testing/answers.js";
import { directorySuite } from "../../src/testing/directory-suite.js";
import { memoryApprover } from "../../src/testing/memory-approver.js";
import { sampleMessage } from "../../src/testing/sample-message.js";
import { transportSuite } from "../../src/testing/transport-suite.js";
import { PEOPLE, world } from "./small-desk.js";

describe("conformance", () => {
  transportSuite(test, () => memoryApprover(PEOPLE));
  directorySuite(test, () => memoryApprover(PEOPLE), { one: person("ana"), nobody: person("nobody") });
});

describe("next", () => {
  test("gives the message that comes, whose answer is not checked", async () => {
    const { people, desk } = await world();
    const coming = people.next();
    const ended = desk.ask("1");
    const message = await coming;
    expect(message).toMatchObject({ requestId: "request-1", revision: 1 });
    expect((await message.answer(approve("owner"))).result).toBe("excluded");
    expect((await message.answer(deny("bo", "no"))).result).toBe("resolved");
    expect(await ended).toBe("no");
    people.done();
  });
  test("gives messages that came before, each once, in their order", async () => {
    const { people, desk } = await world();
    void desk.ask("1");
    void desk.ask("2");
    expect([(await people.next()).requestId, (await people.next()).requestId]).toEqual(["request-1", "request-2"]);
    const third = people.next();
    void desk.ask("3");
    expect((await third).requestId).toBe("request-3");
    expect(people.asked.map(({ requestId }) => requestId)).toEqual(["request-1", "request-2", "request-3"]);
  });
  test("answers what was shown: an old message's answer is stale", async () => {
    const { people, desk } = await world();
    void desk.ask("1");
    const old = await people.next();
    expect((await old.answer(modify("ana", {}))).result).toBe("revised");
    expect((await old.answer(approve("bo"))).result).toBe("stale");
    const fresh = await people.next();
    expect(fresh.revision).toBe(2);
    expect((await fresh.answer(approve("bo"))).result).toBe("resolved");
    people.done();
  });
  test("refuses to answer where no desk is connected", async () => {
    const people = memoryApprover(PEOPLE);
    await people.deliver(sampleMessage("1"));
    const error = await (await people.next()).answer(approve("ana")).catch((thrown: unknown) => thrown);
    expect(isCountersignError(error, "input")).toBe(true);
  });
});

describe("messages", () => {
  test("a request that is delivered again is asked once", async () => {
    const { people } = await world();
    await people.deliver(sampleMessage("1"));
    await people.deliver(sampleMessage("1"));
    expect(people.asked).toHaveLength(1);
  });
  test("a request that ended before its message came waits for nobody", async () => {
    const { people } = await world();
    await people.deliver(sampleMessage("1", { kind: "resolution", state: "cancelled" }));
    await people.deliver(sampleMessage("1"));
    people.done();
  });
  test("reminders and escalations ask nothing new", async () => {
    const { people } = await world();
    await people.deliver(sampleMessage("1", { kind: "reminder" }));
    await people.deliver(sampleMessage("1", { kind: "escalation" }));
    expect(people.asked).toEqual([]);
  });
  test("a delivery is confirmed, each with its own id", async () => {
    const { people } = await world();
    const [one, two] = [await people.deliver(sampleMessage("1")), await people.deliver(sampleMessage("2"))];
    expect([one.at, two.at]).toEqual(["confirmed", "confirmed"]);
    expect(one.id).not.toBe(two.id);
  });
});

describe("people", () => {
  test("the owner is always among them, as a human in no group", async () => {
    expect(await memoryApprover(PEOPLE).people(person("owner"))).toEqual([
      { id: "owner", kind: "human", active: true, identities: [person("owner")], groups: [], roles: [] },
    ]);
  });
  test("an owner who is listed is who the list says", async () => {
    const people = memoryApprover({ owner: { groups: ["finance"] } });
    expect(await people.members({ group: "finance" })).toMatchObject([{ id: "owner" }]);
  });
  test("groups, roles and ids have their members; on-call schedules are unknown", async () => {
    const people = memoryApprover(PEOPLE);
    expect(await people.members({ group: "finance" })).toMatchObject([{ id: "ana" }, { id: "bo" }]);
    expect(await people.members({ role: "lead" })).toMatchObject([{ id: "ana" }]);
    expect(await people.members({ person: "bo" })).toMatchObject([{ id: "bo" }]);
    expect(await people.members({ onCall: "primary" })).toBe("unknown");
  });
  test("a service or inactive account is one when the list says so", async () => {
    const people = memoryApprover({ bot: { kind: "service" }, gone: { active: false } });
    expect(await people.people(person("bot"))).toMatchObject([{ kind: "service", active: true }]);
    expect(await people.people(person("gone"))).toMatchObject([{ kind: "human", active: false }]);
  });
  test("an unknown key is refused", () => {
    expect(() => memoryApprover({ ana: { group: "finance" } as object })).toThrow(
      /memoryApprover\.ana: unknown key "group"/,
    );
  });
});
