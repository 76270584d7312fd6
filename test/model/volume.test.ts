import fc from "fast-check";
import { expect, test } from "vitest";
import { createCountersign, type Store } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { fakeClock, inMemory, memoryApprover } from "../../src/testing/testing.js";
import { large, refunds } from "../world.js";

const USERS = ["eve", "dora", "cleo"] as const;
const staff = { ana: { groups: ["finance"] }, eve: {}, dora: {}, cleo: {} };

/** Every answer of a store comes when the scheduler says. */
const scheduled = (store: Store, s: fc.Scheduler): Store => ({
  ...store,
  open: (row) => s.schedule(Promise.resolve()).then(() => store.open(row)),
  list: (filter) => s.schedule(Promise.resolve()).then(() => store.list(filter)),
  compareAndSet: (id, expected, next) =>
    s.schedule(Promise.resolve()).then(() => store.compareAndSet(id, expected, next)),
});

function processOf(store: Store, agent: number) {
  const { clock: _, ...parts } = inMemory(memoryApprover(staff), fakeClock());
  const cs = createCountersign({
    ...parts,
    store,
    budgets: { agent, approver: 1000, session: 1000 },
    policy: policy({ id: "p", rules: [large] }),
  });
  return refunds(cs).issue;
}

/** Of calls at once, by whose they are, in some order of the processes' steps: who waits. */
async function waitingOf(s: fc.Scheduler, budget: number, calls: readonly string[], machines: number) {
  const store = memoryStore();
  const issues = Array.from({ length: machines }, () => processOf(scheduled(store, s), budget));
  const context = (user: string) => ({
    agent: { issuer: "test", subject: "helper" },
    user: { issuer: "test", subject: user },
  });
  const made = calls.map(async (user, i) => {
    const issue = issues[i % machines] as (typeof issues)[number];
    const options = { key: String(i), hold: 0, context: context(user) } as const;
    const said = await issue.attempt({ orderId: `o-${i}`, amount: 600 }, options);
    if (said.ok || said.error.code !== "pending")
      expect(said).toMatchObject({ error: { code: "denied", by: "budget" } });
    return !said.ok && said.error.code === "pending" ? [user] : [];
  });
  return (await s.waitFor(Promise.all(made))).flat();
}

const budgets = fc.integer({ min: 1, max: 6 });
const machines = fc.integer({ min: 1, max: 3 });
const callsOf = (users: readonly string[]) => fc.array(fc.constantFrom(...users), { minLength: 1, maxLength: 12 });

test("of one user's N calls over a budget of K exactly K wait", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), budgets, callsOf(["eve"]), machines, async (s, budget, calls, count) => {
      expect(await waitingOf(s, budget, calls, count)).toHaveLength(Math.min(budget, calls.length));
    }),
    { numRuns: 40 },
  );
});

test("of several users' calls as many wait, and of each at least an equal share of the budget", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), budgets, callsOf(USERS), machines, async (s, budget, calls, count) => {
      const waiting = await waitingOf(s, budget, calls, count);
      expect(waiting.length).toBeGreaterThanOrEqual(Math.min(budget, calls.length));
      const users = new Set(calls);
      for (const user of users) {
        const [asked, left] = [calls, waiting].map((all) => all.filter((one) => one === user).length) as [
          number,
          number,
        ];
        expect(left).toBeGreaterThanOrEqual(Math.min(asked, Math.floor(budget / users.size)));
        expect(left).toBeLessThanOrEqual(budget);
      }
    }),
    { numRuns: 40 },
  );
});
