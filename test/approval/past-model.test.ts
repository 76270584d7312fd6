import fc from "fast-check";
import { expect, test } from "vitest";
import type { Store } from "../../src/index.js";
import { memoryStore } from "../../src/stores/memory.js";
import { fakeClock } from "../../src/testing/testing.js";
import { by, HOUR, idsOf, NAME, sources, tally } from "./histories.js";

const CAP = tally({ paths: ["args.n"] });
const ID = fc.constantFrom("a", "b", "c", "d", "e");
const step = fc.oneof(
  fc.record({
    how: fc.constantFrom("count", "start", "look"),
    id: ID,
    n: fc.nat(9),
    user: fc.constantFrom("ana", "bo"),
  }),
  fc.record({ how: fc.constant("forget"), id: ID, n: fc.constant(0), user: fc.constantFrom("ana", "bo") }),
  fc.record({ how: fc.constant("wait"), id: fc.constant(""), n: fc.nat(3 * HOUR), user: fc.constant("ana") }),
);

/** What is known of a user's calls, said in the simplest way. */
class Model {
  readonly #calls: { id: string; at: number; n: number; user: string }[] = [];

  take(how: string, id: string, n: number, user: string, now: number): readonly (readonly [string, number])[] {
    const mine = this.#calls.find((one) => one.id === id && one.user === user && one.at > now - HOUR);
    if (how === "start" || (how === "count" && !mine)) {
      this.forget(id, user);
      this.#calls.push({ id, at: now, n, user });
    }
    const others = this.#calls.filter((one) => one.user === user && one.id !== id && one.at > now - HOUR);
    return others.map((one) => [one.id, one.n] as const);
  }
  forget(id: string, user: string): void {
    const at = this.#calls.findIndex((one) => one.id === id && one.user === user);
    if (at >= 0) this.#calls.splice(at, 1);
  }
}

test("any calls, one after the other, are counted as a list of them would be", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      let now = Date.parse("2026-01-01T00:00:00Z");
      const from = sources(memoryStore({ clock: { ...fakeClock(), now: () => now } }));
      const model = new Model();
      for (const { how, id, n, user } of steps) {
        const of = by(user, { n });
        if (how === "wait") now += n;
        else if (how === "forget") {
          await from.forget([CAP], of, [id]);
          model.forget(id, user);
        } else {
          const past = (await from.past([CAP], of, { how: how as "look", id })).get(NAME);
          const told = past === undefined || past === "unknown" ? [] : past.entries;
          const said = told.filter(({ at }) => at > now - HOUR).map((one) => [one.id, one.values["args.n"]]);
          expect(said).toEqual(model.take(how, id, n, user, now));
        }
      }
    }),
    { numRuns: 300 },
  );
});

type Written = { readonly before: readonly string[]; readonly after: readonly string[] };
const idsIn = (progress: unknown): readonly string[] =>
  (progress as { entries: { id: string }[] }).entries.map(({ id }) => id);

/** A store whose every step waits for the scheduler, and that remembers what each write changed. */
function scheduled(store: Store, scheduler: fc.Scheduler, writes: Written[]): Store {
  const turn = () => scheduler.schedule(Promise.resolve());
  let latest: readonly string[] = [];
  const write = (progress: unknown) => {
    writes.push({ before: latest, after: idsIn(progress) });
    latest = idsIn(progress);
  };
  return {
    ...store,
    async get(id) {
      await turn();
      return store.get(id);
    },
    async open(row) {
      await turn();
      const answer = await store.open(row);
      if (answer.created) write(row.progress);
      return answer;
    },
    async compareAndSet(id, expected, next) {
      await turn();
      const answer = await store.compareAndSet(id, expected, next);
      if (answer.set) write(next.progress);
      return answer;
    },
  };
}

test("in any order of steps, over several processes, a call is told of exactly those that were there when it was counted", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.record({ worker: fc.nat(2), leaves: fc.boolean() }), { minLength: 2, maxLength: 9 }),
      async (scheduler, calls) => {
        const writes: Written[] = [];
        const store = scheduled(memoryStore(), scheduler, writes);
        const workers = [0, 1, 2].map(() => sources(store));
        const run = async ({ worker, leaves }: (typeof calls)[number], i: number) => {
          const from = workers[worker] ?? sources(store);
          const past = (await from.past([CAP], by("ana", { n: 1 }), { how: "count", id: `c${i}` })).get(NAME);
          if (leaves) await from.forget([CAP], by("ana"), [`c${i}`]);
          return past === undefined || past === "unknown" ? past : idsOf(past);
        };
        const all = Promise.all(calls.map(run));
        await scheduler.waitFor(all);
        for (const [i, told] of (await all).entries()) {
          const mine = writes.filter(({ before, after }) => after.includes(`c${i}`) && !before.includes(`c${i}`));
          expect(mine.map(({ before }) => before)).toEqual([told]);
        }
        const last = writes.at(-1)?.after ?? [];
        expect([...last].sort()).toEqual(calls.flatMap(({ leaves }, i) => (leaves ? [] : [`c${i}`])).sort());
      },
    ),
    { numRuns: 200 },
  );
});

test("in any order of steps, of those that are to run under a cap exactly so many do", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.nat(5), fc.integer({ min: 1, max: 12 }), async (scheduler, cap, count) => {
      const store = scheduled(memoryStore(), scheduler, []);
      const workers = [0, 1, 2].map(() => sources(store));
      let ran = 0;
      const run = async (i: number) => {
        const from = workers[i % 3] ?? sources(store);
        const past = (await from.past([CAP], by("ana"), { how: "count", id: `c${i}` })).get(NAME);
        if (past !== undefined && past !== "unknown" && past.entries.length < cap) ran++;
        else await from.forget([CAP], by("ana"), [`c${i}`]);
      };
      await scheduler.waitFor(Promise.all(Array.from({ length: count }, (_, i) => run(i))));
      expect(ran).toBe(Math.min(cap, count));
    }),
    { numRuns: 200 },
  );
});
