import { expect, test, vi } from "vitest";
import * as z from "zod";
import { action, type Store } from "../../src/index.js";
import { allow, ask, deny, guardrail, type Rule } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { approve, deny as denies, person } from "../../src/testing/testing.js";
import { refund, world } from "../world.js";
import { all, as, came, guarded } from "./histories.js";

const page = z.object({ url: z.string() });
const read = action("web.read", { input: page, output: z.string(), effect: "read", returns: "untrusted" });
const reads = allow("reads", { on: read });
const asksToRead = ask("asks", { on: read, require: { approvers: { group: "finance" }, within: "30m" } });
const clean = deny("clean", { on: refund, when: ({ context }) => [context("tainted").eq(true)] });
const rules = [reads, all, clean];

/** A process that reads pages and refunds. */
function reader(
  given: readonly Rule[] = rules,
  ...rest: [Parameters<typeof guarded>[1]?, Parameters<typeof guarded>[2]?]
) {
  const made = guarded(given, ...rest);
  const web = made.cs.guard(({ url }) => `page ${url}`, read);
  return { ...made, web, get: (options: Parameters<typeof web>[1] = as("eve")) => web.attempt({ url: "x" }, options) };
}

test("what returned someone else's words taints its session, for calls in every process", async () => {
  const one = reader();
  expect(await came(one.issue)).toBe("ran");
  expect(await one.get()).toMatchObject({ ok: true });
  expect(await came(one.issue)).toBe("denied");
  expect(await came(reader(rules, {}, one).issue)).toBe("denied");
});

test("no other session is tainted, and none by an action whose result is trusted", async () => {
  const trusted = action("db.read", { input: page, effect: "read" });
  const { cs, issue, get } = reader([...rules, allow("db", { on: trusted })]);
  await cs.guard(() => "row", trusted)({ url: "x" }, as("eve", { session: "other" }));
  await get();
  expect(await came(issue, 1, as("eve", { session: "other" }))).toBe("ran");
});

test("without a session it is unknown: a deny applies, an allow does not", async () => {
  const context = { user: person("eve") };
  const only = allow("only", { on: refund, unless: ({ context }) => [context("tainted").eq(true)] });
  expect(await came(reader().issue, 1, { context })).toBe("denied");
  expect(await came(reader([only]).issue, 1, { context })).toBe("denied");
  expect(await came(reader([only]).issue)).toBe("ran");
});

test("the session is tainted before the body starts, also in the eyes of another process", async () => {
  const one = reader();
  const two = reader(rules, {}, one);
  const seen: string[] = [];
  const web = one.cs.guard(async () => {
    seen.push(await came(two.issue));
    throw new Error("no page");
  }, read);
  expect(await web.attempt({ url: "x" }, as("eve"))).toMatchObject({ error: { code: "failed" } });
  expect(seen).toEqual(["denied"]);
  expect(await came(one.issue)).toBe("denied");
});

test("an approved call taints before its body starts; while it waits, and when it is denied, it does not", async () => {
  const { cs, people, issue, get } = reader([asksToRead, all, clean]);
  const first = get();
  const message = await people.next();
  expect(await came(issue)).toBe("ran");
  await message.answer(denies("ana", "no"));
  expect(await first).toMatchObject({ ok: false });
  expect(await came(issue)).toBe("ran");
  const seen: string[] = [];
  const web = cs.guard(async () => {
    seen.push(await came(issue));
    return "page";
  }, read);
  people.will(approve("ana"));
  expect(await web.attempt({ url: "x" }, as("eve"))).toMatchObject({ ok: true });
  expect(seen).toEqual(["denied"]);
});

const once = action("feed.next", {
  input: page,
  output: z.string(),
  effect: "read",
  returns: "untrusted",
  once: true,
});

test("a call claimed for its key taints its session, and its stored result that of whoever attaches", async () => {
  const { cs, issue } = reader([allow("feed", { on: once }), all, clean]);
  const next = cs.guard(() => "news", once);
  const from = (session: string) => next({ url: "x" }, { ...as("eve", { session }), key: "k" });
  expect(await from("one")).toBe("news");
  expect(await came(issue, 1, as("eve", { session: "one" }))).toBe("denied");
  expect(await from("two")).toBe("news");
  expect(await came(issue, 1, as("eve", { session: "two" }))).toBe("denied");
});

test("a lost call that is started again taints the session of whoever starts it", async () => {
  const feed = action("feed.next", { input: page, effect: "read", returns: "untrusted", idempotent: true });
  const given = [ask("feed", { on: feed, require: { approvers: { group: "finance" }, within: "30m" } }), all, clean];
  const one = reader(given);
  const { people, parts } = one;
  const { cs, issue } = reader(given, {}, one);
  const began = vi.fn(() => new Promise<number>(() => {}));
  const from = (session: string) => ({ ...as("eve", { session }), key: "k" });
  people.will(approve("ana"));
  void one.cs.guard(began, feed)({ url: "x" }, from("one")); // its process dies
  await vi.waitFor(() => expect(began).toHaveBeenCalled(), { timeout: 20_000 });
  const { rows } = await parts.store.list({ tenant: "default", kind: "call", limit: 1 });
  const [row] = rows;
  if (!row) throw new Error("the request is not in the store");
  const lost = { state: "executing", due: row.openedAt, progress: row.progress } as const;
  await parts.store.compareAndSet(row.id, { version: row.version }, lost);
  expect(await cs.guard(() => 2, feed)({ url: "x" }, from("two"))).toBe(2);
  expect(await came(issue, 1, as("eve", { session: "two" }))).toBe("denied");
});

/** A store in which nothing can be tainted. */
const untaintable = (): Store & { up: "no" | "yes" } => {
  const store = memoryStore();
  const made = {
    ...store,
    up: "no" as "no" | "yes",
    open: (row: Parameters<Store["open"]>[0]) =>
      row.id.startsWith("tally_") && made.up === "no" ? Promise.reject(new Error("down")) : store.open(row),
  };
  return made;
};
const unavailable = { ok: false, error: { code: "unavailable", part: "store", executed: "no" } };

test("an allowed call whose session cannot be tainted does not run", async () => {
  const { cs } = world(rules, { store: untaintable() });
  let runs = 0;
  const web = cs.guard(() => `page ${++runs}`, read);
  expect(await web.attempt({ url: "x" }, as("eve"))).toMatchObject(unavailable);
  expect(runs).toBe(0);
});

test("an approved call whose session cannot be tainted does not run, and its approval can be used later", async () => {
  const store = untaintable();
  const { cs, people } = world([asksToRead, all, clean], { store });
  let runs = 0;
  const web = cs.guard(() => `page ${++runs}`, read);
  const again = { ...as("eve"), key: "k" };
  people.will(approve("ana"));
  expect(await web.attempt({ url: "x" }, again)).toMatchObject(unavailable);
  expect(runs).toBe(0);
  store.up = "yes";
  expect(await web.attempt({ url: "x" }, again)).toEqual({ ok: true, value: "page 1" });
});

test("a call claimed for its key whose session cannot be tainted did not start, and its record says so", async () => {
  const store = untaintable();
  const { cs } = world([allow("feed", { on: once })], { store });
  let runs = 0;
  const next = cs.guard(() => `news ${++runs}`, once);
  expect(await next.attempt({ url: "x" }, { ...as("eve"), key: "k" })).toMatchObject(unavailable);
  const { rows } = await store.list({ tenant: "default", kind: "call", limit: 9 });
  expect(rows).toMatchObject([{ state: "failed", progress: { why: "not_started" } }]);
  expect(runs).toBe(0);
});

test("where the store cannot say whether a session is tainted, nothing runs", async () => {
  const store: Store = { ...memoryStore(), get: () => Promise.reject(new Error("down")) };
  const { issue, ran } = guarded(rules, { store });
  expect(await issue.attempt({ orderId: "o", amount: 1 }, as("eve"))).toMatchObject(unavailable);
  expect(ran).toEqual([]);
});

test.each<[string, Rule]>([
  ["in when", clean],
  ["in unless", allow("unless", { on: refund, unless: ({ context }) => [context("tainted").eq(true)] })],
  ["within any", deny("any", { on: refund, when: ({ any, context }) => [any(context("tainted").eq(true))] })],
])("a rule on tainted sessions needs a store: %s", (_, rule) => {
  expect(() => world([all, rule], { store: undefined as never })).toThrow(/store: rule .* needed/);
});

test("a guardrail that asks needs what every asking policy needs", () => {
  const asking = guardrail("asking", {
    on: refund,
    input: ["secrets"],
    otherwise: { ask: { approvers: { group: "finance" }, within: "30m" } },
  });
  for (const part of ["store", "directory", "transports"])
    expect(() => world([all, asking], { [part]: undefined as never })).toThrow(part);
  expect(() =>
    world([all, guardrail("denying", { on: refund, input: ["secrets"] })], { store: undefined as never }),
  ).not.toThrow();
});
