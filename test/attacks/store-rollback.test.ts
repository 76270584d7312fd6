import { expect, test } from "vitest";
import { proven, type Row } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { approve, deny, person } from "../../src/testing/testing.js";
import { large, refund, refunds, world } from "../world.js";
import { replaceable } from "./stored.js";

const call = { orderId: "o", amount: 600 };
const by = (who: string) => proven({ ...person(who), proof: "L4", evidence: {} });
const LARGE = { on: refund, require: { approvers: { group: "finance" }, within: "30m" } } as const;

/** A store that can be set back to how it was when `keep` was called, as by a restored backup or a failover. */
function restorable(made: ReturnType<typeof world>) {
  const { store, replace } = replaceable(made.parts.store);
  const rows: Row[] = [];
  const keep = async (id: string) => {
    const { row } = await store.get(id);
    if (row) rows.push(row);
  };
  const restore = async () => {
    replace(memoryStore({ clock: made.clock }));
    for (const { version, openedAt, due, ...row } of rows)
      await store.open({ ...row, dueIn: due - openedAt + version });
  };
  return { store, keep, restore };
}

test("an approval that was spent cannot be spent again after the store was set back: the log remembers", async () => {
  const made = world([large]);
  const { store, keep, restore } = restorable(made);
  const { cs, people, events } = world([large], { store, clock: made.clock });
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana"));
  await keep(message.requestId);
  await issue(call, { key: "k" });
  await restore();
  expect(await store.get(message.requestId)).toMatchObject({ row: { state: "approved" } });
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({
    ok: false,
    error: { code: "unknown", executed: "unknown" },
  });
  expect(ran).toHaveLength(1);
  expect(events().filter((type) => type === "execution.started")).toHaveLength(1);
});

test("a denial that ended an approval is not undone by a store that was set back", async () => {
  const made = world([large]);
  const { store, keep, restore } = restorable(made);
  const { cs, people } = world([large], { store, clock: made.clock });
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana"));
  await keep(message.requestId);
  await message.answer(deny("bo", "not this one"));
  await restore();
  expect(await store.get(message.requestId)).toMatchObject({ row: { state: "approved" } });
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({
    ok: false,
    error: { code: "cancelled", executed: "no" },
  });
  expect(ran).toEqual([]);
});

const remember = { scope: { critical: "equal" }, for: "1d", uses: 2 } as const;
const remembered = ask("large", { ...LARGE, remember });

/** A grant of two uses, as the store has it then, and what becomes of it once the store has that again. */
async function granted(then: (made: { use: () => Promise<unknown>; revoke: () => Promise<unknown> }) => Promise<void>) {
  const made = world([remembered]);
  const { store, keep, restore } = restorable(made);
  const { cs, people } = world([remembered], { store, clock: made.clock });
  const { issue, ran } = refunds(cs);
  people.will(approve("ana", { remember }));
  await issue({ ...call, note: "first" });
  const [grant] = (await cs.desk.grants(by("ana"))).items;
  const id = grant?.id ?? "";
  await keep(id);
  const use = () => issue.attempt({ ...call, note: `${ran.length}` }, { key: `use ${ran.length}`, hold: 0 });
  await then({ use, revoke: () => cs.desk.revoke(id, { by: by("ana"), reason: "enough" }) });
  const before = ran.length;
  await restore();
  expect(await use()).toMatchObject({ ok: false, error: { code: "pending" } });
  expect(ran).toHaveLength(before);
}

test("a grant that was revoked answers nothing in a store that was set back: people are asked", () =>
  granted(async ({ revoke }) => void (await revoke())));

test("a grant that was used up answers nothing in a store that was set back: people are asked", () =>
  granted(async ({ use }) => {
    expect(await use()).toMatchObject({ ok: true });
    expect(await use()).toMatchObject({ ok: true });
  }));
