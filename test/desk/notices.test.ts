import { expect, test } from "vitest";
import { combine } from "../../src/approval/combine.js";
import { dueNotices, nextNotice } from "../../src/approval/notices.js";
import type { Requirement } from "../../src/policy/requirement.js";
import { approve, modify } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { of, one, staged } from "../approval/replay.js";

const rule = staged([
  of("finance", { remind: ["10m", "20m"], escalate: [{ after: "15m", to: { group: "chiefs" } }] }),
  of("security", { remind: ["10m"] }),
]);
const minute = 60_000;

test("everybody is reminded and joined at their threshold's time, and nothing at or after the deadline", () => {
  const { notices } = combine([rule, one("late", { remind: ["1h"] } as Partial<Requirement>)]);
  expect(
    notices.map(({ kind, after, to }) => `${after / minute} ${kind} ${to.map((one) => Object.values(one)[0])}`),
  ).toEqual(["10 reminder finance", "10 reminder security", "15 escalation chiefs", "20 reminder chiefs,finance"]);
});

test("however late one looks, people are told once of each kind", () => {
  const { notices } = combine([rule]);
  expect(dueNotices(notices, 0, 30 * minute).map(({ kind }) => kind)).toEqual(["escalation", "reminder"]);
  expect(dueNotices(notices, 20 * minute, 30 * minute)).toEqual([]);
  expect([0, 10, 15, 20].map((told) => nextNotice(notices, told * minute) / minute)).toEqual([
    10,
    15,
    20,
    Number.POSITIVE_INFINITY,
  ]);
});

test("while a call waits, those who are missing are reminded and escalated to, each once", async () => {
  const { people, issue, clock, told, events } = office([asking(rule)]);
  const done = issue(call);
  await (await people.next()).answer(approve("cy"));
  await clock.advance("30m");
  expect(told).toEqual([
    "request finance,security",
    "reminder finance",
    "escalation chiefs",
    "reminder chiefs,finance",
  ]);
  people.will(approve("di"));
  expect(await done).toMatchObject({ by: ["cy", "di"] });
  const counted = (type: string) => events().filter((one) => one === type).length;
  expect([counted("approval.reminded"), counted("approval.escalated")]).toEqual([2, 1]);
});

test("a sweep tells them when nobody waits, once over several sweepers", async () => {
  const { people, issue, clock, told, cs } = office([asking(rule)]);
  await issue.attempt(call, { key: "k", hold: 0 });
  await people.next();
  await clock.advance("12m");
  expect((await Promise.all([cs.desk.sweep(), cs.desk.sweep()])).toSorted()).toEqual([0, 1]);
  expect(told).toEqual(["request finance,security", "reminder finance,security"]);
  expect(await cs.desk.sweep()).toBe(0);
});

test("two processes that wait for one request tell people once between them", async () => {
  const first = office([asking(rule)]);
  const second = office([asking(rule)], () => ({}), first);
  void first.issue.attempt(call, { key: "k", hold: "1h" });
  await first.people.next();
  void second.issue.attempt(call, { key: "k", hold: "1h" });
  await first.clock.advance("12m");
  expect([...first.told, ...second.told]).toEqual(["request finance,security", "reminder finance,security"]);
});

test("the deadline is by the store's clock and needs no sweep: after it nobody decides", async () => {
  const { people, issue, clock } = office([asking(rule)]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  await clock.advance("61m");
  expect((await asked.answer(approve("ana"))).result).toBe("too_late");
});

test("reminders do not move the deadline, nor does a modification", async () => {
  const { people, issue, clock } = office([asking(rule)]);
  const done = issue.attempt(call, { key: "k", hold: "3h" });
  const asked = await people.next();
  const { expiresAt } = asked;
  await clock.advance("12m");
  const said = await asked.answer(modify("ana", { ...call, orderId: "x", note: "" }));
  expect(said.message?.expiresAt).toEqual(expiresAt);
  await clock.advance("47m");
  expect((await people.next()).expiresAt).toEqual(expiresAt);
  await clock.advance("2m");
  expect(await done).toMatchObject({ ok: false, error: { code: "expired" } });
});
