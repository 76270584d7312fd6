import { expect, test, vi } from "vitest";
import * as z from "zod";
import { action, type CallOptions, createCountersign, proven, type Store } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { approve, person } from "../../src/testing/testing.js";
import { large, refund, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const turn = (name: string) => ({ key: name, turn: name, hold: 0 }) as const;

/** A process of its own on the store of a world. */
const beside = ({ parts }: ReturnType<typeof world>, on: typeof refund, store: Store) =>
  createCountersign({
    ...parts,
    store,
    audit: { ...parts.audit, log: { write: async () => {} } },
    policy: policy({
      id: "p",
      rules: [ask("large", { on, require: { approvers: { group: "finance" }, within: "30m" } })],
    }),
  });

/** A store that answers nothing to a process that was killed. */
function mortal(store: Store) {
  const life = { over: false };
  const alive =
    <A extends readonly unknown[], T>(work: (...given: A) => Promise<T>) =>
    (...given: A) =>
      life.over ? new Promise<never>(() => undefined) : work(...given);
  const { open, get, compareAndSet, list, due } = store;
  const asked = { open: alive(open), get: alive(get), list: alive(list), due: alive(due) };
  return { life, store: { ...store, ...asked, compareAndSet: alive(compareAndSet) } satisfies Store };
}

/** Approved, and begun by a process that was killed in the body. `keys`: those downstream. */
async function lost(on: typeof refund, [asked, begun]: readonly [CallOptions, CallOptions]) {
  const made = world([ask("large", { on, require: { approvers: { group: "finance" }, within: "30m" } })]);
  const { life, store } = mortal(made.parts.store);
  const keys: string[] = [];
  const before = beside(made, on, store).guard((_, { key }) => {
    keys.push(key);
    return new Promise<never>(() => undefined);
  }, on);
  await before.attempt(call, asked);
  await (await made.people.next()).answer(approve("ana"));
  void before.attempt(call, begun);
  await vi.waitUntil(() => keys.length === 1);
  life.over = true;
  await made.clock.advance("31s");
  return { ...made, ...refunds(made.cs, on), keys };
}

test("a turn that makes again what a process began and lost is told that it is unknown, before anybody is asked anew", async () => {
  const { issue, people, ran } = await lost(refund, [turn("one"), turn("two")]);
  const told = await issue.attempt(call, turn("three"));
  expect(told).toMatchObject({ ok: false, error: { code: "unknown", executed: "unknown" } });
  expect(people.asked).toHaveLength(1);
  expect(ran).toEqual([]);
  expect(await issue.attempt(call, turn("four"))).toMatchObject({ ok: false, error: { code: "pending" } });
});

const again = action("refund.again", {
  input: z.object({ orderId: z.string(), amount: z.number(), note: z.string().default("") }),
  effect: "money",
  critical: ["orderId"],
  idempotent: true,
}) as typeof refund;
const plain = { key: "k", hold: 0 } as const;

test.each([
  ["without its turn", turn("k"), plain],
  ["with a turn", plain, turn("k")],
])("what is started again by the same key %s has the same key downstream", async (_, before, after) => {
  const { issue, keys } = await lost(again, [before, before]);
  expect(await issue(call, after)).toMatchObject({ key: keys[0] });
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
