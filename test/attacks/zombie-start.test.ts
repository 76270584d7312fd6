import { expect, test } from "vitest";
import type { Store } from "../../src/index.js";
import { approve } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };

/** A worker that is paused right after its claim, for as long as `meanwhile` takes. */
async function paused(
  meanwhile: (clock: ReturnType<typeof world>["clock"], store: Store, id: string) => Promise<unknown>,
) {
  const base = world([large]);
  let pause: ((id: string) => Promise<unknown>) | undefined;
  const store: Store = {
    ...base.parts.store,
    async compareAndSet(id, expected, next) {
      const answer = await base.parts.store.compareAndSet(id, expected, next);
      const work = next.state === "executing" && answer.set ? pause : undefined;
      pause = work ? undefined : pause;
      await work?.(id);
      return answer;
    },
  };
  const made = world([large], { store, clock: base.clock });
  const { issue, ran } = refunds(made.cs);
  made.people.will(approve("ana"));
  pause = (id) => meanwhile(base.clock, base.parts.store, id);
  return { done: await issue.attempt(call, { key: "k" }), ran };
}

test("a worker that wakes after its lease has ended does not start the body", async () => {
  const { done, ran } = await paused((clock) => clock.advance("31s"));
  expect(done).toMatchObject({ ok: false });
  expect(ran).toEqual([]);
});

test("a worker whose turn was given to another fence does not start the body", async () => {
  const { done, ran } = await paused(async (_, store, id) => {
    const { row } = await store.get(id);
    if (!row) throw new Error("the request is not in the store");
    await store.compareAndSet(
      id,
      { version: row.version },
      { state: "executing", due: row.due, progress: { ...(row.progress as object), fence: 2 } as never },
    );
  });
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});
