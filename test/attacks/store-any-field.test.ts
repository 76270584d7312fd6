import { expect, test } from "vitest";
import { proven, type Row } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { approve, deny, modify, person } from "../../src/testing/testing.js";
import { refund } from "../world.js";
import { apart } from "./apart.js";

const call = { orderId: "o", amount: 600 };
const two = ask("two", {
  on: refund,
  require: { approvers: { group: "finance" }, approve: 2, within: "30m", useWithin: "1m", modify: "author" },
});
type Json = Record<string, unknown>;
const asked = (row: Row, change: Json) => ({ request: { ...(row.request as object), ...change } as never });
const first = (row: Row) => (row.request as { requirements: Json[] }).requirements[0] as Json;

const ASKED: Record<string, (row: Row) => Json> = {
  "nobody is required": () => ({ requirements: [] }),
  "one is enough": (row) => ({ requirements: [{ ...first(row), approve: 1 }] }),
  "it may be decided for ever": (row) => ({ requirements: [{ ...first(row), within: "365d" }] }),
  "it may be used for ever": (row) => ({ requirements: [{ ...first(row), useWithin: "365d" }] }),
  "it was asked later": (row) => ({ askedAt: Number((row.request as { askedAt: number }).askedAt) + 3_600_000 }),
  "nobody is excluded": () => ({ excluded: [] }),
  "somebody else wrote it": () => ({ authors: ["cy"] }),
  "it is of another action": () => ({ action: "refund.look" }),
  "it is of another definition": () => ({ definition: "0".repeat(64) }),
  "it is idempotent": () => ({ idempotent: true }),
  "it is for other people": () => ({ actors: "{}", context: {} }),
  "it reads other datasets": () => ({ datasets: ["customers"] }),
  "it was another call first": () => ({ origin: "0".repeat(64) }),
  "it may be remembered": () => ({ remember: { scope: "same call", for: "365d", uses: 1000 } }),
  "it is a later revision": () => ({ revision: 2 }),
  "it has no seal": () => ({ seal: undefined }),
  "it is nothing": () => ({ args: null, view: null, requirements: null }),
};

test.each(Object.entries(ASKED))("a record changed so that %s runs nothing", async (_, change) => {
  const { issue, ran, people, write, events } = await apart([two]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana"));
  await message.answer(approve("bo"));
  await write(message.requestId, (row) => asked(row, change(row)));
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
  expect([...events().guard, ...events().desk]).toContain("call.cancelled");
});

test.each(Object.entries(ASKED))(
  "a record changed before anybody decided so that %s runs nothing",
  async (_, change) => {
    const { issue, ran, people, write, desk } = await apart([two]);
    await issue.attempt(call, { key: "k", hold: 0 });
    const { requestId, digest, revision } = await people.next();
    await write(requestId, (row) => asked(row, change(row)));
    for (const who of ["ana", "bo"]) {
      const by = proven({ ...person(who), proof: "L2", evidence: {} });
      expect((await desk.review(requestId, { decision: "approve", by, digest, revision })).result).not.toBe("resolved");
    }
    expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({ ok: false });
    expect(ran).toEqual([]);
  },
);

test("a review that took an approval back is not left out from between others", async () => {
  const rule = ask("two", {
    on: refund,
    require: { approvers: { group: "finance" }, approve: 2, deny: 2, within: "30m" },
  });
  const { issue, ran, people, write } = await apart([rule]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana"));
  await message.answer(deny("ana"));
  await message.answer(approve("bo"));
  await write(message.requestId, (row) => {
    const { reviews, ...others } = row.progress as { reviews: Json[] };
    return { state: "approved", progress: { ...others, reviews: [reviews[0], reviews[2]] } as never };
  });
  expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});

test("what people must agree to is not lowered with an earlier revision that is left out", async () => {
  const { issue, ran, people, write } = await apart([two]);
  await issue.attempt(call, { key: "k", hold: 0 });
  await (await people.next()).answer(modify("ana", { orderId: "o", amount: 40, note: "" }));
  const message = await people.next();
  await write(message.requestId, (row) => asked(row, { requirements: [{ ...first(row), approve: 1 }] }));
  await message.answer(approve("bo", { expect: "not_eligible" }));
  expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({ ok: false });
  expect(ran).toEqual([]);
});

test("an approval is used within its time, whatever the record's own times say", async () => {
  const { issue, ran, people, write, clock } = await apart([two]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana"));
  await message.answer(approve("bo"));
  await write(message.requestId, () => ({ due: Number.MAX_SAFE_INTEGER }));
  await clock.advance("2m");
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({ ok: false, error: { code: "expired" } });
  expect(ran).toEqual([]);
});

test("a review that was left out in the middle is missed", async () => {
  const { issue, ran, people, write } = await apart([two]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  for (const who of ["ana", "bo"]) await message.answer(approve(who));
  await write(message.requestId, ({ progress, state }) => {
    const { reviews, ...others } = progress as unknown as { reviews: readonly unknown[] };
    return { state, progress: { ...others, reviews: reviews.slice(1) } as never };
  });
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});

test("a row nested deeper than anything reads is found out, and the lists go on", async () => {
  const { issue, people, write, desk } = await apart([two]);
  await issue.attempt(call, { key: "deep", hold: 0 });
  const { requestId } = await people.next();
  await issue.attempt({ ...call, amount: 700 }, { key: "other", hold: 0 });
  const other = await people.next();
  const deep = JSON.parse(`${"[".repeat(3_000)}${"]".repeat(3_000)}`) as unknown;
  await write(requestId, (row) => asked(row, { args: deep }));
  const who = proven({ ...person("ana"), proof: "L4", evidence: {} });
  const { items } = await desk.requests(who, { queue: "open" });
  expect(items.map((one) => one.requestId)).toEqual([other.requestId]);
});

test("a person's reason is never taken for what a record ends with by itself", async () => {
  const { issue, people, desk, clock } = await apart([two]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const { requestId } = await people.next();
  const who = proven({ ...person("ana"), proof: "L4", evidence: {} });
  await desk.cancel(requestId, { by: who, reason: "rolled_back" });
  await clock.advance("1s");
  expect((await desk.message(requestId))?.why).toBe("Cancelled. It was not executed.");
});
