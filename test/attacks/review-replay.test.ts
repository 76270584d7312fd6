import { expect, test } from "vitest";
import type { ReviewPayload, Sealed } from "../../src/approval/review.js";
import { ask } from "../../src/policy.js";
import { approve, modify } from "../../src/testing/testing.js";
import { deskKey } from "../audit/written.js";
import { large, refund, refunds, world } from "../world.js";
import { problemsOf, startsOf } from "./logged.js";
import { approvedBy, overwrite, resealed, reviewsOf, rowOf } from "./stored.js";

const call = { orderId: "o", amount: 600 };
const refused = { ok: false, error: { code: "cancelled", executed: "no" } };
const ticket = (key: string) => ({ key, hold: 0 }) as const;

/** Two requests for the very same refund. Ana has approved the first. */
async function two() {
  const made = world([large], { seal: deskKey });
  const { issue, ran } = refunds(made.cs);
  const asked = async (key: string) => {
    await issue.attempt(call, ticket(key));
    return made.people.next();
  };
  const [first, second] = [await asked("1"), await asked("2")];
  await first.answer(approve("ana"));
  const { store } = made.parts;
  return { ...made, store, issue, ran, first, second, approved: await rowOf(store, first.requestId) };
}

test("an approval of one request starts no other, though its call is the very same", async () => {
  const { store, issue, ran, second, approved } = await two();
  await overwrite(store, second.requestId, approvedBy(reviewsOf(approved)));
  expect(await issue.attempt(call, ticket("2"))).toMatchObject(refused);
  expect(ran).toEqual([]);
});

test("not even when the whole record is copied, so that everything else in it fits", async () => {
  const { store, issue, ran, second, approved } = await two();
  const { state, progress, request } = approved;
  await overwrite(store, second.requestId, () => ({ state, progress, request }));
  expect(await issue.attempt(call, ticket("2"))).toMatchObject(refused);
  expect(ran).toEqual([]);
});

test("where it was given, it stands", async () => {
  const { issue, ran } = await two();
  expect((await issue.attempt(call, ticket("1"))).ok).toBe(true);
  expect(ran).toHaveLength(1);
});

test("an approval of an earlier revision is none of the revision that stands", async () => {
  const both = ask("both", { on: refund, require: { approvers: { group: "finance" }, approve: 2, within: "30m" } });
  const { people, parts, cs } = world([both]);
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, ticket("1"));
  const first = await people.next();
  await first.answer(approve("ana"));
  const early = reviewsOf(await rowOf(parts.store, first.requestId));
  await first.answer(modify("cy", { ...call, amount: 9000 }));
  await (await people.next()).answer(approve("bo"));
  const late = reviewsOf(await rowOf(parts.store, first.requestId));
  await overwrite(parts.store, first.requestId, approvedBy([...early, ...late]));
  expect(await issue.attempt(call, ticket("1"))).toMatchObject(refused);
  expect(ran).toEqual([]);
});

test.each<[keyof ReviewPayload, Partial<ReviewPayload>]>([
  ["request_id", { request_id: "req_of_another" }],
  ["revision", { revision: 2 }],
  ["call_digest", { call_digest: "0".repeat(64) }],
  ["view_digest", { view_digest: "0".repeat(64) }],
  ["environment", { environment: "staging" }],
  ["tenant", { tenant: "another" }],
])("a review that the desk sealed about another %s does not count", async (_, about) => {
  const { store, issue, ran, first, approved } = await two();
  const [review] = reviewsOf(approved) as readonly [Sealed];
  await overwrite(store, first.requestId, approvedBy([await resealed(deskKey, review, about)]));
  expect(await issue.attempt(call, ticket("1"))).toMatchObject(refused);
  expect(ran).toEqual([]);
});

test("sealed again about the same, it counts", async () => {
  const { store, issue, first, approved } = await two();
  const [review] = reviewsOf(approved) as readonly [Sealed];
  await overwrite(store, first.requestId, approvedBy([await resealed(deskKey, review, {})]));
  expect((await issue.attempt(call, ticket("1"))).ok).toBe(true);
});

/** What the log says of two refunds that ana and bo approved, each their own. */
async function logged() {
  const { cs, people, parts } = world([large], { seal: deskKey });
  people.will(approve("ana"), approve("bo"));
  const { issue } = refunds(cs);
  await issue(call, { key: "1" });
  await issue(call, { key: "2" });
  const [one = {}, two = {}] = startsOf(parts.audit.log);
  return { one, two };
}

test("a log in which each execution carries its own reviews verifies", async () => {
  const { one, two } = await logged();
  expect(await problemsOf(one, two)).toEqual([]);
});

test.each([
  ["the reviews of another", ["reviews"], ["digest"]],
  ["the reviews and the digest of another", ["reviews", "call_digest"], ["review"]],
  ["the reviews, digest and request of another", ["reviews", "call_digest", "request_id"], ["twice"]],
])("a log in which an execution carries %s does not", async (_, names, kinds) => {
  const { one, two } = await logged();
  const moved = Object.fromEntries(names.map((name) => [name, one[name] ?? null]));
  expect(await problemsOf(one, { ...two, ...moved })).toEqual(kinds);
});
