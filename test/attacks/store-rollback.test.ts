import { expect, test } from "vitest";
import type { Row, Store } from "../../src/index.js";
import { memoryStore } from "../../src/stores/memory.js";
import { approve } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };

/** A store that can be set back to how it was when `keep` was called, as by a restored backup or a failover. */
function restorable(made: ReturnType<typeof world>) {
  let current: Store = made.parts.store;
  const rows: Row[] = [];
  const store: Store = {
    open: (row) => current.open(row),
    get: (id) => current.get(id),
    compareAndSet: (id, expected, next) => current.compareAndSet(id, expected, next),
    list: (filter) => current.list(filter),
    due: (limit) => current.due(limit),
    watch: (hint) => current.watch(hint),
    close: () => current.close(),
  };
  const keep = async (id: string) => {
    const { row } = await current.get(id);
    if (row) rows.push(row);
  };
  const restore = async () => {
    current = memoryStore({ clock: made.clock });
    for (const { version, openedAt, due, ...row } of rows)
      await current.open({ ...row, dueIn: due - openedAt + version });
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
