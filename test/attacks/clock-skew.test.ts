import { expect, test } from "vitest";
import { createCountersign, type Store } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { approve, fakeClock } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };

test.each([
  ["an hour ahead", "2026-01-01T01:00:00Z"],
  ["an hour behind", "2025-12-31T23:00:00Z"],
])("a worker whose clock is %s keeps the store's deadlines", async (_, start) => {
  const { people, parts, clock } = world([large]);
  const audit = { ...parts.audit, log: { write: async () => {} } };
  const skewed = createCountersign({
    ...parts,
    audit,
    clock: fakeClock(start),
    policy: policy({ id: "p", rules: [large] }),
  });
  const { issue, ran } = refunds(skewed);
  await issue.attempt(call, { key: "in time", hold: 0 });
  await clock.advance("29m");
  expect((await (await people.next()).answer(approve("ana"))).result).toBe("resolved");
  expect(await issue.attempt(call, { key: "in time", hold: 0 })).toMatchObject({ ok: true });
  await issue.attempt(call, { key: "too late", hold: 0 });
  const late = await people.next();
  await clock.advance("31m");
  expect((await late.answer(approve("ana"))).result).toBe("too_late");
  expect(ran).toHaveLength(1);
});

test("a store clock that steps back does not revive what has expired", async () => {
  let now = Date.parse("2026-01-01T00:00:00Z");
  const store: Store = memoryStore({ clock: { now: () => now, sleep: async () => undefined } });
  const { cs, people } = world([large], { store });
  const { issue } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  now += 31 * 60_000;
  await store.get(asked.requestId);
  now -= 60 * 60_000;
  expect((await asked.answer(approve("ana"))).result).toBe("too_late");
});
