import fc from "fast-check";
import { expect, test } from "vitest";
import type { NewRow } from "../../src/approval/store.js";
import type { Json } from "../../src/canonical.js";
import { frozen } from "../../src/canonical.js";
import { Agenda, type Item } from "../../src/stores/memory/agenda.js";
import { memoryStore } from "../../src/stores/memory.js";
import { fakeClock } from "../../src/testing/fake-clock.js";
import { storeSuite } from "../../src/testing/store-suite.js";

storeSuite(test, memoryStore);

const row = (change: Partial<NewRow> = {}): NewRow => ({
  id: "r",
  tenant: "t",
  kind: "call",
  key: "k",
  state: "pending",
  dueIn: 60_000,
  tags: [],
  request: {},
  progress: {},
  ...change,
});
const handClock = (start: number) => {
  const clock = { ...fakeClock(), time: start, now: () => clock.time };
  return clock;
};

test("a row handed out is deep-frozen, and what was given is not", async () => {
  const given = { tags: ["a"], request: { deep: [{}] }, progress: [[]] };
  const { row: opened } = await memoryStore().open(row(given));
  for (const part of [opened, opened.tags, opened.request, (opened.request as { deep: object }).deep, opened.progress])
    expect(Object.isFrozen(part)).toBe(true);
  for (const part of [given, given.tags, given.request, given.request.deep, given.progress])
    expect(Object.isFrozen(part)).toBe(false);
});

test("the store tells its clock's time, which never steps back", async () => {
  const clock = handClock(1000);
  const store = memoryStore({ clock });
  expect((await store.open(row({ dueIn: 50 }))).row).toMatchObject({ openedAt: 1000, due: 1050 });
  clock.time = 2000;
  expect((await store.get("r")).now).toBe(2000);
  clock.time = 1010;
  expect((await store.get("r")).now).toBe(2000);
  const next = { state: "approved", due: 0, progress: {} } as const;
  expect(await store.compareAndSet("r", { version: 1, notAfter: 1050 }, next)).toEqual({ set: false, now: 2000 });
});

test("a due row whose sweeper did nothing is given again after 30 s", async () => {
  const clock = handClock(0);
  const store = memoryStore({ clock });
  await store.open(row({ dueIn: 100 }));
  const given = async (time: number) => {
    clock.time = time;
    return (await store.due(10)).rows.length;
  };
  expect([await given(99), await given(100), await given(30_099), await given(30_100)]).toEqual([0, 1, 0, 1]);
});

test("a hint comes after the operation, never inside it, and tells of a turn's changes together", async () => {
  const store = memoryStore();
  const hints: unknown[] = [];
  await store.watch((ids) => hints.push(ids));
  const opened = [store.open(row()), store.open(row({ id: "s", key: "s" })), store.open(row({ key: "k" }))];
  expect(hints).toEqual([]);
  await Promise.all(opened);
  await expect.poll(() => hints).toEqual([["r", "s"]]);
});

test("a watcher that another one made leave is not hinted at any more", async () => {
  const store = memoryStore();
  let heard = 0;
  let leave = async () => {};
  await store.watch(() => void leave());
  leave = await store.watch(() => heard++);
  const stays = new Promise((resolve) => void store.watch(resolve));
  await Promise.all([store.open(row()), stays]);
  expect(heard).toBe(0);
});

test("closing the store tells who watches to look", async () => {
  const store = memoryStore();
  const hinted = new Promise((resolve) => void store.watch(resolve));
  await store.close();
  expect(await hinted).toBe("resync");
});

test("an unknown option is refused", () => {
  expect(() => memoryStore({ clocks: fakeClock() } as object)).toThrow("memoryStore.clocks: is not an option");
});

test("a hundred thousand rows of one instant are opened, changed, listed and swept in linear time", async () => {
  const clock = handClock(0);
  const store = memoryStore({ clock });
  const count = 100_000;
  const ids = Array.from({ length: count }, (_, i) => `${(i * 7919) % count}`);
  for (const id of ids) await store.open(row({ id, key: id, tags: ["all", `one:${id}`] }));
  clock.time = 60_000;
  const next = { state: "approved", due: Number.POSITIVE_INFINITY, progress: {} } as const;
  for (const id of ids) if (Number(id) % 2) await store.compareAndSet(id, { version: 1 }, next);
  for (const id of ids) await store.list({ tenant: "t", tag: `one:${id}`, limit: 1 });
  const swept = new Set<string>();
  for (let given = 1; given > 0; ) {
    const { rows } = await store.due(1000);
    for (const { id } of rows) swept.add(id);
    given = rows.length;
  }
  expect(swept.size).toBe(count / 2);
}, 20_000);

test("the agenda gives the earliest item first, however items are added, moved and removed", () => {
  const moves = fc.array(fc.tuple(fc.nat(60), fc.oneof(fc.nat(1000), fc.constant(Number.POSITIVE_INFINITY))), {
    minLength: 60,
    maxLength: 200,
    size: "max",
  });
  fc.assert(
    fc.property(moves, (each) => {
      const agenda = new Agenda<Item>();
      const items = Array.from({ length: 61 }, (): Item => ({ wake: Number.POSITIVE_INFINITY, slot: -1 }));
      for (const [index, wake] of each) {
        agenda.set(items[index] as Item, wake);
        const earliest = Math.min(...items.map((item) => item.wake));
        expect(agenda.first?.wake ?? Number.POSITIVE_INFINITY).toBe(earliest);
      }
      const left = items.filter((item) => item.slot >= 0).map((item) => item.wake);
      const drained: number[] = [];
      for (let item = agenda.first; item; item = agenda.first) {
        drained.push(item.wake);
        agenda.set(item, Number.POSITIVE_INFINITY);
      }
      expect(drained).toEqual(left.sort((a, b) => a - b));
    }),
  );
});

test("a frozen copy is what JSON text would give back", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as Json;
      expect(JSON.stringify(frozen(plain))).toBe(JSON.stringify(plain));
    }),
  );
  const odd = JSON.parse('{"__proto__":{"a":[1]}}');
  expect(JSON.stringify(frozen({ ...odd, gone: undefined }))).toBe('{"__proto__":{"a":[1]}}');
});
