import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.js";
import { type Config, type Desk, proven, type RequestMessage } from "../../src/index.js";
import { inMemory } from "../../src/testing/testing.js";
import { deskKey } from "../audit/written.js";
import { large, refunds, world } from "../world.js";
import { problemsOf, startsOf } from "./logged.js";
import { approvedBy, overwrite, reviewsOf, rowOf } from "./stored.js";

const call = { orderId: "o", amount: 600 };
const ticket = { key: "k", hold: 0 } as const;
const ana = proven({ issuer: "test", subject: "ana", proof: "L1", evidence: {} });

type Place = Pick<Config, "tenant" | "environment">;
const PLACES: readonly [string, Place, Place][] = [
  ["environment", { environment: "staging" }, { environment: "prod" }],
  ["environment that has no name", { environment: "staging" }, {}],
  ["tenant", { tenant: "a" }, { tenant: "b" }],
];

/** The same refund is asked about there and here: one store, one policy, one key of the desks, the same people. */
async function both(there: Place, here: Place) {
  const first = world([large], { ...there, seal: deskKey });
  const { people, clock, parts } = first;
  const log = inMemory(people, clock).audit;
  const second = world([large], { ...parts, ...here, seal: deskKey, audit: log });
  const [lax, strict] = [refunds(first.cs), refunds(second.cs)];
  await lax.issue.attempt(call, ticket);
  const asked = await people.next();
  await strict.issue.attempt(call, ticket);
  const { requestId } = await people.next();
  const review = { decision: "approve", by: ana, revision: 1, digest: asked.digest } as const;
  const approve = (desk: Desk, id: string) => desk.review(id, review);
  return {
    store: parts.store,
    first,
    second,
    lax,
    strict,
    asked,
    requestId,
    approve,
    logs: [parts.audit.log, log.log],
  };
}

test.each(PLACES)("an answer to the message of another %s is of no use here", async (_, there, here) => {
  const { approve, second, requestId } = await both(there, here);
  expect(await approve(second.cs.desk, requestId)).toMatchObject({ result: "stale" });
});

test.each(PLACES)("the desk of another %s knows nothing of a request", async (_, there, here) => {
  const { approve, second, asked, requestId, lax } = await both(there, here);
  const { desk } = second.cs;
  expect(await approve(desk, asked.requestId)).toMatchObject({ result: "not_eligible" });
  expect(await desk.cancel(asked.requestId, { by: ana, reason: "" })).toMatchObject({ result: "not_eligible" });
  expect(await desk.show(asked.requestId, ana)).toBeUndefined();
  expect(await desk.message(asked.requestId)).toBeUndefined();
  const { items } = await desk.requests(ana, { queue: "open" });
  expect(items.map((message) => message.requestId)).toEqual([requestId]);
  expect(await lax.issue.attempt(call, ticket)).toMatchObject({ ok: false, error: { code: "pending" } });
});

test.each(PLACES)("an approval given in another %s starts nothing here", async (_, there, here) => {
  const { approve, first, store, asked, requestId, strict, lax } = await both(there, here);
  expect(await approve(first.cs.desk, asked.requestId)).toMatchObject({ result: "resolved" });
  await overwrite(store, requestId, approvedBy(reviewsOf(await rowOf(store, asked.requestId))));
  expect(await strict.issue.attempt(call, ticket)).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(strict.ran).toEqual([]);
  expect((await lax.issue.attempt(call, ticket)).ok).toBe(true);
});

test.each(PLACES)("nor does the whole record of another %s", async (_, there, here) => {
  const { approve, first, store, asked, requestId, strict } = await both(there, here);
  await approve(first.cs.desk, asked.requestId);
  const { state, progress, request } = await rowOf(store, asked.requestId);
  await overwrite(store, requestId, () => ({ state, progress, request }));
  expect(await strict.issue.attempt(call, ticket)).toMatchObject({ ok: false, error: { executed: "no" } });
  expect(strict.ran).toEqual([]);
});

test.each(PLACES)(
  "a log in which the reviews of another %s stand behind an execution does not verify",
  async (...at) => {
    const { approve, first, second, asked, requestId, lax, strict, logs } = await both(at[1], at[2]);
    await approve(first.cs.desk, asked.requestId);
    const { digest, revision } = (await second.cs.desk.message(requestId)) as RequestMessage;
    await second.cs.desk.review(requestId, { decision: "approve", by: ana, revision, digest });
    await lax.issue(call, ticket);
    await strict.issue(call, ticket);
    const [[there], [here]] = logs.map(startsOf) as [[JsonObject], [JsonObject]];
    expect(await problemsOf(there, here)).toEqual([]);
    expect(await problemsOf(there, { ...here, reviews: there["reviews"] ?? null })).toEqual(["digest"]);
  },
);
