import { expect, test } from "vitest";
import { proven, type Store } from "../../src/index.js";
import { approve } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const by = (subject: string) => proven({ issuer: "test", subject, proof: "L1", evidence: {} });

test.each([
  [
    "cancel",
    (made: ReturnType<typeof world>, id: string) =>
      made.cs.desk.cancel(id, { by: by("owner"), reason: "changed my mind" }),
  ],
  [
    "deny",
    (made: ReturnType<typeof world>, id: string) =>
      made.cs.desk.review(id, { decision: "deny", by: by("bo"), ...seen(made) }),
  ],
])("a %s at the moment of the claim: one of them wins, the other is told, and a loser never runs", async (_, act) => {
  const made = world([large]);
  const { issue, ran } = refunds(made.cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await made.people.next();
  await message.answer(approve("ana"));
  const [done, said] = await Promise.all([issue.attempt(call, { key: "k" }), act(made, message.requestId)]);
  if (said.result === "resolved") expect([done.ok, ran]).toEqual([false, []]);
  else expect([said.result, done.ok, ran.length]).toEqual(["too_late", true, 1]);
});

test.each(["toString", "valueOf"])("a reason of %j is told as it was written", async (reason) => {
  const made = world([large]);
  const left = refunds(made.cs).issue.attempt(call, { key: "k" });
  const { requestId } = await made.people.next();
  await made.cs.desk.cancel(requestId, { by: by("owner"), reason });
  const done = await left;
  expect(done.ok ? undefined : done.error.code).toBe("cancelled");
  expect(done.ok ? undefined : done.error.reason).toBe(reason);
});

test("a cancel that comes between the claim's look and its swap wins: nothing starts", async () => {
  const made = world([large]);
  let between: (() => Promise<unknown>) | undefined;
  const store: Store = {
    ...made.parts.store,
    async compareAndSet(id, expected, next) {
      if (next.state === "executing" && between) await between();
      return made.parts.store.compareAndSet(id, expected, next);
    },
  };
  const { cs, people } = world([large], { store, clock: made.clock });
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana"));
  between = async () => {
    between = undefined;
    expect(await cs.desk.cancel(message.requestId, { by: by("owner"), reason: "stop" })).toMatchObject({
      result: "resolved",
    });
  };
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({
    ok: false,
    error: { code: "cancelled", executed: "no" },
  });
  expect(ran).toEqual([]);
});

const seen = ({ people }: ReturnType<typeof world>) => ({
  revision: people.asked[0]?.revision ?? 0,
  digest: people.asked[0]?.digest ?? "",
});
