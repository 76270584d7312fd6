import { expect, test } from "vitest";
import { proven } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { approve, deny, person } from "../../src/testing/testing.js";
import { refund, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const remember = { scope: { critical: "equal" }, for: "1d", uses: 2 } as const;
const require = { approvers: { group: "finance" }, deny: 2, within: "30m" } as const;
const by = (who: string) => proven({ ...person(who), proof: "L4", evidence: {} });

test("who takes an approval back before it is used ends it, also where it takes two to deny", async () => {
  const { people, cs, events } = world([ask("one", { on: refund, require })]);
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana"));
  await message.answer(deny("ana", "not this one"));
  const done = await issue.attempt(call, { key: "k", hold: 0 });
  expect(done).toMatchObject({ ok: false, error: { code: "denied", by: "people", executed: "no" } });
  expect(done.ok ? "" : done.error.reason).toBe("not this one");
  expect(events()).not.toContain("call.cancelled"); // nobody forged anything
  expect(ran).toEqual([]);
});

test("one of two who deny leaves an approval of others as it is", async () => {
  const { people, cs } = world([ask("one", { on: refund, require })]);
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana"));
  await message.answer(deny("bo", "not this one"));
  expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({ ok: true });
  expect(ran).toHaveLength(1);
});

test("an approval that was taken back answers no later call either", async () => {
  const { people, cs } = world([ask("one", { on: refund, require, remember })]);
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana", { remember }));
  await message.answer(deny("ana", "not this one"));
  const again = await issue.attempt({ ...call, note: "again" }, { key: "again", hold: 0 });
  expect(again).toMatchObject({ ok: false, error: { code: "pending" } });
  expect((await cs.desk.grants(by("bo"))).items).toMatchObject([{ state: "closed" }]);
  expect(ran).toEqual([]);
});
