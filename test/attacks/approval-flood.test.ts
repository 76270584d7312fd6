import { expect, test } from "vitest";
import { createCountersign, type Transport } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { approve, deny, inMemory, memoryApprover, modify } from "../../src/testing/testing.js";
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
