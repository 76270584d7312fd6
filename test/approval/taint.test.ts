import { expect, test } from "vitest";
import type { Store } from "../../src/index.js";
import { memoryStore } from "../../src/stores/memory.js";
import { by, kept, STORES, sources } from "./histories.js";

const nowhere = { ...by("ana"), context: {} };

/** A store that says what it was asked. */
function asked(store: Store) {
  const names: string[] = [];
  const noting = (name: "get" | "open") => (given: never) => {
    names.push(name);
    return store[name](given) as never;
  };
  return { names, store: { ...store, get: noting("get"), open: noting("open") } as Store };
}

test.each(STORES)("a tainted session is so in every process, and no other one is (%s)", async (_, make) => {
  const store = make();
  expect(await sources(store).tainted(by("ana"))).toBe(false);
  await sources(store).taint(by("ana"));
  await sources(store).taint(by("bo"));
  expect(await sources(store).tainted(by("bo"))).toBe(true);
  expect(await sources(store).tainted(by("ana", {}, "other"))).toBe(false);
});

test("without a session it cannot be known, and nothing is kept", async () => {
  const store = memoryStore();
  await sources(store).taint(nowhere);
  expect(await sources(store).tainted(nowhere)).toBeUndefined();
  expect(await kept(store)).toEqual([]);
});

test.each([
  ["tenant", { tenant: "u" }],
  ["environment", { environment: "test" }],
])("a session of another %s is another session", async (_, more) => {
  const store = memoryStore();
  await sources(store).taint(by("ana"));
  expect(await sources(store, more).tainted(by("ana"))).toBe(false);
});

test("once tainted is remembered, never that it was not", async () => {
  const { names, store } = asked(memoryStore());
  const from = sources(store);
  await from.tainted(by("ana"));
  await from.tainted(by("ana"));
  await from.taint(by("ana"));
  await from.taint(by("ana"));
  await from.tainted(by("ana"));
  const other = sources(store);
  await other.tainted(by("ana"));
  await other.tainted(by("ana"));
  await other.taint(by("ana"));
  expect(names).toEqual(["get", "get", "open", "get"]);
});

test("what is remembered is bounded: beyond it the store is asked again", async () => {
  const { names, store } = asked(memoryStore());
  const from = sources(store);
  for (let i = 0; i <= 10_000; i++) await from.taint(by("ana", {}, `s${i}`));
  names.length = 0;
  expect(await from.tainted(by("ana", {}, "s1"))).toBe(true);
  expect(await from.tainted(by("ana", {}, "s10000"))).toBe(true);
  expect(names).toEqual(["get"]);
});

test("a taint that was not written is not remembered", async () => {
  const store = memoryStore();
  let up: "no" | "yes" = "no";
  const flaky: Store = {
    ...store,
    open: (row) => (up === "yes" ? store.open(row) : Promise.reject(new Error("down"))),
  };
  const from = sources(flaky);
  await expect(from.taint(by("ana"))).rejects.toMatchObject({ code: "unavailable", part: "store" });
  up = "yes";
  expect(await from.tainted(by("ana"))).toBe(false);
  await from.taint(by("ana"));
  expect(await sources(store).tainted(by("ana"))).toBe(true);
});

test("a store that does not answer is unavailable, not a session that is clean", async () => {
  const down: Store = { ...memoryStore(), get: () => Promise.reject(new Error("down")) };
  await expect(sources(down).tainted(by("ana"))).rejects.toMatchObject({ code: "unavailable", part: "store" });
});
