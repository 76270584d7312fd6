import { expect, test } from "vitest";
import { type Directory, type Person, proven } from "../../src/index.js";
import { deny, type Rule } from "../../src/policy.js";
import { approve, deny as denies } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { of, one, staged } from "../approval/replay.js";
import { refund } from "../world.js";

const key = { key: "k", hold: 0 } as const;

/** Approved under one policy, claimed by a process that has another. */
async function claimedUnder(later: readonly Rule[], before: readonly Rule[], ...who: readonly string[]) {
  const first = office(before);
  await first.issue.attempt(call, key);
  const asked = await first.people.next();
  for (const id of who) await asked.answer(approve(id));
  const second = office(later, () => ({}), first);
  return { done: await second.issue.attempt(call, key), ran: second.ran };
}

test("the same policy runs what was approved", async () => {
  const { done } = await claimedUnder([asking(one("finance"))], [asking(one("finance"))], "ana");
  expect(done).toMatchObject({ ok: true, value: { by: ["ana"] } });
});

test("a policy that denies by now ends what was approved", async () => {
  const { done, ran } = await claimedUnder([deny("none", { on: refund })], [asking(one("finance"))], "ana");
  expect(done).toMatchObject({ ok: false, error: { code: "denied", by: "policy" } });
  expect(ran).toEqual([]);
});

test.each<[string, Rule]>([
  ["one more person", asking(one("finance", { approve: 2 }))],
  ["another group", asking(one("security"), "s")],
  ["a stronger proof", asking(one("finance", { proof: "L3" }))],
])("a policy that wants %s by now is not met by the old approval: it waits for whom it lacks", async (_, later) => {
  const { done, ran } = await claimedUnder([later], [asking(one("finance"))], "ana");
  expect(done).toMatchObject({ ok: false, error: { code: "pending", executed: "no" } });
  expect(ran).toEqual([]);
});

test("who approved under the older policy still counts under the newer: only the one more is asked", async () => {
  const first = office([asking(one("finance"))]);
  await first.issue.attempt(call, key);
  const asked = await first.people.next();
  await asked.answer(approve("ana"));
  await first.clock.advance("30m");
  const second = office([asking(one("finance", { approve: 2 }))], () => ({}), first);
  expect(await second.issue.attempt(call, key)).toMatchObject({ ok: false, error: { code: "pending" } });
  const shown = await second.cs.desk.message(asked.requestId);
  expect(shown).toMatchObject({ state: "pending", needed: 2, agreed: 1, expiresAt: new Date("2026-01-01T01:30:00Z") });
  expect(shown?.why).toMatch(/The policy asks for more since it was approved. Still needed: 1 more of group finance/);
  expect((await asked.answer(approve("bo"))).result).toBe("resolved");
  const done = await second.issue.attempt(call, key);
  expect(done).toMatchObject({ ok: true, value: { by: ["ana", "bo"] } });
});

test("whom a newer policy asks is told, and finds it among what waits for them", async () => {
  const first = office([asking(one("finance"))]);
  await first.issue.attempt(call, key);
  await (await first.people.next()).answer(approve("ana"));
  const second = office([asking(one("security"), "s")], () => ({}), first);
  await second.issue.attempt(call, key);
  const cy = proven({ issuer: "test", subject: "cy", proof: "L4", evidence: {} });
  expect((await second.cs.desk.requests(cy)).items).toHaveLength(1);
  await second.clock.advance("1ms");
  expect(second.told).toEqual(["request security"]);
});

test("who waits for a call that a newer policy asks more for waits on", async () => {
  const first = office([asking(one("finance"))]);
  await first.issue.attempt(call, key);
  const asked = await first.people.next();
  const second = office([asking(one("finance", { approve: 2 }))], () => ({}), first);
  const waiting = second.issue.attempt(call, { key: "k" });
  await asked.answer(approve("ana"));
  while ((await second.cs.desk.message(asked.requestId))?.needed !== 2) await first.clock.advance("1s");
  await asked.answer(approve("bo"));
  await first.clock.advance("1s");
  expect(await waiting).toMatchObject({ ok: true });
});

test("what policy wants only by now is judged on the reviewers' memberships of today", async () => {
  const choice = asking(staged([[of("finance", { approve: 3 }), of("chiefs")]]));
  const { done } = await claimedUnder([asking(one("security"), "s")], [choice], "bo", "di");
  expect(done).toMatchObject({ ok: true, value: { by: ["bo", "di"] } });
});

/** The directory's answers change between the approvals and the claim. */
async function changedAfter(rule: Rule, who: readonly string[], change: (person: Person) => Person, says = approve) {
  let later = false;
  const made = office([rule], (directory: Directory) => ({
    async people(of) {
      const found = await directory.people(of);
      return later && found !== "unknown" ? found.map(change) : found;
    },
  }));
  await made.issue.attempt(call, key);
  const asked = await made.people.next();
  for (const id of who) await asked.answer(says(id));
  later = true;
  return { done: await made.issue.attempt(call, key), ran: made.ran };
}

test("two reviewers who turn out to be one person are counted once", async () => {
  const merge = (one: Person) => (one.id === "bo" ? { ...one, id: "ana" } : one);
  const { done, ran } = await changedAfter(asking(one("finance", { approve: 2 })), ["ana", "bo"], merge);
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});

test("a change of groups after the approval does not undo it", async () => {
  const rule = asking(staged([of("finance"), of("security")]));
  const { done } = await changedAfter(rule, ["ana", "cy"], (one) => ({ ...one, groups: [] }));
  expect(done).toMatchObject({ ok: true, value: { by: ["ana", "cy"] } });
});

test("a slot whose only person was deactivated is empty at the claim", async () => {
  const rule = asking(staged([of("finance"), of("security")]));
  const gone = (one: Person) => (one.id === "cy" ? { ...one, active: false } : one);
  const { done } = await changedAfter(rule, ["ana", "cy"], gone);
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled" } });
});

test("a deny after the approval that is not enough by itself ends what was approved with its approval", async () => {
  const { issue, people, ran } = office([asking(one("finance", { approve: 2, deny: 2 }))]);
  await issue.attempt(call, key);
  const asked = await people.next();
  await asked.answer(approve("ana"));
  await asked.answer(approve("bo"));
  expect((await asked.answer(denies("bo"))).result).toBe("resolved");
  expect(await issue.attempt(call, key)).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(ran).toEqual([]);
});
