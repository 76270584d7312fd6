import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Config, Store } from "../../src/index.js";
import { approve } from "../../src/testing/testing.js";
import { large, refund, small, world } from "../world.js";

const call = { orderId: "o", amount: 600 };

let said: string[] = [];
beforeEach(() => {
  said = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
});
afterEach(() => void vi.restoreAllMocks());

/** A store that is there, or away as a database whose server is stopped; `lost`: it does what is asked, and nobody hears. */
function away(store: Store) {
  let is: "there" | "away" | "lost" = "there";
  const asked =
    <A extends readonly unknown[], T>(work: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      const answer = is === "away" ? undefined : work(...given);
      await answer;
      if (is !== "there" || !answer) throw new Error("ECONNREFUSED");
      return answer;
    };
  const { open, get, compareAndSet, list, due } = store;
  const between = { open: asked(open), get: asked(get), compareAndSet: asked(compareAndSet), list: asked(list) };
  return {
    store: { ...store, ...between, due: asked(due) } satisfies Store,
    is(now: typeof is) {
      is = now;
    },
  };
}

function made(config: Partial<Config> = {}) {
  const first = world([small, large]);
  const { store, is } = away(first.parts.store);
  const other = world([small, large], { ...first.parts, ...config, store });
  let finish: (answer: string) => void = () => {};
  const signals: AbortSignal[] = [];
  const started: unknown[] = [];
  const issue = other.cs.guard((args, run) => {
    started.push(args);
    signals.push(run.signal);
    return new Promise<string>((resolve) => (finish = resolve));
  }, refund);
  return { ...first, cs: other.cs, is, issue, started, signals, finish: (x: string) => finish(x) };
}

/** A call whose body runs. */
async function running() {
  const world = made();
  world.people.will(approve("ana"));
  const done = world.issue.attempt(call, { key: "k" });
  await vi.waitUntil(() => world.started.length === 1);
  return { ...world, done };
}

test("an outcome that the store takes again after 50 seconds is told as it was", async () => {
  const { is, finish, done, clock, parts } = await running();
  is("away");
  finish("refunded");
  await clock.advance("50s");
  is("there");
  await clock.advance("10s");
  expect(await done).toEqual({ ok: true, value: "refunded" });
  const { rows } = await parts.store.list({ tenant: "default", kind: "call", limit: 5 });
  expect(rows.map(({ state }) => state)).toEqual(["succeeded"]);
});

test.each(["46s", "48s", "53s"] as const)(
  "a process does not take its own run for lost: after an outage of %s its outcome is told as it was",
  async (long) => {
    const { is, finish, done, clock } = await running();
    is("away");
    await clock.advance("5s");
    finish("refunded");
    await clock.advance(long);
    is("there");
    await clock.advance("12s");
    expect(await done).toEqual({ ok: true, value: "refunded" });
  },
);

test("whoever comes while a process runs the body waits for it, also when the store was away for longer than its lease", async () => {
  const { is, issue, finish, done, clock, started } = await running();
  is("away");
  await clock.advance("40s");
  is("there");
  const again = issue.attempt(call, { key: "k" });
  await clock.advance("1s");
  finish("refunded");
  expect(await done).toEqual({ ok: true, value: "refunded" });
  expect(await again).toMatchObject({ ok: false, error: { executed: "yes" } }); // no `output`: its result is not kept
  expect(started).toHaveLength(1);
});

test("an outcome that the store did not take for two leases is unknown, and was executed", async () => {
  const { is, finish, done, clock } = await running();
  is("away");
  finish("refunded");
  await clock.advance("61s");
  const answer = await done;
  expect(answer).toMatchObject({ ok: false, error: { code: "unknown", executed: "yes" } });
  expect(!answer.ok && answer.error.forModel()).toMatch(/^It was executed/);
});

test("an outcome that the store took, whose answer was lost, is told as it was", async () => {
  const { is, finish, done, clock, events } = await running();
  is("lost");
  finish("refunded");
  await clock.advance("1s");
  is("there");
  await clock.advance("20s");
  expect(await done).toEqual({ ok: true, value: "refunded" });
  expect(events()).not.toContain("execution.unknown");
});

test("an outcome that comes after somebody said that it is lost is unknown, and was executed", async () => {
  const { is, finish, done, clock, parts } = await running();
  is("away");
  await clock.advance("31s");
  const elsewhere = world([small, large], parts);
  const late = await elsewhere.cs.guard(() => "again", refund).attempt(call, { key: "k" });
  expect(late).toMatchObject({ error: { code: "unknown", executed: "unknown" } });
  is("there");
  finish("refunded");
  await clock.advance("1s");
  expect(await done).toMatchObject({ ok: false, error: { code: "unknown", executed: "yes" } });
});

test("a body whose lease could not be renewed for its length hears that its turn may be over", async () => {
  const { is, signals, clock } = await running();
  is("away");
  await clock.advance("29s");
  expect(signals[0]?.aborted).toBe(false);
  await clock.advance("2s");
  expect(signals[0]?.aborted).toBe(true);
});

test("a body whose lease is renewed runs as long as it likes", async () => {
  const { finish, signals, clock, done } = await running();
  await clock.advance("10m");
  expect(signals[0]?.aborted).toBe(false);
  finish("refunded");
  expect(await done).toEqual({ ok: true, value: "refunded" });
});

test("who waits while the store is away waits on, and has the result when it is back", async () => {
  const { is, issue, people, clock, started, finish } = made();
  const done = issue.attempt(call, { key: "k" });
  const { answer } = await people.next();
  is("away");
  await clock.advance("25s");
  is("there");
  await answer(approve("ana"));
  await clock.advance("20s");
  await vi.waitUntil(() => started.length === 1);
  finish("refunded");
  expect(await done).toEqual({ ok: true, value: "refunded" });
  expect(said).toEqual([
    "countersign: the store does not answer; what waits goes on waiting",
    "countersign: the store answers again",
  ]);
});

test("who waits while the store is away until nobody may decide any more is told that it cannot be known", async () => {
  const { is, issue, people, clock } = made();
  const done = issue.attempt(call, { key: "k" });
  await people.next();
  is("away");
  await clock.advance("31m");
  expect(await done).toMatchObject({ error: { code: "unavailable", part: "store", executed: "unknown" } });
});

test("who gives up while the store is away is not kept", async () => {
  const { is, issue, people, clock } = made();
  const abort = new AbortController();
  const done = issue.attempt(call, { key: "k", signal: abort.signal });
  await people.next();
  is("away");
  await clock.advance("5s");
  abort.abort();
  expect(await done).toMatchObject({ error: { code: "unavailable", part: "store" } });
});

test("a store that does not answer at the beginning is told at once, of this call", async () => {
  const { is, issue } = made();
  is("away");
  const done = await issue.attempt(call, { key: "k" });
  expect(done).toMatchObject({
    error: {
      code: "unavailable",
      part: "store",
      executed: "no",
      action: "refund.issue",
      callId: expect.stringMatching(/^call_/),
    },
  });
});
