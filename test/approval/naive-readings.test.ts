import { expect, test } from "vitest";
import { combine, mostPeople } from "../../src/approval/combine.js";
import type { Requirement } from "../../src/policy/requirement.js";
import { ask } from "../../src/policy.js";
import { approve, modify, person } from "../../src/testing/testing.js";
import { refund } from "../world.js";
import { asking, call, office } from "./office.js";
import { after, missing, of, one, staged } from "./replay.js";

const groups = { ana: ["finance", "security"], bo: ["finance"], di: ["chiefs"] };

test("1: several ask rules are not each met on their own: one human fills no two rules' slots", () => {
  const rules = [one("finance"), one("security")];
  expect(after(rules, groups, "ana")).toBe("open");
  expect(after(rules, groups, "ana", "bo")).toBe("approved");
});

test("2: stages are not put one after the other: the same rule twice asks for no more people", () => {
  expect(mostPeople(combine([one("finance"), one("finance", { within: "2h" })]).needs)).toBe(1);
});

test("3: rules are not united as a set: two equal stages of one rule stay two people", () => {
  const rule = staged([of("finance"), of("finance")]);
  expect([after([rule], groups, "ana"), after([rule], groups, "ana", "bo")]).toEqual(["open", "approved"]);
});

test("4: escalation does not join every stage", () => {
  const rule = staged([of("finance", { escalate: [{ after: 10, to: { group: "chiefs" } }] }), of("security")]);
  const di = { who: "di", at: 20 };
  expect(after([rule], { ...groups, dan: ["chiefs"] }, di, { who: "dan", at: 20 })).toBe("open");
  expect(after([rule], groups, di, "ana")).toBe("approved");
});

test("5: not only the author of the current arguments is excluded: nobody launders through a second edit", async () => {
  const { people, issue } = office([
    asking({ approvers: [{ group: "finance" }, { group: "security" }], within: "1h" }),
  ]);
  const done = issue.attempt(call, { key: "k", hold: "1h" });
  await (await people.next()).answer(modify("ana", { orderId: "mine", amount: 600, note: "" }));
  await (await people.next()).answer(modify("bo", { orderId: "mine", amount: 600, note: "typo" }));
  const third = await people.next();
  expect((await third.answer(approve("ana"))).result).toBe("excluded");
  expect((await third.answer(approve("bo"))).result).toBe("excluded");
  expect((await third.answer(approve("cy"))).result).toBe("resolved");
  expect(await done).toMatchObject({ ok: true, value: { by: ["cy"] } });
});

test("6: a grant is checked again against today's requester: its issuer gets nothing by it", async () => {
  const remember = { scope: { critical: "equal" }, for: "1d", uses: 5 } as const;
  const rules = [ask("asks", { on: refund, require: one("finance"), remember })];
  let user = "eve";
  const { people, issue, ran } = office(rules, (directory) => ({
    people: (who) => directory.people(who.subject === "session" ? person(user) : who),
  }));
  const context = { user: person("session") };
  people.will(approve("ana", { remember }));
  await issue(call, { context });
  expect((await issue.attempt(call, { key: "eve's", hold: 0, context })).ok).toBe(true);
  user = "ana";
  expect(await issue.attempt(call, { key: "ana's", hold: 0, context })).toMatchObject({ error: { code: "pending" } });
  expect(ran).toHaveLength(2);
});

test("7: a stricter policy at the claim is not ignored", async () => {
  const before = office([asking(one("finance"))]);
  await before.issue.attempt(call, { key: "k", hold: 0 });
  expect((await (await before.people.next()).answer(approve("ana"))).result).toBe("resolved");
  const now = office([asking(one("finance", { approve: 2 }))], () => ({}), before);
  expect(await now.issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({
    ok: false,
    error: { code: "pending" },
  });
  expect(now.ran).toEqual([]);
});

test("8: a requester who is not exactly one person excludes nobody, so cannot ask", async () => {
  const { issue } = office([asking(one("finance"))]);
  const done = await issue.attempt(call, { context: { user: person("stranger") } });
  expect(done).toMatchObject({ ok: false, error: { code: "denied", by: "actor" } });
});

test("9: two denies of a pool of one could never stop it: refused at the opening", () => {
  expect(missing([one("finance", { deny: 2 })], { bo: ["finance"] })).toHaveLength(1);
});

test("10: accounts merged between review and claim are counted again", async () => {
  let merged = false;
  const { people, issue, ran } = office([asking(one("finance", { approve: 2 }))], (directory) => ({
    people: (who) => directory.people({ ...who, subject: merged && who.subject === "bo" ? "ana" : who.subject }),
  }));
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  await asked.answer(approve("ana"));
  expect((await asked.answer(approve("bo"))).result).toBe("resolved");
  merged = true;
  expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});

test("a rule that is met alone does not stand for another's proof", () => {
  const rules: Requirement[] = [one("finance", { proof: "L3" }), one("finance")];
  expect(after(rules, groups, { who: "ana", proof: "L3" })).toBe("open");
  expect(after(rules, groups, { who: "ana", proof: "L3" }, "bo")).toBe("approved");
});
