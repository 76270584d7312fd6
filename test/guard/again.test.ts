import { expect, test } from "vitest";
import { createCountersign, proven } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { approve, deny, person } from "../../src/testing/testing.js";
import { large, refund, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const key = { key: "k", hold: 0 } as const;
const by = (who: string) => proven({ ...person(who), proof: "L4", evidence: {} });

type World = ReturnType<typeof world>;
/** A second process on the same store. */
const beside = ({ parts }: World) =>
  createCountersign({
    ...parts,
    audit: { ...parts.audit, log: { write: async () => {} } },
    policy: policy({ id: "p", rules: [large] }),
  });

/** Asked, and nobody decided; the caller was told. */
async function expired() {
  const made = world([large]);
  const { issue, ran } = refunds(made.cs);
  await issue.attempt(call, key);
  const first = await made.people.next();
  await made.clock.advance("31m");
  const told = await issue.attempt(call, key);
  return { ...made, issue, ran, first, told };
}

test("a key whose request expired is asked again by its next call, once the caller was told of the end", async () => {
  const { issue, people, first, told, ran } = await expired();
  expect(told).toMatchObject({ ok: false, error: { code: "expired", executed: "no" } });
  expect(await issue.attempt(call, key)).toMatchObject({ ok: false, error: { code: "pending" } });
  const second = await people.next();
  expect(second.requestId).not.toBe(first.requestId);
  await second.answer(approve("ana"));
  expect(await issue.attempt(call, key)).toMatchObject({ ok: true });
  expect(await issue.attempt(call, key)).toMatchObject({ ok: false, error: { code: "withheld", executed: "yes" } });
  expect(ran).toHaveLength(1);
});

test("the card and the log of what is asked again name the request before, and how it ended", async () => {
  const { issue, people, first, parts } = await expired();
  await issue.attempt(call, key);
  const second = await people.next();
  expect(second.view.because[0]).toBe(
    `asked again: the request before (${first.requestId}) expired undecided at 2026-01-01T00:30:00.000Z`,
  );
  const asked = parts.audit.log.events.filter(({ type }) => type.includes("approval.requested"));
  expect(asked.map(({ line }) => JSON.parse(line).data.again)).toEqual([undefined, first.requestId]);
});

test("the downstream key stays that of the call, however often it was asked", async () => {
  const { cs, people, clock } = world();
  const { issue } = refunds(cs);
  const { key: allowed } = await issue({ orderId: "o", amount: 1 }, { key: "k" });
  await issue.attempt(call, key);
  await people.next();
  await clock.advance("31m");
  await issue.attempt(call, key);
  await issue.attempt(call, key);
  await (await people.next()).answer(approve("ana"));
  expect((await issue(call, key)).key).toBe(allowed);
});

test.each<[string, (made: World, id: string) => Promise<unknown>]>([
  ["cancelled", ({ cs }, id) => cs.desk.cancel(id, { by: by("ana"), reason: "not today" })],
  ["approved and not used", async ({ clock }) => void (await clock.advance("31m"))],
])("what was %s is asked again under its key", async (how, end) => {
  const made = world([large]);
  const { issue } = refunds(made.cs);
  await issue.attempt(call, key);
  const asked = await made.people.next();
  if (how !== "cancelled") await asked.answer(approve("ana"));
  await end(made, asked.requestId);
  expect(await issue.attempt(call, key)).toMatchObject({ ok: false, error: { executed: "no" } });
  expect(await issue.attempt(call, key)).toMatchObject({ ok: false, error: { code: "pending" } });
});

test("what the caller took back itself is asked again at once", async () => {
  const { cs, people } = world([large]);
  const { issue } = refunds(cs);
  const mine = new AbortController();
  const first = issue.attempt(call, { key: "k", signal: mine.signal });
  await people.next();
  mine.abort();
  await first;
  expect(await issue.attempt(call, key)).toMatchObject({ ok: false, error: { code: "pending" } });
});

test("a denial sticks, unless the caller says that it asks again after it", async () => {
  const { cs, people } = world([large]);
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, key);
  const first = await people.next();
  await first.answer(deny("bo", "too much"));
  for (let turn = 0; turn < 3; turn++)
    expect(await issue.attempt(call, key)).toMatchObject({ ok: false, error: { code: "denied" } });
  const again = await issue.attempt(call, { ...key, again: "after denial" });
  expect(again).toMatchObject({ ok: false, error: { code: "pending" } });
  const second = await people.next();
  expect(second.view.because[0]).toMatch(new RegExp(`${first.requestId}\\) was denied by bo at`));
  await second.answer(approve("ana"));
  expect(await issue.attempt(call, key)).toMatchObject({ ok: true });
  expect(ran).toHaveLength(1);
});

test("a denial over a budget is no word of a person: the same key is asked when there is room", async () => {
  const made = world([large], { budgets: { session: 1 } });
  const { issue } = refunds(made.cs);
  const context = { session: "s" };
  await issue.attempt(call, { key: "a", hold: 0, context });
  const over = await issue.attempt(call, { key: "b", hold: 0, context });
  expect(over).toMatchObject({ ok: false, error: { code: "denied", by: "budget" } });
  await (await made.people.next()).answer(deny("bo"));
  expect(await issue.attempt(call, { key: "b", hold: 0, context })).toMatchObject({
    ok: false,
    error: { code: "pending" },
  });
});

test("two processes that ask again at once ask once", async () => {
  const made = await expired();
  const other = refunds(beside(made));
  const done = await Promise.all([made.issue.attempt(call, key), other.issue.attempt(call, key)]);
  const ids = done.map((one) => !one.ok && "requestId" in one.error && one.error.requestId);
  expect(done.map((one) => !one.ok && one.error.code)).toEqual(["pending", "pending"]);
  expect(new Set(ids).size).toBe(1);
  await (await made.people.next()).answer(approve("ana"));
  await Promise.all([made.issue.attempt(call, { key: "k" }), other.issue.attempt(call, { key: "k" })]);
  expect(made.ran.length + other.ran.length).toBe(1);
});

test("another call under a key that may be asked again stays another call", async () => {
  const { issue } = await expired();
  const other = await issue.attempt({ ...call, amount: 700 }, key);
  expect(other).toMatchObject({ ok: false, error: { code: "conflict" } });
});

test("what ran, also what failed, is never asked again", async () => {
  const { cs, people } = world([large]);
  let runs = 0;
  const issue = cs.guard(() => {
    runs++;
    throw new Error("no");
  }, refund);
  people.will(approve("ana"));
  await issue.attempt(call, { key: "k" });
  for (let turn = 0; turn < 3; turn++)
    expect(await issue.attempt(call, { ...key, again: "after denial" })).toMatchObject({
      ok: false,
      error: { code: "failed" },
    });
  expect(runs).toBe(1);
});

test("a call that is asked again may be answered by a grant", async () => {
  const remember = { scope: "same call", for: "1d", uses: 2 } as const;
  const rule = ask("large", { on: refund, require: { approvers: { group: "finance" }, within: "30m" }, remember });
  const { cs, people, clock } = world([rule]);
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, key);
  await people.next();
  await clock.advance("31m");
  await issue.attempt(call, key);
  people.will(approve("ana", { remember: { scope: "same call", for: "1d", uses: 2 } }));
  await issue(call, { key: "other" });
  expect(await issue.attempt(call, key)).toMatchObject({ ok: true });
  expect(await issue.attempt(call, key)).toMatchObject({ ok: false, error: { code: "withheld" } });
  expect(ran).toHaveLength(2);
});

test("`again` needs a key, and is one word", async () => {
  const { cs } = world([large]);
  const { issue } = refunds(cs);
  const wrong = [{ again: "after denial" }, { key: "k", again: true }];
  for (const options of wrong)
    expect(await issue.attempt(call, options as never)).toMatchObject({ ok: false, error: { code: "input" } });
});
