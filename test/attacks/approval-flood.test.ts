import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createCountersign, type Store, type Transport } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { approve, deny, fakeClock, inMemory, memoryApprover, modify } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = (i: number) => ({ orderId: `o-${i}`, amount: 600 });
const flooded = { ok: false, error: { code: "denied", by: "budget", executed: "no" } };

test("an agent with too many open requests is denied, and each denial is recorded", async () => {
  const { cs, events } = world([large], { budgets: { approver: 3 } });
  const { issue, ran } = refunds(cs);
  const said = [];
  for (let i = 0; i < 5; i++) said.push(await issue.attempt(call(i), { key: String(i), hold: 0 }));
  expect(said.map((one) => one.ok === false && one.error.code)).toEqual([
    "pending",
    "pending",
    "pending",
    "denied",
    "denied",
  ]);
  expect(said[4]).toMatchObject(flooded);
  expect(events().filter((type) => type === "call.denied")).toHaveLength(2);
  expect(ran).toEqual([]);
});

test("people are told once that further calls are denied, and asked nothing for those", async () => {
  const told: [string, boolean][] = [];
  const listening: Transport = {
    name: "listening",
    capabilities: { proof: false, modify: false, update: false },
    async deliver({ kind, why }) {
      told.push([kind, why.includes("too_many_requests")]);
      return { id: String(told.length), at: "confirmed" };
    },
  };
  const { cs } = world([large], { budgets: { approver: 1 }, transports: [listening] });
  const { issue } = refunds(cs);
  for (let i = 0; i < 4; i++) await issue.attempt(call(i), { key: String(i), hold: 0 });
  await cs.close();
  expect(told).toEqual([
    ["request", false],
    ["reminder", true],
  ]);
});

test("a decision makes room again", async () => {
  const { cs, people } = world([large], { budgets: { approver: 1 } });
  const { issue } = refunds(cs);
  await issue.attempt(call(1), { key: "1", hold: 0 });
  await (await people.next()).answer(deny("ana"));
  expect(await issue.attempt(call(2), { key: "2", hold: 0 })).toMatchObject({ error: { code: "pending" } });
});

test("a request that waits can be found again by its key, however full it is", async () => {
  const { cs } = world([large], { budgets: { approver: 1 } });
  const { issue } = refunds(cs);
  for (let i = 0; i < 3; i++)
    expect(await issue.attempt(call(1), { key: "1", hold: 0 })).toMatchObject({ error: { code: "pending" } });
});

test.each([
  ["agent", { context: { agent: { issuer: "test", subject: "eve" } } }],
  ["session", { context: { session: "s" } }],
])("the budget of one %s is its own", async (name, options) => {
  const { cs } = world([large], { budgets: { [name]: 1 } });
  const { issue } = refunds(cs);
  await issue.attempt(call(1), { key: "1", hold: 0, ...options });
  expect(await issue.attempt(call(2), { key: "2", hold: 0, ...options })).toMatchObject(flooded);
  expect(await issue.attempt(call(3), { key: "3", hold: 0 })).toMatchObject({ error: { code: "pending" } });
});

test("the same call again and again, without a name of its own, is one request and runs once", async () => {
  const { cs, people } = world([large]);
  const { issue, ran } = refunds(cs);
  const calls = Array.from({ length: 5 }, () => issue.attempt(call(1)));
  const message = await people.next();
  await message.answer(approve("ana"));
  const done = await Promise.all(calls);
  expect([ran.length, people.asked.length, done.filter(({ ok }) => ok).length]).toEqual([1, 1, 1]);
});

test("calls with keys of their own are calls of their own", async () => {
  const { cs, people } = world([large]);
  const { issue, ran } = refunds(cs);
  people.will(approve("ana"), approve("bo"));
  await Promise.all([issue(call(1), { key: "1" }), issue(call(1), { key: "2" })]);
  expect(ran).toHaveLength(2);
});

test("a request has eight revisions and no more", async () => {
  const names = Array.from({ length: 10 }, (_, i) => `p${i}`);
  const people = memoryApprover(Object.fromEntries(names.map((name) => [name, { groups: ["finance"] }])));
  const cs = createCountersign({ ...inMemory(people), policy: policy({ id: "p", rules: [large] }) });
  await refunds(cs).issue.attempt(call(1), { key: "1", hold: 0 });
  const said: string[] = [];
  let message = await people.next();
  for (const name of names) {
    said.push((await message.answer(modify(name, { ...call(1), note: name }))).result);
    if (said.at(-1) !== "revised") break;
    message = await people.next();
  }
  expect(said).toEqual([...Array(7).fill("revised"), "forbidden"]);
});

test.each([
  ["budgets.agents", { agents: 1 }],
  ["budgets.agent", { agent: 0 }],
  ["budgets.session", { session: 1.5 }],
])("%s is refused where it means nothing", (path, budgets) => {
  expect(() => world([large], { budgets: budgets as never })).toThrow(path);
});

const agentOf = (subject: string) => ({ issuer: "test", subject });
const isPending = { ok: false, error: { code: "pending" } };

/** How many wait and how many are denied over a budget, of calls made at once. */
async function burst(calls: readonly (() => ReturnType<ReturnType<typeof refunds>["issue"]["attempt"]>)[]) {
  const said = await Promise.all(calls.map((make) => make()));
  const codes = said.map((one) => (one.ok ? "ran" : one.error.code));
  return {
    said,
    waiting: codes.filter((code) => code === "pending").length,
    denied: codes.filter((code) => code === "denied").length,
  };
}

test("of a burst over a budget those that fit wait, and the others are denied and told to come back", async () => {
  const { cs } = world([large], { budgets: { agent: 100, approver: 1000 } });
  const { issue } = refunds(cs);
  const context = { agent: agentOf("eve") };
  const calls = Array.from(
    { length: 300 },
    (_, i) => () => issue.attempt(call(i), { key: String(i), hold: 0, context }),
  );
  const { said, waiting, denied } = await burst(calls);
  expect([waiting, denied]).toEqual([100, 200]);
  const last = said.find((one) => !one.ok && one.error.code === "denied");
  expect(last).toMatchObject(flooded);
  const text = !last || last.ok ? "" : last.error.forModel();
  expect(text).toMatch(/It was not executed\. You may try again later/);
  expect(text).not.toMatch(/Do not try again/);
});

test("a burst that fills one session's budget takes no room from another's, also while it is being denied", async () => {
  const { cs } = world([large], { budgets: { session: 3, approver: 8 } });
  const { issue } = refunds(cs);
  const from = (session: string) => (i: number) => () =>
    issue.attempt(call(i), { key: `${session}-${i}`, hold: 0, context: { session } });
  const flood = Array.from({ length: 60 }, (_, i) => from("flood")(i));
  const { waiting, said } = await burst([...flood, from("quiet")(0), from("quiet")(1)]);
  expect(said.slice(60)).toMatchObject([isPending, isPending]);
  expect(waiting).toBe(5);
});

/** Several guarded processes on one store. */
const processes = (stores: readonly Store[], agent: number) =>
  stores.map((store) => {
    const people = memoryApprover({ ana: { groups: ["finance"] } });
    const { clock: _, ...parts } = inMemory(people, fakeClock());
    const config = { ...parts, store, budgets: { agent, approver: 1000, session: 1000 } };
    return refunds(createCountersign({ ...config, policy: policy({ id: "p", rules: [large] }) })).issue;
  });

const made = (issues: ReturnType<typeof processes>, count: number, round = 0) =>
  burst(
    Array.from({ length: count }, (_, i) => () => {
      const issue = issues[i % issues.length] as (typeof issues)[number];
      return issue.attempt(call(i), { key: `${round}-${i}`, hold: 0, context: { agent: agentOf("eve") } });
    }),
  );

test("over several connections to one SQLite file, in several bursts, no more wait than there is room for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flood-"));
  const stores = Array.from({ length: 3 }, () => sqliteStore({ path: join(folder, "store.db") }));
  const issues = processes(stores, 20);
  expect(await made(issues, 15)).toMatchObject({ waiting: 15, denied: 0 });
  expect(await made(issues, 30, 1)).toMatchObject({ waiting: 5, denied: 25 });
  await Promise.all(stores.map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

test("a request that could not be counted is taken back: nobody is left to wait for it", async () => {
  const { parts } = world();
  const store: Store = { ...parts.store, list: async () => Promise.reject(new Error("down")) };
  const { cs } = world([large], { store });
  const said = await refunds(cs).issue.attempt(call(1), { key: "1", hold: 0 });
  expect(said).toMatchObject({ error: { code: "unavailable", executed: "no" } });
  const { rows } = await parts.store.list({ tenant: "default", kind: "call", limit: 9 });
  expect(rows).toMatchObject([{ state: "cancelled" }]);
});

const userOf = (subject: string) => ({ user: { issuer: "test", subject } });

test("one user's flood in several sessions denies no other user", async () => {
  const { cs } = world([large]);
  const { issue } = refunds(cs);
  const from = (user: string, session: string, i: number) => () =>
    issue.attempt(call(i), { key: `${user}-${i}`, hold: 0, context: { session, ...userOf(user) } });
  const flood = Array.from({ length: 60 }, (_, i) => from("eve", `s${i % 3}`, i));
  const { said, waiting } = await burst([...flood, from("bo", "other", 0)]);
  expect(said.at(-1)).toMatchObject(isPending);
  expect(waiting).toBe(51);
});

test.each(["agent", "session", "approver"] as const)(
  "over the budget of one %s there is room for a user who has less than an equal share of it, and for no more",
  async (name) => {
    const { cs } = world([large], { budgets: { agent: 100, session: 100, approver: 100, [name]: 4 } });
    const { issue } = refunds(cs);
    let made = 0;
    const ask = (user: string, count: number) =>
      burst(
        Array.from(
          { length: count },
          (_, i) => () =>
            issue.attempt(call(i), {
              key: `${made++}`,
              hold: 0,
              context: { agent: agentOf("helper"), session: "shared", ...userOf(user) },
            }),
        ),
      );
    expect(await ask("eve", 6)).toMatchObject({ waiting: 4, denied: 2 });
    expect(await ask("bo", 6)).toMatchObject({ waiting: 2, denied: 4 });
    expect(await ask("cy", 6)).toMatchObject({ waiting: 1, denied: 5 });
    expect(await ask("eve", 1)).toMatchObject({ waiting: 0, denied: 1 });
  },
);
