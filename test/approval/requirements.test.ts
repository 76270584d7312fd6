import { expect, test } from "vitest";
import { proven } from "../../src/index.js";
import { approve, deny, modify, person } from "../../src/testing/testing.js";
import { asking, call, office } from "./office.js";
import { of, one, staged } from "./replay.js";

const both = staged([of("finance"), of("security")]);

test("two stages at once: a person of both groups fills one, and the message says who is missing", async () => {
  const { people, issue } = office([asking(both)]);
  const done = issue(call);
  const asked = await people.next();
  expect(asked.view.stillNeeded.toSorted()).toEqual([
    "1 of group finance, proven at L1 or better",
    "1 of group security, proven at L1 or better",
  ]);
  const said = await asked.answer(approve("bo"));
  expect(said).toMatchObject({
    result: "recorded",
    message: { why: expect.stringMatching(/^Still needed: 1 more of group/) },
  });
  expect((await asked.answer(approve("bo"))).result).toBe("duplicate");
  expect((await asked.answer(approve("ana"))).result).toBe("resolved");
  expect(await done).toMatchObject({ by: ["bo", "ana"] });
});

test("stages in sequence: the later people are asked when their stage opens, and count from then on", async () => {
  const { people, issue, told } = office([asking(staged([of("finance"), of("security")], { order: "sequential" }))]);
  const done = issue(call);
  const asked = await people.next();
  expect(asked.to).toEqual([{ group: "finance" }]);
  const early = await asked.answer(approve("cy"));
  expect(early).toMatchObject({ result: "not_eligible", why: expect.stringContaining("Earlier stages") });
  const first = await asked.answer(approve("ana"));
  expect(first).toMatchObject({ result: "recorded", message: { to: [{ group: "security" }] } });
  expect((await asked.answer(approve("cy"))).result).toBe("resolved");
  expect(await done).toMatchObject({ by: ["ana", "cy"] });
  expect(told).toEqual(["request finance", "request security"]);
});

test("a later stage can always deny", async () => {
  const { people, issue } = office([asking(staged([of("finance"), of("security")], { order: "sequential" }))]);
  people.will(deny("cy", "no"));
  expect(await issue.attempt(call)).toMatchObject({ ok: false, error: { code: "denied", by: "people" } });
});

test("whoever approved a stage may approve again when a later one opens, as one person still", async () => {
  const { people, issue } = office([asking(staged([of("finance"), of("security")], { order: "sequential" }))]);
  const done = issue(call);
  const asked = await people.next();
  expect((await asked.answer(approve("bo"))).result).toBe("recorded");
  expect((await asked.answer(approve("bo"))).result).toBe("recorded");
  expect((await asked.answer(approve("bo"))).result).toBe("duplicate");
  expect((await asked.answer(approve("ana"))).result).toBe("resolved");
  expect(await done).toMatchObject({ by: expect.arrayContaining(["ana", "bo"]) });
});

test("one threshold or the other", async () => {
  const choice = asking(staged([[of("finance", { approve: 2 }), of("chiefs")]]));
  for (const who of [["di"], ["ana", "bo"]]) {
    const { people, issue } = office([choice]);
    people.will(...who.map((id) => approve(id)));
    expect(await issue(call)).toMatchObject({ by: who });
    people.done();
  }
});

test("two ask rules: one of finance and one of security are two people", async () => {
  const { people, issue, ran } = office([asking(one("finance"), "a"), asking(one("security"), "b")]);
  const done = issue(call);
  const asked = await people.next();
  expect((await asked.answer(approve("bo"))).result).toBe("recorded");
  expect(ran).toEqual([]);
  expect((await asked.answer(approve("cy"))).result).toBe("resolved");
  expect(await done).toMatchObject({ by: ["bo", "cy"] });
});

test("the same rule twice asks for nobody more", async () => {
  const { people, issue } = office([asking(one("finance"), "a"), asking(one("finance"), "b")]);
  people.will(approve("ana"));
  expect(await issue(call)).toMatchObject({ by: ["ana"] });
});

test("escalation adds its people at its time, and not before", async () => {
  const rule = staged([of("finance", { escalate: [{ after: "10m", to: { group: "chiefs" } }] }), of("security")]);
  const { people, issue, clock } = office([asking(rule)]);
  const done = issue(call);
  const asked = await people.next();
  await asked.answer(approve("cy"));
  await clock.advance("9m");
  expect((await asked.answer(approve("di"))).result).toBe("not_eligible");
  await clock.advance("1m");
  expect((await asked.answer(approve("di"))).result).toBe("resolved");
  expect(await done).toMatchObject({ by: ["cy", "di"] });
});

test("a stronger proof is asked for by the stage that needs it, naming what would do", async () => {
  const { people, issue } = office([asking(staged([of("finance"), of("security", { proof: "L3" })]))]);
  const done = issue(call);
  const asked = await people.next();
  expect(await asked.answer(approve("cy"))).toMatchObject({ result: "needs_step_up", proof: "L3" });
  expect((await asked.answer(approve("ana"))).result).toBe("recorded");
  expect((await asked.answer(approve("cy", { proof: "L3" }))).result).toBe("resolved");
  expect(await done).toMatchObject({ by: ["ana", "cy"] });
});

test("a mind may be changed while it waits, and afterwards towards deny alone", async () => {
  const { people, issue } = office([asking(both)]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  await asked.answer(approve("cy"));
  expect((await asked.answer(approve("ana"))).result).toBe("resolved");
  expect((await asked.answer(approve("ana"))).result).toBe("duplicate");
  expect((await asked.answer(deny("cy", "wait"))).result).toBe("resolved");
  expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({ ok: false, error: { code: "denied" } });
});

test.each(["user", "owner", "agent", "delegators"] as const)("the %s of a call fills no slot of it", async (role) => {
  const { people, issue, ran } = office([asking(both)]);
  const who = role === "delegators" ? [person("bo")] : person("bo");
  const done = issue.attempt(call, { context: { [role]: who, ...(role !== "user" && { user: person("eve") }) } });
  const asked = await people.next();
  expect((await asked.answer(approve("bo"))).result).toBe("excluded");
  expect((await asked.answer(deny("bo"))).result).toBe("excluded");
  await asked.answer(approve("ana"));
  expect(ran).toEqual([]);
  await asked.answer(approve("cy"));
  expect(await done).toMatchObject({ ok: true, value: { by: ["ana", "cy"] } });
});

test("every author of a revision fills no slot of any later one", async () => {
  const { people, issue } = office([asking(one("finance")), asking(one("security"), "s")]);
  const done = issue.attempt(call, { key: "k", hold: "1h" });
  const first = await people.next();
  expect((await first.answer(modify("ana", { orderId: "x", amount: 600, note: "" }))).result).toBe("revised");
  const second = await people.next();
  expect((await second.answer(approve("ana"))).result).toBe("excluded");
  const unsatisfiable = await second.answer(modify("bo", { orderId: "y", amount: 600, note: "" }));
  expect(unsatisfiable).toMatchObject({ result: "unsatisfiable", why: expect.stringContaining("group finance") });
  await second.answer(approve("bo"));
  expect((await second.answer(approve("cy"))).result).toBe("resolved");
  expect(await done).toMatchObject({ ok: true, value: { by: ["bo", "cy"], modified: true } });
});

test("what nobody can meet is refused at once, saying which slot lacks how many", async () => {
  const { issue } = office([asking(staged([of("finance", { approve: 2 }), of("security", { approve: 2 })]))]);
  expect(await issue.attempt(call)).toMatchObject({
    ok: false,
    error: {
      code: "unsatisfiable",
      eligible: 3,
      needed: 4,
      missing: [expect.stringMatching(/^1 more of group (finance|security), /)],
    },
  });
});

test("a pool that the directory cannot list refuses the call: unknown is not none", async () => {
  const members = async (of: object) => ("group" in of && of.group === "security" ? "unknown" : []);
  const { issue } = office([asking(both)], () => ({ members: members as never }));
  expect(await issue.attempt(call)).toMatchObject({ ok: false, error: { code: "unavailable", part: "directory" } });
});

test("the desk shows a request to those of every stage, and to nobody else", async () => {
  const { issue, cs } = office([asking(staged([of("finance"), of("security")], { order: "sequential" }))]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const count = async (subject: string) => {
    const who = proven({ issuer: "test", subject, proof: "L1", evidence: {} });
    return (await cs.desk.requests(who)).items.length;
  };
  expect([await count("ana"), await count("cy"), await count("di")]).toEqual([1, 1, 0]);
});
