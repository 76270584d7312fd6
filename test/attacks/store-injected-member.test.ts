import { expect, test } from "vitest";
import type { Row } from "../../src/index.js";
import { createCountersign } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { approve, fakeClock, inMemory, memoryApprover } from "../../src/testing/testing.js";
import { refund, refunds, world } from "../world.js";
import { apart } from "./apart.js";
import { overwrite, reviewsOf } from "./stored.js";

const call = { orderId: "o", amount: 600 };
const REQUIRE = { approvers: { group: "finance" }, within: "30m" } as const;
const one = ask("one", { on: refund, require: REQUIRE });
const two = ask("two", { on: refund, require: { ...REQUIRE, approve: 2 } });
const progress = (row: Row, change: object) => ({ ...(row.progress as object), ...change }) as never;
const CANCELLED = { ok: false, error: { code: "cancelled" } };

/** Reviews that the record says a grant had: nobody gave them. */
function granted(row: Row) {
  const reviews = ["ana", "bo"].map((person) => ({
    ...reviewsOf(row)[0],
    payload: { ...reviewsOf(row)[0]?.payload, person, subject: person },
  }));
  const { revision, callDigest } = row.request as { revision: number; callDigest: string };
  return { id: "grant_0", request_id: row.id, revision, call_digest: callDigest, reviews };
}

test("reviews that somebody put beside those of a request do not count when policy asks for more people now", async () => {
  const { people, parts, cs } = world([one]);
  await refunds(cs).issue.attempt(call, { key: "k", hold: 0 });
  const { requestId, answer } = await people.next();
  await answer(approve("bo"));
  const stricter = createCountersign({ ...parts, policy: policy({ id: "p", rules: [two] }) });
  const { issue, ran } = refunds(stricter);
  await overwrite(parts.store, requestId, (row) => ({ progress: progress(row, { grant: granted(row) }) }));
  expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject(CANCELLED);
  expect(ran).toEqual([]);
});

test.each(["pending", "approved"] as const)(
  "a result that somebody puts into a request that is %s is neither given nor sealed with what ran",
  async (state) => {
    const { issue, people, write, ran } = await apart([one]);
    await issue.attempt(call, { key: "k", hold: 0 });
    const { requestId, answer } = await people.next();
    if (state === "approved") await answer(approve("ana"));
    await write(requestId, (row) => ({ progress: progress(row, { result: { value: { refunded: 1 } } }) }));
    expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject(CANCELLED);
    expect(ran).toEqual([]);
  },
);

test("a request that is said to be found out is not another call's", async () => {
  const { issue, people, write, ran } = await apart([one]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const { requestId, answer } = await people.next();
  await answer(approve("ana"));
  await write(requestId, (row) => ({ progress: progress(row, { why: "forged" }) }));
  expect(await issue.attempt({ ...call, amount: 5 }, { key: "k", hold: 0 })).toMatchObject({ ok: false });
  expect(ran).toEqual([]);
});

test("an approval is not told as expired to a process that cannot know whether it was used", async () => {
  const [people, clock] = [memoryApprover({ ana: { groups: ["finance"] } }), fakeClock("2026-01-01T00:00:00Z")];
  const parts = inMemory(people, clock);
  const about = { ...parts, policy: policy({ id: "p", rules: [one] }) };
  const [first, second] = [refunds(createCountersign(about)), refunds(createCountersign({ ...about, ...log(people) }))];
  people.will(approve("ana"));
  await first.issue(call, { key: "k" });
  const { requestId } = people.asked[0] ?? { requestId: "" };
  await overwrite(parts.store, requestId, (row) => ({
    state: "expired",
    progress: progress(row, { fence: 0, why: "use_by", started: undefined, ended: undefined, reviews: [] }),
  }));
  expect(await second.issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({
    ok: false,
    error: { code: "cancelled", executed: "unknown" },
  });
  expect(second.ran).toEqual([]);
});

/** A log of its own for another process. */
const log = (people: ReturnType<typeof memoryApprover>) => ({ audit: inMemory(people).audit });
