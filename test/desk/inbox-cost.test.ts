import { afterEach, expect, test, vi } from "vitest";
import type { NewRow } from "../../src/approval/store.js";
import { createCountersign, proven, type Store } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { fakeClock, inMemory, memoryApprover, person } from "../../src/testing/testing.js";
import { asking, call } from "../approval/office.js";
import { one } from "../approval/replay.js";
import { likeIt } from "../sealed.js";
import { countedStore } from "../stores/counted-sqlite.js";
import { newPath } from "../stores/sqlite-files.js";
import { refunds } from "../world.js";

const LIMIT = 50;
const QUEUES = ["mine", "open"] as const;
const who = proven({ ...person("ana"), proof: "L1", evidence: {} });
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A request that waits for finance, as its record is, and a desk over a store that counts what it reads. */
async function desk() {
  const people = memoryApprover({
    ana: { groups: ["finance"] },
    bo: { groups: ["finance"] },
    cy: { groups: ["sales"] },
  });
  const { store, read } = await countedStore(newPath());
  const parts = inMemory(people, fakeClock());
  const cs = createCountersign({ ...parts, store, policy: policy({ id: "p", rules: [asking(one("finance"))] }) });
  closing.push(
    () => cs.close(),
    () => store.close(),
  );
  await refunds(cs).issue.attempt(call, { key: "k", hold: 0 });
  const { requestId } = await people.next();
  const row = async () => (await store.get(requestId)).row;
  await vi.waitFor(async () => expect(await row()).toMatchObject({ progress: { deliveries: [{}] } }), {
    timeout: 20_000,
  });
  const { version: _, openedAt: __, due: ___, ...like } = (await row()) as NonNullable<Awaited<ReturnType<typeof row>>>;
  return { cs, store, read, like: { ...like, dueIn: 3_600_000 } };
}

/** As many more requests as there are to be, each like the first but for its ids and the group that it asks. */
async function fill(store: Store, like: NewRow, group: string, count: number, from = 0): Promise<void> {
  const tags = like.tags.map((tag) => (tag.startsWith("approver:") ? `approver:group:${group}` : tag));
  for (let i = from; i < from + count; i++)
    await store.open({ ...(await likeIt(like, { id: `req_${group}${i}`, key: `${group}${i}` })), tags });
}

/** What a first page and the page after it read. */
async function pagesOf(made: Awaited<ReturnType<typeof desk>>, queue: (typeof QUEUES)[number]) {
  made.read();
  const first = await made.cs.desk.requests(who, { queue, limit: LIMIT });
  const read = made.read();
  const { cursor = "0" } = first;
  const next = await made.cs.desk.requests(who, { queue, limit: LIMIT, cursor });
  return { first, read, next, readNext: made.read() };
}

test.each(QUEUES)(
  "a page of %s reads a row for each request that it shows, and the place of one more",
  async (queue) => {
    const made = await desk();
    await fill(made.store, made.like, "finance", 4);
    const few = await pagesOf(made, queue);
    expect([few.first.items.length, few.read.bySeq, few.read.tagged]).toEqual([5, 5, 5]);
    await fill(made.store, made.like, "sales", 1_500);
    await fill(made.store, made.like, "finance", 495, 4);
    const many = await pagesOf(made, queue);
    expect([many.first.items.length, many.read.bySeq, many.read.tagged]).toEqual([LIMIT, LIMIT, LIMIT + 1]);
    expect([many.next.items.length, many.readNext]).toEqual([LIMIT, many.read]);
    expect(Object.values(many.read).reduce((sum, rows) => sum + rows, 0)).toBeLessThanOrEqual(2 * (LIMIT + 1));
  },
);

test("what waits for others is not read, however much of it there is", async () => {
  const made = await desk();
  await fill(made.store, made.like, "sales", 2_000);
  const { first, read } = await pagesOf(made, "mine");
  expect([first.items.length, first.cursor, read.bySeq, read.tagged]).toEqual([1, undefined, 1, 1]);
});
