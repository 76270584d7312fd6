import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { createCountersign, type Store } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { approve } from "../../src/testing/testing.js";
import { folder } from "../sinks/folder.js";
import { refund, refunds, world } from "../world.js";

const DAY = 86_400_000;
const call = { orderId: "o", amount: 600 };
afterEach(() => void vi.restoreAllMocks());

/** Runs it by a wall clock that is off. */
async function off(by: number, work: () => Promise<unknown>): Promise<void> {
  const right = Date.now;
  const clock = vi.spyOn(Date, "now").mockImplementation(() => right() + by);
  await work().finally(() => clock.mockRestore());
}

/** A guarded refund over a store, asked of finance for an hour unless said. */
function office(store: Store) {
  const made = world();
  const guarded = (times: { within?: "1s"; useWithin?: "1s" } = {}) => {
    const require = { approvers: { group: "finance" }, within: "1h", ...times } as const;
    const rules = [ask("all", { on: refund, require })];
    return refunds(createCountersign({ ...made.parts, store, policy: policy({ id: "p", rules }) }));
  };
  return { people: made.people, guarded };
}

const path = () => join(folder(), "store.db");
const STORES: [string, () => { store: Store; once: () => Promise<unknown>; close: () => Promise<unknown> }][] = [
  [
    "another process writes once",
    () => {
      const file = path();
      const [store, other] = [sqliteStore({ path: file }), sqliteStore({ path: file })];
      const once = () => office(other).guarded().issue.attempt(call, { key: "other", hold: 0 });
      return { store, once, close: () => Promise.all([store.close(), other.close()]) };
    },
  ],
  [
    "this process writes once",
    () => {
      const store = sqliteStore({ path: path() });
      const once = () => office(store).guarded().issue.attempt(call, { key: "other", hold: 0 });
      return { store, once, close: () => store.close() };
    },
  ],
  [
    "the only process writes once",
    () => {
      const store = memoryStore();
      const once = () => office(store).guarded().issue.attempt(call, { key: "other", hold: 0 });
      return { store, once, close: () => store.close() };
    },
  ],
];

test.each(STORES.flatMap(([name, made]) => [DAY, -DAY].map((by) => ({ name, made, by }))))(
  "$name by a clock that is $by ms off: what is open stays open, what expires expires",
  async ({ made, by }) => {
    const { store, once, close } = made();
    const { people, guarded } = office(store);
    const open = guarded();
    await open.issue.attempt(call, { key: "open", hold: 0 });
    const asked = await people.next();
    await off(by, once);
    const undecided = guarded({ within: "1s" });
    await undecided.issue.attempt(call, { key: "undecided", hold: 0 });
    await people.next();
    const unused = guarded({ useWithin: "1s" });
    await unused.issue.attempt(call, { key: "unused", hold: 0 });
    await (await people.next()).answer(approve("bo"));

    const codeOf = async (one: typeof open, key: string) => {
      const done = await one.issue.attempt(call, { key, hold: 0 });
      return done.ok ? "ran" : done.error.code;
    };
    await expect.poll(() => codeOf(undecided, "undecided"), { timeout: 10_000 }).toBe("expired");
    const { now } = await store.get("none");
    await expect.poll(async () => (await store.get("none")).now > now + 1000, { timeout: 10_000 }).toBe(true);
    expect(await codeOf(unused, "unused")).toBe("expired");
    expect(unused.ran).toEqual([]);

    expect((await asked.answer(approve("ana"))).result).toBe("resolved");
    expect(await codeOf(open, "open")).toBe("ran");
    await close();
  },
);

test("an execution keeps its lease when another process's clock is a day ahead", async () => {
  const file = path();
  const [store, other] = [sqliteStore({ path: file }), sqliteStore({ path: file })];
  const { people } = world();
  const made = world([ask("all", { on: refund, require: { approvers: { group: "finance" }, within: "1h" } })], {
    store,
  });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = () => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const slow = made.cs.guard(async () => {
    begun();
    await held;
    return "done";
  }, refund);
  made.people.will(approve("ana"));
  const running = slow(call, { key: "k" });
  await started;
  await off(DAY, () => office(other).guarded().issue.attempt(call, { key: "other", hold: 0 }));
  expect((await other.list({ tenant: "default", states: ["executing"], limit: 9 })).rows).toHaveLength(1);
  expect((await store.due(9)).rows.filter(({ state }) => state === "executing")).toEqual([]);
  release();
  expect(await running).toBe("done");
  people.done();
  await Promise.all([store.close(), other.close()]);
});
