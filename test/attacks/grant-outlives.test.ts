import { expect, test } from "vitest";
import { proven } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { approve, person } from "../../src/testing/testing.js";
import { refund, refunds, world } from "../world.js";
import { overwrite } from "./stored.js";

const call = { orderId: "o", amount: 600 };
const remember = { scope: { critical: "equal" }, for: "1d", uses: 2 } as const;
const rule = ask("large", { on: refund, require: { approvers: { group: "finance" }, within: "30m" }, remember });
const by = (who: string) => proven({ ...person(who), proof: "L4", evidence: {} });
const PENDING = { ok: false, error: { code: "pending" } };

/** An approval that is to be remembered, and not used yet. */
async function approved(config: Parameters<typeof world>[1] = {}) {
  const made = world([rule], config);
  const { issue, ran } = refunds(made.cs);
  await issue.attempt({ ...call, note: "first" }, { key: "first", hold: 0 });
  const message = await made.people.next();
  const again = () => issue.attempt({ ...call, note: "again" }, { key: "again", hold: 0 });
  return { ...made, message, again, ran };
}

test("an approval that is cancelled before it is used answers no later call", async () => {
  const { cs, message, again, ran } = await approved();
  await message.answer(approve("ana", { remember }));
  await cs.desk.cancel(message.requestId, { by: by("bo"), reason: "not this one" });
  expect(await again()).toMatchObject(PENDING);
  expect(ran).toEqual([]);
  expect((await cs.desk.grants(by("ana"))).items).toMatchObject([{ state: "closed" }]);
});

test("an approval that is cancelled answers nothing either where the store says that its grant is live again", async () => {
  const { cs, clock, parts, message } = await approved();
  await message.answer(approve("ana", { remember }));
  const [grant] = (await cs.desk.grants(by("ana"))).items;
  const before = (await parts.store.get(grant?.id ?? "")).row;
  await cs.desk.cancel(message.requestId, { by: by("bo"), reason: "not this one" });
  await overwrite(parts.store, grant?.id ?? "", () => ({
    state: "live",
    due: before?.due ?? 0,
    progress: { uses: [] },
  }));
  const other = refunds(world([rule], { store: parts.store, clock }).cs);
  expect(await other.issue.attempt({ ...call, note: "again" }, { key: "again", hold: 0 })).toMatchObject(PENDING);
  expect(other.ran).toEqual([]);
});

test("an approval that is denied while its grant is being opened answers no later call", async () => {
  const store = memoryStore();
  let opened = () => {};
  const opening = new Promise<void>((resolve) => {
    opened = resolve;
  });
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const slow: typeof store = {
    ...store,
    async open(row) {
      if (row.kind === "grant") {
        opened();
        await held;
      }
      return store.open(row);
    },
  };
  const { cs, clock, message, ran } = await approved({ store: slow });
  const answering = message.answer(approve("ana", { remember }));
  await opening;
  const { digest, revision } = message;
  await cs.desk.review(message.requestId, { decision: "deny", reason: "no", by: by("bo"), digest, revision });
  go();
  await answering;
  const other = refunds(world([rule], { store, clock }).cs);
  expect(await other.issue.attempt({ ...call, note: "again" }, { key: "again", hold: 0 })).toMatchObject(PENDING);
  expect([...ran, ...other.ran]).toEqual([]);
});

test("a grant whose end is no time in the store ends when people said", async () => {
  const { cs, clock, parts, message, ran } = await approved();
  await message.answer(approve("ana", { remember }));
  const [grant] = (await cs.desk.grants(by("ana"))).items;
  const { row } = await parts.store.get(grant?.id ?? "");
  if (!row) throw new Error("there is no grant");
  await clock.advance("2d");
  const get: typeof parts.store.get = async (id) => {
    const found = await parts.store.get(id);
    return found.row && id === row.id ? { ...found, row: { ...found.row, state: "live", due: "x" as never } } : found;
  };
  const list: typeof parts.store.list = async (filter) =>
    filter.kind === "grant" ? { rows: [row], now: (await parts.store.get("")).now } : parts.store.list(filter);
  const forged = world([rule], { store: { ...parts.store, get, list }, clock });
  const other = refunds(forged.cs);
  expect(await other.issue.attempt({ ...call, note: "late" }, { key: "late", hold: 0 })).toMatchObject(PENDING);
  expect([...ran, ...other.ran]).toEqual([]);
});
