import { expect, test } from "vitest";
import { ask } from "../../src/policy.js";
import { modify } from "../../src/testing/testing.js";
import { large, refund, refunds, world } from "../world.js";

const huge = ask("huge", {
  on: refund,
  when: ({ arg }) => [arg("amount").gt(1000)],
  require: { approvers: { person: "eve" }, within: "30m" },
});

test("a modification that asks more people is found by them, too", async () => {
  const { cs, people, parts } = world([large, huge]);
  await refunds(cs).issue.attempt({ orderId: "o", amount: 600 }, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(modify("ana", { orderId: "o", amount: 2000, note: "" }));
  const found = async (tag: string) => (await parts.store.list({ tenant: "default", tag, limit: 1 })).rows.length;
  expect([await found("approver:group:finance"), await found("approver:person:eve")]).toEqual([1, 1]);
});
