import { expect, test } from "vitest";
import { NEVER } from "../../src/approval/request.js";
import type { Store } from "../../src/index.js";
import { MOST_ENTRIES } from "../../src/policy/entry.js";
import { memoryStore } from "../../src/stores/memory.js";
import { fakeClock } from "../../src/testing/testing.js";
import { by, HOUR, kept, NAME, others, STORES, sources, tally } from "./histories.js";

const failing = (store: Store, change: Partial<Store>): Store => ({ ...store, ...change });

test.each(STORES)("each call is told of those before it, and never of itself (%s)", async (_, make) => {
  const from = sources(make());
  expect(await others(from, "c1")).toEqual([]);
  expect(await others(from, "c2")).toEqual(["c1"]);
  expect(await others(from, "c3")).toEqual(["c1", "c2"]);
  expect(await others(from, "c2")).toEqual(["c1", "c3"]);
});

test.each(STORES)("what one process counted the other sees (%s)", async (_, make) => {
  const store = make();
  await others(sources(store), "here");
  expect(await others(sources(store), "there")).toEqual(["here"]);
});

test.each(STORES)("of many calls at once in several processes each sees another number (%s)", async (_, make) => {
  const store = make();
  const processes = [sources(store), sources(store), sources(store)];
  const all = Array.from({ length: 30 }, (_, i) => others(processes[i % 3] ?? sources(store), `c${i}`));
  const seen = (await Promise.all(all)).map((ids) => (ids as readonly string[]).length);
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
});

test("a look counts nothing", async () => {
  const store = memoryStore();
  const from = sources(store);
  await others(from, "c1");
  const before = await kept(store);
  expect(await others(from, "c2", { how: "look" })).toEqual(["c1"]);
  expect(await kept(store)).toEqual(before);
});

test.each(STORES)("what is forgotten counts no more, and nothing else is (%s)", async (_, make) => {
  const from = sources(make());
  for (const id of ["c1", "c2", "c3"]) await others(from, id);
  await from.forget([tally()], by("ana"), ["c2", "none"]);
  await from.forget([tally({ rule: "p/other" })], by("ana"), ["c1"]);
  await from.forget([tally()], by("bo"), ["c1"]);
  expect(await others(from, "c4")).toEqual(["c1", "c3"]);
});

test("the window is of the store's clock", async () => {
  const [stores, own] = [fakeClock("2026-01-01T00:00:00Z"), fakeClock("2031-01-01T00:00:00Z")];
  const from = sources(memoryStore({ clock: stores }));
  await others(from, "c1");
  await stores.advance("30m");
  await own.advance("30d");
  await others(from, "c2");
  await stores.advance(HOUR / 2 - 1);
  expect(await others(from, "c3")).toEqual(["c1", "c2"]);
  await stores.advance(1);
  expect(await others(from, "c4")).toEqual(["c2", "c3"]);
  const past = (await from.past([tally()], by("ana"), { how: "look", id: "c5" })).get(NAME);
  expect(past).toMatchObject({ now: stores.now() });
});

test("a call that starts counts as of then, with the arguments that it has then", async () => {
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const store = memoryStore({ clock });
  const from = sources(store);
  const sum = tally({ paths: ["args.amount"] });
  await others(from, "c1", { of: by("ana", { amount: 5 }), tally: sum });
  const at = clock.now() + HOUR / 2;
  await clock.advance("30m");
  await others(from, "c2", { of: by("ana", { amount: 7 }), tally: sum });
  expect(await others(from, "c1", { how: "start", of: by("ana", { amount: 3 }), tally: sum })).toEqual(["c2"]);
  expect(await kept(store)).toEqual([
    {
      entries: [
        { id: "c2", at, values: { "args.amount": 7 } },
        { id: "c1", at, values: { "args.amount": 3 } },
      ],
    },
  ]);
});

test("a call that starts after its own window has passed is counted again, and sees who came meanwhile", async () => {
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const from = sources(memoryStore({ clock }));
  await others(from, "slow");
  await clock.advance("2h");
  await others(from, "quick");
  expect(await others(from, "slow", { how: "start" })).toEqual(["quick"]);
  expect(await others(from, "third")).toEqual(["quick", "slow"]);
});

test("who is counted apart: users, agents, sessions, apps, rules", async () => {
  const store = memoryStore();
  const from = sources(store);
  const told = async (per: "user" | "agent" | "session" | "app", id: string, of = by("ana"), rule = "p/cap") =>
    others(from, id, { of, tally: tally({ per, rule }) });
  await told("user", "u1");
  expect(await told("user", "u2", by("bo"))).toEqual([]);
  expect(await told("user", "u3", by("ana", {}, "other"))).toEqual(["u1"]);
  await told("session", "s1");
  expect(await told("session", "s2", by("bo"))).toEqual(["s1"]);
  expect(await told("session", "s3", by("ana", {}, "other"))).toEqual([]);
  await told("agent", "a1");
  expect(await told("agent", "a2", by("bo", {}, "other"))).toEqual(["a1"]);
  await told("app", "p1");
  expect(await told("app", "p2", by("bo", {}, "other"))).toEqual(["p1"]);
  expect(await told("user", "r1", by("ana"), "p/cap2")).toEqual([]);
});

test("a user of the same subject at another issuer is another user", async () => {
  const from = sources(memoryStore());
  await others(from, "c1");
  const twin = { ...by("ana"), context: { user: { issuer: "j", subject: "ana" } } };
  expect(await others(from, "c2", { of: twin })).toEqual([]);
});

test.each([
  ["tenants", { tenant: "u" }],
  ["environments", { environment: "test" }],
])("%s count apart", async (_, more) => {
  const store = memoryStore();
  await others(sources(store), "c1");
  expect(await others(sources(store, more), "c2")).toEqual([]);
  expect(await others(sources(store, more), "c3")).toEqual(["c2"]);
  expect(await others(sources(store), "c4")).toEqual(["c1"]);
});

test("only calls per app know of the app", async () => {
  const store = memoryStore();
  const app = tally({ per: "app" });
  await others(sources(store), "c1", { tally: app });
  await others(sources(store), "c1");
  expect(await others(sources(store, { app: "b" }), "c2", { tally: app })).toEqual([]);
  expect(await others(sources(store, { app: "b" }), "c2")).toEqual(["c1"]);
});

test.each(["user", "agent", "session"] as const)("without the %s nothing is known, and nothing kept", async (per) => {
  const store = memoryStore();
  const nobody = { ...by("ana"), context: {} };
  expect(await others(sources(store), "c1", { of: nobody, tally: tally({ per }) })).toBeUndefined();
  await sources(store).forget([tally({ per })], nobody, ["c1"]);
  expect(await kept(store)).toEqual([]);
});

/** A record of so many calls, all of the last minute but `old` of them. */
async function full(count: number, old = 0) {
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const store = memoryStore({ clock });
  const from = sources(store);
  await others(from, "seed");
  const { rows } = await store.list({ tenant: "t", kind: "tally", limit: 1 });
  const entries = Array.from({ length: count }, (_, i) => ({
    id: `c${i}`,
    at: clock.now() - (i < old ? 2 * HOUR : 60_000),
    values: {},
  }));
  await store.compareAndSet(rows[0]?.id ?? "", { version: 1 }, { state: "live", due: NEVER, progress: { entries } });
  const left = async () => ((await kept(store))[0] as { entries: readonly unknown[] }).entries.length;
  return { clock, store, from, left };
}

test("beyond 10,000 calls it is unknown, and no more are kept", async () => {
  const { from, left, clock } = await full(MOST_ENTRIES);
  expect(await others(from, "new")).toBe("unknown");
  expect(await others(from, "new", { how: "start" })).toBe("unknown");
  expect(await others(from, "new", { how: "look" })).toBe("unknown");
  expect(await left()).toBe(MOST_ENTRIES);
  await clock.advance("1h");
  expect(await others(from, "new")).toEqual([]);
  expect(await left()).toBe(1);
});

test("the ten-thousandth is counted, and knows of all others", async () => {
  const { from, left } = await full(MOST_ENTRIES + 10, 11);
  expect(await others(from, "new")).toHaveLength(MOST_ENTRIES - 1);
  expect(await left()).toBe(MOST_ENTRIES);
  expect(await others(from, "new", { how: "start" })).toHaveLength(MOST_ENTRIES - 1);
});

test("of arguments numbers are kept as they are, of others a digest, of secret and missing ones nothing", async () => {
  const store = memoryStore();
  const paths = [
    "args.n",
    "args.text",
    "args.list",
    "args.to.name",
    "args.to.iban",
    "args.to.iban.x",
    "args.to",
    "args.no",
  ];
  const args = { n: 1.5, text: "a private note", list: ["listed"], to: { name: "somebody", iban: { x: "DE89" } } };
  await others(sources(store), "c1", { of: by("ana", args), tally: tally({ paths }) });
  const text = JSON.stringify(await kept(store));
  for (const told of ["private", "somebody", "DE89", "listed", "p/cap"]) expect(text).not.toContain(told);
  const digest = expect.stringMatching(/^[\w-]{43}$/);
  expect(await kept(store)).toMatchObject([
    {
      entries: [
        {
          values: {
            "args.n": 1.5,
            "args.text": digest,
            "args.list": digest,
            "args.to.name": digest,
            "args.to.iban": null,
            "args.to.iban.x": null,
            "args.to": null,
            "args.no": null,
          },
        },
      ],
    },
  ]);
});

test("equal values are known as equal, a number and its text as different, those of another user not at all", async () => {
  const store = memoryStore();
  const from = sources(store);
  const one = tally({ paths: ["args.order"] });
  const value = async (id: string, order: string | number | null, user = "ana") => {
    await others(from, id, { of: by(user, { order }), tally: one });
    const entries = (await kept(store)).flatMap(
      (row) => (row as { entries: { id: string; values: object }[] }).entries,
    );
    return Object.values(entries.find((entry) => entry.id === id)?.values ?? {})[0];
  };
  const a = await value("c1", "a");
  expect(await value("c2", "a")).toBe(a);
  const different = [a, await value("c3", "b"), await value("c4", 5), await value("c5", "5"), await value("c6", null)];
  expect(new Set([...different, await value("c7", "a", "bo")]).size).toBe(6);
});

test("calls of one key are told as such, so that they can be known as one", async () => {
  const from = sources(memoryStore());
  await others(from, "c1", { key: () => "k" });
  await others(from, "c2");
  const past = (await from.past([tally()], by("ana"), { how: "start", id: "c3", key: () => "k" })).get(NAME);
  expect(past).toMatchObject({ entries: [{ id: "c1", key: "k" }, { id: "c2" }] });
  expect((past as { entries: readonly object[] }).entries[1]).not.toHaveProperty("key");
});

test("no sweeper is given a tally or a taint, and no list of calls has one", async () => {
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const store = memoryStore({ clock });
  await others(sources(store), "c1");
  await sources(store).taint(by("ana"));
  await clock.advance("3650d");
  expect((await store.due(10)).rows).toEqual([]);
  expect((await store.list({ tenant: "t", kind: "call", limit: 10 })).rows).toEqual([]);
  expect(await kept(store)).toHaveLength(2);
});

test("others that are first every time are an answer that is missing, not a call that is not counted", async () => {
  const store = memoryStore();
  await others(sources(store), "c1");
  const busy = failing(store, { compareAndSet: async () => ({ set: false, now: 0 }) });
  await expect(others(sources(busy), "c2")).rejects.toMatchObject({
    code: "unavailable",
    part: "store",
    executed: "no",
  });
});

test.each(["get", "open", "compareAndSet"] as const)("a store that does not %s is unavailable", async (name) => {
  const store = memoryStore();
  if (name !== "open") await others(sources(store), "c1");
  const down = failing(store, { [name]: () => Promise.reject(new Error("down")) });
  const asked = others(sources(down), "c2");
  await expect(asked).rejects.toMatchObject({ code: "unavailable", part: "store" });
});
