import { expect, test } from "vitest";
import * as z from "zod";
import { action, createCountersign, type Row, type Store } from "../../src/index.js";
import { allow, ask, policy } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { approve, type fakeClock } from "../../src/testing/testing.js";
import { refund, refunds, world } from "../world.js";
import { replaceable } from "./stored.js";

const call = { orderId: "o", amount: 600 };
const remember = { scope: { critical: "equal" }, for: "1d", uses: 2 } as const;
const rule = ask("large", { on: refund, require: { approvers: { group: "finance" }, within: "30m" }, remember });
const pay = action("pay", {
  input: z.object({ amount: z.number() }),
  effect: "money",
  critical: ["amount"],
  once: true,
});

/** A store from which somebody deletes the records of calls. Standing rights stay. */
function thinned(clock: ReturnType<typeof fakeClock>) {
  const { store: whole, replace } = replaceable(memoryStore({ clock }));
  const ids = new Set<string>();
  const store: Store = {
    ...whole,
    async open(row) {
      ids.add(row.id);
      return whole.open(row);
    },
  };
  async function removeCalls() {
    const rows: Row[] = [];
    for (const id of ids) rows.push(...[(await whole.get(id)).row ?? []].flat());
    replace(memoryStore({ clock }));
    for (const { version: _, openedAt, due, ...row } of rows.filter(({ kind }) => kind !== "call"))
      await whole.open({ ...row, dueIn: due - openedAt }).then(async ({ row: { id, version } }) => {
        await whole.compareAndSet(id, { version }, { state: row.state, due, progress: row.progress });
      });
  }
  return { store, removeCalls };
}

test("a call that a grant has answered is not started again by its key after its record was deleted", async () => {
  const { people, parts, clock } = world([rule]);
  const { store, removeCalls } = thinned(clock);
  const { issue, ran } = refunds(createCountersign({ ...parts, store, policy: policy({ id: "p", rules: [rule] }) }));
  people.will(approve("ana", { remember }));
  await issue({ ...call, note: "first" }, { key: "first" });
  await issue({ ...call, note: "again" }, { key: "again" });
  await removeCalls();
  const done = await issue.attempt({ ...call, note: "again" }, { key: "again", hold: 0 });
  expect(done).toMatchObject({ ok: false, error: { code: "unknown", executed: "unknown" } });
  expect(ran).toHaveLength(2);
});

test("an allowed call that runs once a key is not started again after its record was deleted", async () => {
  const all = allow("all", { on: pay });
  const { parts, clock } = world([all]);
  const { store, removeCalls } = thinned(clock);
  const cs = createCountersign({ ...parts, store, policy: policy({ id: "p", rules: [all] }) });
  const ran: unknown[] = [];
  const issue = cs.guard((args) => void ran.push(args), pay);
  await issue({ amount: 20 }, { key: "k" });
  await removeCalls();
  expect(await issue.attempt({ amount: 20 }, { key: "k" })).toMatchObject({ ok: false, error: { code: "unknown" } });
  expect(ran).toHaveLength(1);
});
