import { expect, test } from "vitest";
import type { Row, Store } from "../../src/index.js";
import { approve } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };

/** Somebody with write access to the database changes the request between two invocations of the ticket. */
async function forged(
  change: (row: Row) => Partial<Pick<Row, "state" | "progress" | "request">>,
  answer: "approved" | "open" = "open",
) {
  const made = world([large]);
  const { issue, ran } = refunds(made.cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await made.people.next();
  if (answer === "approved") await message.answer(approve("ana"));
  const store: Store = made.parts.store;
  for (let set = false; !set; ) {
    const { row } = await store.get(message.requestId);
    if (!row) throw new Error("the request is not in the store");
    const next = { state: row.state, due: Number.MAX_SAFE_INTEGER, progress: row.progress, ...change(row) };
    ({ set } = await store.compareAndSet(row.id, { version: row.version }, next));
  }
  const done = await issue.attempt(call, { key: "k", hold: 0 });
  return { ...made, ran, done };
}
const progressOf = (row: Row) =>
  row.progress as {
    reviews: { payload: Record<string, unknown>; sig: string; keyid: string }[];
    modifications: unknown[];
  };

test("a status set to approved without any review is refused, recorded, and starts nothing", async () => {
  const { done, ran, events } = await forged(() => ({ state: "approved" }));
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled", executed: "no" } });
  expect(ran).toEqual([]);
  expect(events()).toContain("call.cancelled");
});

test("a review written into the store without the desk's signature does not count", async () => {
  const payload = {
    v: 1,
    decision: "approve",
    approves: true,
    person: "ana",
    issuer: "test",
    subject: "ana",
    proof: "L4",
    slots: ["x"],
    vetoes: ["x"],
  };
  const { done, ran } = await forged((row) => ({
    state: "approved",
    progress: { ...progressOf(row), reviews: [{ payload, keyid: "k", sig: "AA==" }] } as never,
  }));
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});

test.each(["person", "proof", "revision", "call_digest", "decision"])(
  "a sealed review whose %s is altered does not count",
  async (name) => {
    const altered = { person: "bo", proof: "L4", revision: 2, call_digest: "0".repeat(64), decision: "modify" }[name];
    const { done, ran } = await forged((row) => {
      const progress = progressOf(row);
      const reviews = progress.reviews.map((one) => ({ ...one, payload: { ...one.payload, [name]: altered } }));
      return { progress: { ...progress, reviews } as never };
    }, "approved");
    expect(done).toMatchObject({ ok: false, error: { code: "cancelled" } });
    expect(ran).toEqual([]);
  },
);

test("stored arguments that are altered after the approval do not run", async () => {
  const { done, ran } = await forged(
    (row) => ({
      request: { ...(row.request as object), args: { orderId: "mallory", amount: 600, note: "" } } as never,
    }),
    "approved",
  );
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});

test("an author cannot be taken out of the record: each revision has its sealed author", async () => {
  const { done, ran } = await forged(
    (row) => ({ request: { ...(row.request as object), revision: 2 } as never }),
    "approved",
  );
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});

test("what is not altered is believed: the same approval, untouched, runs", async () => {
  const { done, ran } = await forged(() => ({}), "approved");
  expect(done.ok).toBe(true);
  expect(ran).toHaveLength(1);
});
