import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { NewRow, Row, Store } from "../../src/approval/store.js";
import { systemClock } from "../../src/clock.js";
import { memoryStore } from "../../src/stores/memory.js";
import { sqliteOn } from "../../src/stores/sqlite/sqlite-on.js";

let folder = "";
const START = 1_000_000;
let wall = 0;
let passed = 0;
const machine = { boot: "one", uptime: () => passed, wall: () => wall };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-same-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Step = (store: Store) => Promise<unknown>;

const few = (...texts: string[]) => fc.constantFrom(...texts);
const kind = fc.constantFrom<Row["kind"]>("call", "grant");
const state = fc.constantFrom<Row["state"]>("pending", "approved", "live");
const tags = fc.array(few("a", "b", "c"), { maxLength: 3 });
const ms = fc.oneof(fc.integer({ min: 0, max: 40_000 }), fc.constant(Number.POSITIVE_INFINITY));
const orNot = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const given = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

const opened = fc
  .record({ id: few("1", "2", "3", "4"), tenant: few("s", "t"), kind, state, tags, dueIn: ms, request: fc.jsonValue() })
  .map(
    (row): Step =>
      (store) =>
        store.open({ ...row, key: `key of ${row.id}`, progress: {} } as NewRow),
  );
const changed = fc
  .record({
    id: few("1", "2", "3", "4"),
    expected: fc
      .record({
        version: fc.integer({ min: 1, max: 4 }),
        notAfter: orNot(fc.integer({ min: 980_000, max: 1_060_000 })),
      })
      .map(given),
    next: fc
      .record({ state, due: ms, progress: fc.jsonValue(), tags: orNot(tags), request: orNot(fc.jsonValue()) })
      .map(given),
  })
  .map(
    ({ id, expected, next }): Step =>
      (store) =>
        store.compareAndSet(id, expected as { version: number }, next as never),
  );
const listed = fc
  .record({
    tenant: few("s", "t"),
    kind: orNot(kind),
    tag: orNot(few("a", "b")),
    states: orNot(fc.array(state)),
    cursor: orNot(few("1", "2", "3")),
  })
  .chain((filter) =>
    fc.integer({ min: 1, max: 3 }).map(
      (limit): Step =>
        (store) =>
          store.list({ ...given(filter), limit } as never),
    ),
  );
const read = few("1", "2", "3", "4").map(
  (id): Step =>
    (store) =>
      store.get(id),
);
const swept = fc.integer({ min: 1, max: 3 }).map(
  (limit): Step =>
    async (store) => {
      const { rows, now } = await store.due(limit);
      return { rows: [...rows].sort((a, b) => (a.id < b.id ? -1 : 1)), now };
    },
);
// The wall clock goes back, too: no store may follow.
const moved = fc.integer({ min: -10_000, max: 20_000 }).map(
  (by): Step =>
    async () => {
      wall += by; // once for each of the two stores
      passed += Math.max(0, by);
    },
);

const answer = (step: Step, store: Store): Promise<unknown> =>
  step(store).then(
    (value) =>
      JSON.parse(
        JSON.stringify(value, (_, member) => (member === Number.POSITIVE_INFINITY ? "never" : member)) ?? "null",
      ),
    (error: Error) => error.message,
  );

test("whatever is asked of them, the SQLite store and the memory store answer alike", async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(opened, changed, changed, listed, read, swept, moved), { maxLength: 40 }),
      async (steps) => {
        wall = START;
        passed = 0;
        const stores = [
          memoryStore({ clock: { ...systemClock, now: () => START + passed } }),
          sqliteOn({ path: join(folder, `${runs++}.db`) }, { machine }),
        ] as const;
        await Promise.all(stores.map((store) => store.get("opens it")));
        for (const step of steps) expect(await answer(step, stores[1])).toEqual(await answer(step, stores[0]));
        await Promise.all(stores.map((store) => store.close()));
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);
