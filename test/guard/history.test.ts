import { expect, test } from "vitest";
import * as z from "zod";
import { NEVER } from "../../src/approval/request.js";
import { action, createDesk, type Store } from "../../src/index.js";
import { allow, ask, deny, policy } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { approve, deny as denies, fakeClock, inMemory, modify, person } from "../../src/testing/testing.js";
import { STORES } from "../approval/histories.js";
import { refund, world } from "../world.js";
import { all, as, asked, came, capped, guarded, input } from "./histories.js";

const outcomes = (done: readonly string[]) => done.filter((one) => one === "ran").length;

test.each(STORES)("a cap of 2 lets 2 run and denies from the third on, by its rule (%s)", async (_, make) => {
  const { issue, ran } = guarded([all, capped(2)], { store: make() });
  expect([await came(issue), await came(issue)]).toEqual(["ran", "ran"]);
  const third = await issue.attempt(input(), as("eve"));
  expect(third).toMatchObject({ ok: false, error: { code: "denied", by: "policy", rules: ["cap"], executed: "no" } });
  expect(ran).toHaveLength(2);
});

test.each(STORES)("of 20 calls at once in two processes exactly as many as the cap says run (%s)", async (_, make) => {
  const store = make();
  const one = guarded([all, capped(5)], { store });
  const two = guarded([all, capped(5)], { store }, { ...one, parts: { ...one.parts, store } });
  const done = await Promise.all(Array.from({ length: 20 }, (_, i) => came(i % 2 === 0 ? one.issue : two.issue)));
  expect(outcomes(done)).toBe(5);
  expect(done.filter((code) => code === "denied")).toHaveLength(15);
  expect(one.ran.length + two.ran.length).toBe(5);
});

test("under two caps at once as many run as the narrower one says", async () => {
  const wide = deny("wide", {
    on: refund,
    when: ({ history }) => [history.count({ within: "1d", per: "app" }).gte(7)],
  });
  const { issue } = guarded([all, capped(4), wide]);
  const many = (user: string) => Array.from({ length: 6 }, () => came(issue, 1, as(user)));
  expect([outcomes(await Promise.all(many("eve"))), outcomes(await Promise.all(many("ana")))]).toEqual([4, 3]);
});

test("a call whose body still runs counts", async () => {
  const { cs } = world([all, capped(1)]);
  let end = () => {};
  const issue = cs.guard(() => new Promise<void>((resolve) => (end = resolve)), refund);
  const first = issue.attempt(input(), as("eve"));
  await expect.poll(async () => (await issue.attempt(input(), as("eve"))).ok).toBe(false);
  end();
  expect(await first).toMatchObject({ ok: true });
  expect(await issue.attempt(input(), as("eve"))).toMatchObject({ error: { code: "denied" } });
});

test("a call that fails in its body counts", async () => {
  const { cs } = world([all, capped(1)]);
  const issue = cs.guard(() => Promise.reject(new Error("no")), refund);
  expect(await issue.attempt(input(), as("eve"))).toMatchObject({ error: { code: "failed" } });
  expect(await issue.attempt(input(), as("eve"))).toMatchObject({ error: { code: "denied" } });
});

test("calls that wait for people count", async () => {
  const { issue } = guarded([asked, capped(2)]);
  const ticket = (key: string) => came(issue, 1, { ...as("eve"), key, hold: 0 });
  expect([await ticket("a"), await ticket("b"), await ticket("c")]).toEqual(["pending", "pending", "denied"]);
});

test.each([
  ["user", as("ana"), as("eve", { session: "other" })],
  ["session", as("eve", { session: "other" }), as("ana")],
  ["agent", as("eve", { agent: person("bot2") }), as("ana", { agent: person("bot"), session: "other" })],
] as const)("a cap per %s is its own", async (per, others, same) => {
  const { issue } = guarded([all, capped(1, per)]);
  const mine = as("eve", { agent: person("bot") });
  expect([await came(issue, 1, mine), await came(issue, 1, others), await came(issue, 1, same)]).toEqual([
    "ran",
    "ran",
    "denied",
  ]);
});

test("a cap per app is of everybody", async () => {
  const { issue } = guarded([all, capped(1, "app")]);
  expect([await came(issue, 1, as("eve")), await came(issue, 1, as("ana", { session: "other" }))]).toEqual([
    "ran",
    "denied",
  ]);
});

test("the window slides by the store's clock, whatever the clock of the process says", async () => {
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const { issue, clock: own } = guarded([all, capped(1)], { store: memoryStore({ clock }) });
  expect(await came(issue)).toBe("ran");
  await own.advance("2h");
  expect(await came(issue)).toBe("denied");
  await clock.advance("59m");
  expect(await came(issue)).toBe("denied");
  await clock.advance("1m");
  expect(await came(issue)).toBe("ran");
});

test("a denied call gives its place back: whoever is denied never runs out the window", async () => {
  const strict = deny("strict", { on: refund, when: ({ arg }) => [arg("amount").gt(100)] });
  const { issue } = guarded([all, strict, capped(2)]);
  for (let i = 0; i < 5; i++) expect(await came(issue, 500)).toBe("denied");
  expect([await came(issue), await came(issue), await came(issue)]).toEqual(["ran", "ran", "denied"]);
});

test.each(["denied", "expired", "cancelled"])("a call that ended %s gives its place back", async (how) => {
  const { issue, people, clock } = guarded([asked, capped(1)]);
  const abort = new AbortController();
  const first = came(issue, 1, { ...as("eve"), key: "k", signal: abort.signal });
  const message = await people.next();
  expect(await came(issue)).toBe("denied");
  if (how === "denied") await message.answer(denies("ana", "no"));
  else if (how === "expired") await clock.advance("31m");
  else abort.abort();
  expect(await first).toBe(how);
  people.will(approve("ana"));
  expect(await came(issue)).toBe("ran");
});

test("a call that nobody could be asked about gives its place back", async () => {
  const lonely = ask("lonely", {
    on: refund,
    when: ({ arg }) => [arg("amount").gt(100)],
    require: { approvers: { group: "nobody" }, within: "30m" },
  });
  const { issue } = guarded([all, lonely, capped(1)]);
  expect([await came(issue, 500), await came(issue), await came(issue)]).toEqual(["unsatisfiable", "ran", "denied"]);
});

test("a call that a judge could not judge gives its place back", async () => {
  let up: "no" | "yes" = "no";
  const judge = {
    judge: () => (up === "yes" ? { verdict: "none" as const } : Promise.reject(new Error("down"))),
  };
  const { issue } = guarded([all, capped(1)], { judges: [judge] });
  expect([await came(issue), await came(issue)]).toEqual(["unavailable", "unavailable"]);
  up = "yes";
  expect([await came(issue), await came(issue)]).toEqual(["ran", "denied"]);
});

test.each(STORES)(
  "the same key asks again without counting twice, and is no reason to deny itself (%s)",
  async (_, make) => {
    const { issue, people, ran } = guarded([asked, capped(2)], { store: make() });
    const again = { ...as("eve"), key: "k", hold: 0 } as const;
    expect([await came(issue, 1, again), await came(issue, 1, again), await came(issue, 1, again)]).toEqual([
      "pending",
      "pending",
      "pending",
    ]);
    await (await people.next()).answer(approve("ana"));
    expect(await came(issue, 1, again)).toBe("ran");
    people.will(approve("bo"));
    expect([await came(issue, 2), await came(issue, 3)]).toEqual(["ran", "denied"]);
    expect(ran).toHaveLength(2);
  },
);

test("at a cap of 1 the same key re-attaches in another process, and is told the truth when it has run", async () => {
  const one = guarded([asked, capped(1)]);
  const again = { ...as("eve"), key: "k", hold: 0 } as const;
  expect(await came(one.issue, 1, again)).toBe("pending");
  const two = guarded([asked, capped(1)], {}, one);
  expect(await came(two.issue, 1, again)).toBe("pending");
  await (await one.people.next()).answer(approve("ana"));
  expect(await came(two.issue, 1, again)).toBe("ran");
  const told = { ok: false, error: { code: "withheld", executed: "yes" } };
  expect(await one.issue.attempt(input(), again)).toMatchObject(told);
  expect(await two.issue.attempt(input(), again)).toMatchObject(told);
  expect(await came(one.issue)).toBe("denied");
});

/** A guarded post with `once`, of which a rule lets one through. */
function postOnce() {
  const post = action("post", {
    input: z.object({ text: z.string() }),
    output: z.string(),
    effect: "message",
    once: true,
  });
  const cap = deny("cap", { on: post, when: ({ history }) => [history.count({ within: "1h", per: "app" }).gte(1)] });
  const { cs } = world([allow("post", { on: post }), cap]);
  let runs = 0;
  return cs.guard(({ text }) => `${text}${++runs}`, post);
}

test("at a cap of 1 an allowed call with `once` is found again by its key", async () => {
  const send = postOnce();
  expect([await send({ text: "a" }, { key: "k" }), await send({ text: "a" }, { key: "k" })]).toEqual(["a1", "a1"]);
  expect(await send.attempt({ text: "a" }, { key: "l" })).toMatchObject({ error: { code: "denied" } });
});

test("of three at once with one key at a cap of 1 one runs and the others are told of it", async () => {
  const send = postOnce();
  const done = Promise.all([1, 2, 3].map(() => send({ text: "a" }, { key: "k" })));
  expect(await done).toEqual(["a1", "a1", "a1"]);
});

test("an allowed call without `once` may run again under its key, so each of them counts", async () => {
  const { issue, ran } = guarded([all, capped(2)]);
  const again = () => came(issue, 1, { ...as("eve"), key: "k" });
  expect(await Promise.all([again(), again(), again()])).toEqual(["ran", "ran", "denied"]);
  expect(await again()).toBe("denied");
  expect(ran).toHaveLength(2);
});

test("where other judges ask, the same key is no reason to deny itself either", async () => {
  const require = { approvers: { group: "finance" }, within: "30m" } as const;
  const judge = { judge: () => ({ verdict: "ask" as const, rules: ["j"], require }) };
  const { issue, people } = guarded([all, capped(1)], { judges: [judge] });
  const again = () => came(issue, 1, { ...as("eve"), key: "k", hold: 0 });
  expect([await again(), await again()]).toEqual(["pending", "pending"]);
  await (await people.next()).answer(approve("ana"));
  expect(await again()).toBe("ran");
});

test("a key that was used for another call is a conflict, and hides that call from nobody", async () => {
  const { issue, ran } = guarded([asked, capped(1)]);
  expect(await came(issue, 1, { ...as("eve"), key: "k", hold: 0 })).toBe("pending");
  expect(await came(issue, 2, { ...as("eve"), key: "k", hold: 0 })).toBe("conflict");
  expect(await came(issue, 2)).toBe("denied");
  expect(ran).toEqual([]);
});

test("a call that waits under its key counts against another of that key that would need nobody by now", async () => {
  const night = ask("night", {
    on: refund,
    when: ({ time }) => [time({ from: "22:00", to: "06:00", zone: "UTC" })],
    require: { approvers: { group: "finance" }, within: "20h" },
  });
  const daily = deny("daily", {
    on: refund,
    when: ({ history }) => [history.count({ within: "1d", per: "user" }).gte(1)],
  });
  const { issue, clock, ran } = guarded([all, night, daily]);
  await clock.advance("23h");
  const again = () => came(issue, 1, { ...as("eve"), key: "k", hold: 0 });
  expect([await again(), await again()]).toEqual(["pending", "pending"]);
  await clock.advance("8h");
  expect(await again()).toBe("denied");
  expect(ran).toEqual([]);
});

test("calls of other actions that the rule is not on do not count", async () => {
  const other = action("other", { input: z.object({}), effect: "read" });
  const { cs, issue } = guarded([all, allow("other", { on: other }), capped(1)]);
  await cs.guard(() => 1, other)({}, as("eve"));
  expect([await came(issue), await came(issue)]).toEqual(["ran", "denied"]);
});

const budget = deny("budget", {
  on: refund,
  when: ({ history }) => [history.sum("amount", { within: "1d", per: "user" }).gte(100)],
});

test("a sum is of what the others ask for, and of a modified call of what it runs with", async () => {
  const { issue, people, clock } = guarded([asked, budget]);
  people.will(modify("ana", { ...input(10), note: "" }), approve("bo"), approve("ana"));
  expect(await came(issue, 90)).toBe("ran");
  expect(await came(issue, 89)).toBe("ran");
  people.will(approve("ana"));
  expect(await came(issue, 1)).toBe("ran");
  expect(await came(issue, 1)).toBe("denied");
  await clock.advance("1d");
  people.will(approve("ana"));
  expect(await came(issue, 1)).toBe("ran");
});

test("judging a modification counts nothing", async () => {
  const long = ask("long", {
    on: refund,
    when: ({ arg }) => [arg("amount").gt(100)],
    require: { approvers: { group: "finance" }, within: "8h", modify: "approve" },
  });
  const { issue, people, clock } = guarded([all, long, capped(1)]);
  await came(issue, 500, { ...as("eve"), key: "k", hold: 0 });
  const message = await people.next();
  await clock.advance("61m");
  expect((await message.answer(modify("ana", { ...input(400), note: "" }))).result).toBe("revised");
  expect(await came(issue)).toBe("ran");
});

test("the number of different values is of the others' values", async () => {
  const spread = deny("spread", {
    on: refund,
    when: ({ history }) => [history.distinct("orderId", { within: "1d", per: "user" }).gte(2)],
  });
  const { issue } = guarded([all, spread]);
  const to = async (orderId: string) => (await issue.attempt({ orderId, amount: 1 }, as("eve"))).ok;
  expect([await to("a"), await to("a"), await to("b"), await to("b")]).toEqual([true, true, true, false]);
});

const few = allow("few", { on: refund, when: ({ history }) => [history.count({ within: "1h", per: "user" }).lt(5)] });
const many = ask("many", {
  on: refund,
  when: ({ history }) => [history.count({ within: "1h", per: "user" }).gte(5)],
  require: { approvers: { group: "finance" }, within: "30m" },
});

test("without a user a cap per user is unknown: deny and ask apply, allow does not", async () => {
  const nobody = { context: {}, key: "k", hold: 0 } as const;
  expect(await came(guarded([all, capped(5)]).issue, 1, nobody)).toBe("denied");
  expect(await came(guarded([all, many]).issue, 1, nobody)).toBe("pending");
  expect(await came(guarded([few]).issue, 1, nobody)).toBe("denied");
  expect(await came(guarded([few]).issue)).toBe("ran");
});

test("one call without the number makes the sum unknown: it is denied until that has left the window", async () => {
  const tip = action("tip", { input: z.object({ amount: z.number().optional() }), effect: "money" });
  const sum = deny("sum", {
    on: tip,
    when: ({ history }) => [history.sum("amount", { within: "1h", per: "app" }).gt(9)],
  });
  const { cs, clock } = world([allow("tips", { on: tip }), sum]);
  const give = cs.guard(() => "given", tip);
  expect(await give.attempt({})).toMatchObject({ ok: true });
  expect(await give.attempt({ amount: 1 })).toMatchObject({ ok: false, error: { code: "denied", rules: ["sum"] } });
  await clock.advance("1h");
  expect(await give.attempt({ amount: 1 })).toMatchObject({ ok: true });
});

test("beyond 10,000 calls it is unknown: deny and ask apply, allow does not", async () => {
  const made = guarded([few]);
  await came(made.issue);
  const { rows } = await made.parts.store.list({ tenant: "default", kind: "tally", limit: 9 });
  const entries = Array.from({ length: 10_001 }, (_, i) => ({ id: `c${i}`, at: made.clock.now(), values: {} }));
  const [row] = rows;
  await made.parts.store.compareAndSet(
    row?.id ?? "",
    { version: 1 },
    { state: "live", due: NEVER, progress: { entries } },
  );
  expect(await came(made.issue)).toBe("denied");
  const wide = deny("few", {
    on: refund,
    when: ({ history }) => [history.count({ within: "1h", per: "user" }).gt(1e6)],
  });
  expect(await came(guarded([all, wide], {}, made).issue)).toBe("denied");
});

const failing = (name: keyof Store, when: "always" | ((kind: string | undefined) => boolean)) => {
  const store = memoryStore();
  const down = (given: { kind?: string }) => when === "always" || when(given?.kind);
  return {
    ...store,
    [name]: (given: never, ...rest: never[]) =>
      down(given) ? Promise.reject(new Error("down")) : (store[name] as (...all: unknown[]) => unknown)(given, ...rest),
  } as Store;
};

test.each(["get", "open"] as const)("where the store does not %s, nothing runs", async (name) => {
  const { issue, ran } = guarded([all, capped(5)], { store: failing(name, "always") });
  const done = await issue.attempt(input(), as("eve"));
  expect(done).toMatchObject({ ok: false, error: { code: "unavailable", part: "store", executed: "no" } });
  expect(ran).toEqual([]);
});

test("a desk of another process does not look at what calls are counted by", async () => {
  const made = guarded([all, asked, capped(5)]);
  const got: string[] = [];
  const get = (id: string) => {
    got.push(id);
    return made.parts.store.get(id);
  };
  const store: Store = { ...made.parts.store, get };
  const { audit, directory, app } = inMemory(made.people, made.clock);
  const desk = createDesk({
    ...{ app, audit, directory, store, clock: made.clock, actions: [refund], transports: [made.people] },
    policy: policy({ id: "p", rules: [all] }),
    seal: audit.signer,
  });
  const call = came(made.issue);
  await expect.poll(() => got.some((id) => id.startsWith("req_"))).toBe(true);
  made.people.will(approve("ana"));
  expect(await call).toBe("ran");
  await desk.close();
  expect(got.filter((id) => !id.startsWith("req_") && !id.startsWith("link_"))).toEqual([]);
});

test("a rule on other calls, also within any and in shadow, needs a store", () => {
  const within = deny("any", {
    on: refund,
    when: ({ any, history, arg }) => [any(arg("amount").gt(5), history.count({ within: "1h", per: "app" }).gt(5))],
  });
  for (const rule of [capped(5), within, { ...capped(5), shadow: true as const }])
    expect(() => world([all, rule], { store: undefined as never })).toThrow(/store: rule .* needed/);
  expect(() => world([all], { store: undefined as never })).not.toThrow();
});
