import { expect, test, vi } from "vitest";
import { createCountersign, proven, type Store } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { approve, person } from "../../src/testing/testing.js";
import { large, refund, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const turn = (name: string) => ({ key: name, turn: name, hold: 0 }) as const;

/** A process of its own on the store of a world. */
const beside = ({ parts }: ReturnType<typeof world>, store: Store = parts.store) =>
  createCountersign({
    ...parts,
    store,
    audit: { ...parts.audit, log: { write: async () => {} } },
    policy: policy({ id: "p", rules: [large] }),
  });

test("a turn that makes again what a process began and lost is told that it is unknown, before anybody is asked anew", async () => {
  const made = world([large]);
  const { people, clock, parts } = made;
  const { issue, ran } = refunds(made.cs);
  await issue.attempt(call, turn("one"));
  await (await people.next()).answer(approve("ana"));
  let life: "over" | "goes on" = "goes on";
  const alive =
    <A extends readonly unknown[], T>(work: (...given: A) => Promise<T>) =>
    (...given: A) =>
      life === "over" ? new Promise<never>(() => undefined) : work(...given);
  const { open, get, compareAndSet, list, due } = parts.store;
  const mortal: Store = {
    ...parts.store,
    ...{ open: alive(open), get: alive(get), compareAndSet: alive(compareAndSet), list: alive(list), due: alive(due) },
  };
  const began = vi.fn(() => new Promise<never>(() => undefined));
  void beside(made, mortal).guard(began, refund).attempt(call, turn("two"));
  await vi.waitUntil(() => began.mock.calls.length === 1);
  life = "over";
  await clock.advance("31s");
  const told = await issue.attempt(call, turn("three"));
  expect(told).toMatchObject({ ok: false, error: { code: "unknown", executed: "unknown" } });
  expect(people.asked).toHaveLength(1);
  expect(ran).toEqual([]);
  expect(await issue.attempt(call, turn("four"))).toMatchObject({ ok: false, error: { code: "pending" } });
});

test("a turn that makes again what somebody cancelled meanwhile is told so, before anybody is asked anew", async () => {
  const { cs, people } = world([large]);
  const { issue } = refunds(cs);
  await issue.attempt(call, turn("one"));
  const { requestId } = await people.next();
  const by = proven({ ...person("ana"), proof: "L4", evidence: {} });
  await cs.desk.cancel(requestId, { by, reason: "not today" });
  expect(await issue.attempt(call, turn("two"))).toMatchObject({ ok: false, error: { code: "cancelled", requestId } });
  expect(await issue.attempt(call, turn("three"))).toMatchObject({ ok: false, error: { code: "pending" } });
  expect(people.asked).toHaveLength(2);
});
