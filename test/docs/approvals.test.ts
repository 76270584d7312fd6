import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { action, createCountersign, type Directory, type Remember, type Requirement } from "../../src/index.js";
import { ask, policy, type Rule } from "../../src/policy.js";
import { type Answer, approve, deny, inMemory, memoryApprover, modify, person } from "../../src/testing/testing.js";
import { asking, call, office, PEOPLE } from "../approval/office.js";
import { refund } from "../world.js";
import { membersOf, pageOf } from "./examples.js";

const page = pageOf(join(import.meta.dirname, "../../docs"), "approvals.md");
const examples = await membersOf(page.blocks, { ask, refund });
const ticket = { key: "k", hold: 0 } as const;

/** A refund that is asked about by these rules; `says` answers its newest message. */
async function asked(rules: readonly Rule[], change?: (directory: Directory) => Partial<Directory>) {
  const made = office(rules, change);
  await made.issue.attempt(call, ticket);
  let message = await made.people.next();
  const says = async (answer: Answer) => {
    const { result } = await message.answer(answer);
    if (result === "revised") message = await made.people.next();
    return result;
  };
  const code = async () => {
    const done = await made.issue.attempt(call, ticket);
    return done.ok ? "ran" : done.error.code;
  };
  return { ...made, message, says, code };
}
const about = (require: Requirement, change?: Parameters<typeof asked>[1]) => asked([asking(require)], change);

const memo = action("memo.send", {
  input: z.object({ to: z.string(), text: z.string() }),
  effect: "message",
  critical: ["to"],
});
const written = { to: "cleo", text: "helo" };

/** A memo that is asked about: its text may be changed, and to whom it goes is critical. */
async function memos(require: Requirement) {
  const people = memoryApprover(PEOPLE);
  const rules = [ask("memos", { on: memo, require })];
  const cs = createCountersign({ ...inMemory(people), policy: policy({ id: "p", rules }) });
  const send = cs.guard(({ text }) => text, memo);
  await send.attempt(written, ticket);
  const message = await people.next();
  return { people, message, result: () => send.attempt(written, ticket) };
}
const corrected = { ...written, text: "hello" };

const PLAYED: Record<string, (require: Requirement) => Promise<void>> = {
  async onePerson(require) {
    const approved = await about(require);
    expect(await approved.says(approve("eve"))).toBe("not_eligible");
    expect([await approved.says(approve("ana")), await approved.code()]).toEqual(["resolved", "ran"]);
    const denied = await about(require);
    expect([await denied.says(deny("bo")), await denied.code()]).toEqual(["resolved", "denied"]);
    const silent = await about(require);
    await silent.clock.advance("30m");
    expect(await silent.code()).toBe("expired");
  },
  async twoPeople(require) {
    const { says, code } = await about(require);
    expect([await says(approve("ana")), await says(approve("ana"))]).toEqual(["recorded", "duplicate"]);
    expect(await code()).toBe("pending");
    expect([await says(approve("di")), await code()]).toEqual(["resolved", "ran"]);
  },
  async twoDenials(require) {
    const one = await about(require);
    expect([await one.says(deny("ana")), await one.says(approve("bo"))]).toEqual(["recorded", "resolved"]);
    expect(one.events()).toContain("review.recorded");
    const two = await about(require);
    expect([await two.says(deny("ana")), await two.says(deny("bo"))]).toEqual(["recorded", "resolved"]);
    expect(await two.code()).toBe("denied");
  },
  async onCall(require) {
    let onCall = "ana";
    const { says } = await about(require, (directory) => ({
      members: async (of) => directory.members("onCall" in of && of.onCall === "payments" ? { person: onCall } : of),
    }));
    onCall = "eve";
    expect([await says(approve("ana")), await says(approve("eve"))]).toEqual(["not_eligible", "resolved"]);
  },
  async remind(require) {
    const { issue, people, clock, told } = office([asking(require)]);
    const done = issue.attempt(call);
    const message = await people.next();
    await clock.advance("10m");
    expect((await message.answer(approve("ana"))).result).toBe("resolved");
    expect(await done).toMatchObject({ ok: true });
    expect(told).toEqual(["request finance", "reminder finance"]);
  },
  async escalate(require) {
    const { issue, people, clock, told } = office([asking(require)]);
    const done = issue.attempt(call);
    const message = await people.next();
    await clock.advance("19m");
    expect((await message.answer(approve("di"))).result).toBe("not_eligible");
    await clock.advance("1m");
    expect((await message.answer(approve("di"))).result).toBe("resolved");
    expect(await done).toMatchObject({ ok: true, value: { by: ["di"] } });
    expect(told).toEqual(["request finance", "escalation chiefs"]);
    const untold = await about(require); // nobody waits, so nobody is told
    await untold.clock.advance("20m");
    expect([await untold.says(approve("di")), untold.told]).toEqual(["resolved", ["request finance"]]);
    const taken = await about(require);
    await taken.clock.advance("20m");
    expect(await taken.says(approve("ana"))).toBe("resolved");
  },
  async either(require) {
    const two = await about(require);
    expect([await two.says(approve("ana")), await two.says(approve("bo"))]).toEqual(["recorded", "resolved"]);
    const chief = await about(require);
    expect(await chief.says(approve("di"))).toBe("resolved");
  },
  async both(require) {
    const one = await about(require);
    expect([await one.says(approve("bo")), await one.says(approve("bo"))]).toEqual(["recorded", "duplicate"]);
    expect(await one.says(approve("ana"))).toBe("resolved");
    const other = await about(require);
    expect([await other.says(approve("cy")), await other.says(approve("bo"))]).toEqual(["recorded", "resolved"]);
  },
  async inOrder(require) {
    const { says, told } = await about(require);
    expect([await says(approve("cy")), told]).toEqual(["not_eligible", ["request finance"]]);
    expect(await says(approve("ana"))).toBe("recorded");
    expect(await says(approve("cy"))).toBe("resolved");
    expect(told).toEqual(["request finance", "request security"]);
    const denied = await about(require);
    expect([await denied.says(deny("cy")), await denied.code()]).toEqual(["resolved", "denied"]);
  },
  async proof(require) {
    const { says } = await about(require);
    expect(await says(approve("ana", { proof: "L2" }))).toBe("needs_step_up");
    expect(await says(approve("ana", { proof: "L3" }))).toBe("resolved");
    const denied = await about(require);
    expect(await denied.says(deny("ana", { proof: "L1" }))).toBe("resolved");
  },
  async reason(require) {
    const { says } = await about(require);
    expect([await says(approve("ana")), await says(approve("ana", "paid twice"))]).toEqual([
      "reason_required",
      "resolved",
    ]);
  },
  async useWithin({ useWithin, ...unsaid }) {
    for (const [require, minutes] of [
      [{ ...unsaid, useWithin }, 5],
      [unsaid, 60],
    ] as [Requirement, number][])
      for (const [waited, code] of [
        [minutes - 1, "ran"],
        [minutes, "expired"],
      ] as const) {
        const made = await about(require);
        await made.says(approve("ana"));
        await made.clock.advance(`${waited}m`);
        expect(await made.code()).toBe(code);
      }
  },
  async modify(require) {
    const { modify: mode, ...unsaid } = require;
    for (const rule of [require, unsaid] as Requirement[]) {
      const { message, result } = await memos(rule);
      expect((await message.answer(modify("ana", corrected))).result).toBe("resolved");
      expect(await result()).toMatchObject({ ok: true, value: "hello" });
    }
    const critical = await memos(require);
    expect((await critical.message.answer(modify("ana", { ...written, to: "ana" }))).result).toBe("revised");
    const money = await about(require);
    expect(await money.says(modify("ana", { ...call, note: "a typo" }))).toBe("revised");
  },
  async modifyAuthor(require) {
    const { people, message, result } = await memos(require);
    expect((await message.answer(modify("ana", corrected))).result).toBe("revised");
    const revision = await people.next();
    expect(revision.expiresAt).toEqual(message.expiresAt);
    expect((await revision.answer(approve("ana"))).result).toBe("excluded");
    expect((await revision.answer(approve("bo"))).result).toBe("resolved");
    expect(await result()).toMatchObject({ ok: true, value: "hello" });
  },
  async modifyForbid(require) {
    const { message, result } = await memos(require);
    expect((await message.answer(modify("ana", corrected))).result).toBe("forbidden");
    expect((await message.answer(approve("ana"))).result).toBe("resolved");
    expect(await result()).toMatchObject({ ok: true, value: "helo" });
  },
};

const PLAYED_RULES: Record<string, (rules: readonly Rule[]) => Promise<void>> = {
  async several(rules) {
    for (const order of [rules, rules.toReversed()]) {
      const { says, code, message } = await asked(order);
      expect(message.expiresAt).toEqual(new Date("2026-01-01T01:00:00Z"));
      expect([await says(approve("ana")), await says(approve("cy", "no"))]).toEqual([
        "reason_required",
        "not_eligible",
      ]);
      for (const who of ["di", "ana"]) expect(await says(approve(who, "checked"))).toBe("recorded");
      expect(await code()).toBe("pending");
      expect([await says(approve("bo", "checked")), await code()]).toEqual(["resolved", "ran"]);
    }
    const denied = await asked(rules);
    expect(await denied.says(deny("di"))).toBe("resolved");
  },
  async remembered(rules) {
    const remember: Remember = { scope: { critical: "equal" }, for: "1d", uses: 2 };
    const { people, issue, ran } = office(rules);
    people.will([
      approve("ana", { remember: { ...remember, uses: 3 }, expect: "forbidden" }),
      approve("ana", { remember }),
    ]);
    await issue(call);
    const tried = async (key: string, args = {}, context = {}) =>
      (await issue.attempt({ ...call, ...args }, { key, hold: 0, context })).ok;
    expect(await tried("another amount", { amount: 601 })).toBe(false);
    expect(await tried("her own", {}, { user: person("ana") })).toBe(false);
    expect([await tried("1"), await tried("2", { note: "again" }), await tried("3")]).toEqual([true, true, false]);
    expect(ran).toHaveLength(3);
  },
};

test("every example of the page is played, and nothing is played that is not on it", () => {
  expect(Object.keys(examples)).toEqual([...Object.keys(PLAYED), ...Object.keys(PLAYED_RULES)]);
});

test.each(Object.keys(PLAYED))("%s does what the page says", async (name) => {
  await PLAYED[name]?.(examples[name] as Requirement);
});

test.each(Object.keys(PLAYED_RULES))("%s do what the page says", async (name) => {
  await PLAYED_RULES[name]?.(examples[name] as readonly Rule[]);
});

test("every program of the page compiles, and its links lead somewhere", () => {
  const imports = [
    'import type { Approvers, Requirement, Stage, Threshold } from "../../src/index.js";',
    'import { ask } from "../../src/policy.js";',
    'import { refund } from "../world.js";',
  ];
  expect(page.complaints(imports.join("\n"))).toEqual([]);
  expect(page.deadLinks).toEqual([]);
});
