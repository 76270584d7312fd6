import { expect, test } from "vitest";
import * as z from "zod";
import { action, createCountersign } from "../../src/index.js";
import { allow, ask, policy } from "../../src/policy.js";
import { approve, person } from "../../src/testing/testing.js";
import { refund, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };

test("hold 0 is a ticket: pending at once, and the same key later re-attaches and runs once", async () => {
  const { cs, people } = world();
  const { issue, ran } = refunds(cs);
  const first = await issue.attempt(call, { key: "k", hold: 0 });
  expect(first).toMatchObject({ ok: false, error: { code: "pending", key: expect.any(String), executed: "no" } });
  const asked = await people.next();
  await asked.answer(approve("ana"));
  expect(await issue(call, { key: "k", hold: 0 })).toMatchObject({ refunded: 600 });
  expect(people.asked).toHaveLength(1);
  expect(ran).toHaveLength(1);
});

test("after its hold a call answers pending, and the request goes on", async () => {
  const { cs, people, clock } = world();
  const { issue } = refunds(cs);
  const first = issue.attempt(call, { key: "k", hold: "50s" });
  const asked = await people.next();
  await clock.advance("51s");
  expect(await first).toMatchObject({ ok: false, error: { code: "pending" } });
  expect((await asked.answer(approve("ana"))).result).toBe("resolved");
});

test("a finished call of the same key does not run again: its result is withheld without an output schema", async () => {
  const { cs, people } = world();
  const { issue, ran } = refunds(cs);
  people.will(approve("ana"));
  await issue(call, { key: "k" });
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({
    ok: false,
    error: { code: "withheld", executed: "yes" },
  });
  expect(ran).toHaveLength(1);
});

test("a finished call of the same key gives its stored result where the action has an output schema", async () => {
  const paid = action("pay", {
    input: z.object({ to: z.string() }),
    output: z.object({ id: z.string() }),
    effect: "money",
    critical: ["to"],
  });
  const { cs, people } = world([ask("pay", { on: paid, require: { approvers: { group: "finance" }, within: "30m" } })]);
  let runs = 0;
  const pay = cs.guard(({ to }) => ({ id: `${to}-${++runs}` }), paid);
  people.will(approve("ana"));
  expect(await pay({ to: "x" }, { key: "k" })).toEqual({ id: "x-1" });
  expect(await pay({ to: "x" }, { key: "k" })).toEqual({ id: "x-1" });
});

test("(run, toolCall) of the context is the key when none is given", async () => {
  const { cs, people } = world();
  const { issue, ran } = refunds(cs);
  people.will(approve("ana"));
  const context = { run: "r", toolCall: "t" };
  await issue(call, { context });
  await issue.attempt(call, { context });
  expect(ran).toHaveLength(1);
  people.will(approve("ana"));
  await issue(call, { context: { run: "r", toolCall: "t2" } });
  expect(ran).toHaveLength(2);
});

test("two calls without any key are two calls", async () => {
  const { cs, people } = world();
  const { issue, ran } = refunds(cs);
  people.will(approve("ana"), approve("bo"));
  await issue(call);
  await issue(call);
  expect(ran).toHaveLength(2);
});

test("the downstream key is the same for one call, and another for another caller, action or key", async () => {
  const { cs } = world();
  const { issue } = refunds(cs);
  const keyOf = async (options: Parameters<typeof issue>[1]) => (await issue({ orderId: "o", amount: 1 }, options)).key;
  const key = await keyOf({ key: "k" });
  expect(await keyOf({ key: "k" })).toBe(key);
  const others = [await keyOf({ key: "k2" }), await keyOf({ key: "k", context: { user: person("ana") } })];
  expect(new Set([key, ...others]).size).toBe(3);
});

test("an allowed action with `once` starts its body once for a key, and needs one", async () => {
  const post = action("post", {
    input: z.object({ text: z.string() }),
    output: z.string(),
    effect: "message",
    once: true,
  });
  const { cs } = world([allow("post", { on: post })]);
  let runs = 0;
  const send = cs.guard(({ text }) => `${text}${++runs}`, post);
  expect(await Promise.all([1, 2, 3].map(() => send({ text: "a" }, { key: "k" })))).toEqual(["a1", "a1", "a1"]);
  expect(await send.attempt({ text: "a" })).toMatchObject({ ok: false, error: { code: "input" } });
});

test("the abort of the creator takes the request back; of one who attached, only ends their waiting", async () => {
  const { cs, people } = world();
  const { issue, ran } = refunds(cs);
  const [mine, theirs] = [new AbortController(), new AbortController()];
  const first = issue.attempt(call, { key: "k", signal: mine.signal });
  const asked = await people.next();
  const second = issue.attempt(call, { key: "k", signal: theirs.signal });
  theirs.abort();
  expect(await second).toMatchObject({ ok: false, error: { code: "pending" } });
  mine.abort();
  expect(await first).toMatchObject({ ok: false, error: { code: "cancelled", executed: "no" } });
  expect((await asked.answer(approve("ana"))).result).toBe("too_late");
  expect(ran).toEqual([]);
});

test("a call whose signal is aborted already is neither judged nor recorded", async () => {
  const { cs, events } = world();
  const { issue, ran } = refunds(cs);
  expect(await issue.attempt(call, { signal: AbortSignal.abort() })).toMatchObject({
    ok: false,
    error: { code: "cancelled" },
  });
  expect([ran, events()]).toEqual([[], []]);
});

test("the body's signal is the caller's", async () => {
  const { cs } = world();
  const abort = new AbortController();
  const issue = cs.guard((_, run) => {
    abort.abort();
    return run.signal.aborted;
  }, refund);
  expect(await issue({ orderId: "o", amount: 1 }, { signal: abort.signal })).toBe(true);
});

test("an approval that nobody uses in time has expired", async () => {
  const soon = ask("soon", {
    on: refund,
    require: { approvers: { group: "finance" }, within: "30m", useWithin: "1m" },
  });
  const { cs, people, clock } = world([soon]);
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  await (await people.next()).answer(approve("ana"));
  await clock.advance("2m");
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({
    ok: false,
    error: { code: "expired", executed: "no" },
  });
  expect(ran).toEqual([]);
});

test("two deployments over one store and one key share one run", async () => {
  const { cs, people, parts } = world();
  const other = createCountersign({
    ...parts,
    audit: { ...parts.audit, log: { write: async () => {} } },
    policy: policy({
      id: "p",
      rules: [
        ask("large", {
          on: refund,
          when: ({ arg }) => [arg("amount").gt(50)],
          require: { approvers: { group: "finance" }, within: "30m" },
        }),
      ],
    }),
  });
  const [here, there] = [refunds(cs), refunds(other)];
  people.will(approve("ana"));
  const done = await Promise.all([here.issue.attempt(call, { key: "k" }), there.issue.attempt(call, { key: "k" })]);
  expect(here.ran.length + there.ran.length).toBe(1);
  expect(done.filter(({ ok }) => ok)).toHaveLength(1);
});

test("a ticket keeps an approval as long as there was time to decide, counted from the approval", async () => {
  const { cs, people, clock } = world();
  const { issue, ran } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  await clock.advance("29m");
  await asked.answer(approve("ana"));
  await clock.advance("29m");
  expect(await issue.attempt(call, { key: "k", hold: 0 })).toMatchObject({ ok: true });
  expect(ran).toHaveLength(1);
});

test("what was approved and not used is told as that, and not as a decision that nobody took", async () => {
  const { cs, people, clock } = world();
  const { issue } = refunds(cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  await asked.answer(approve("ana"));
  await clock.advance("31m");
  const done = await issue.attempt(call, { key: "k", hold: 0 });
  expect(done).toMatchObject({ ok: false, error: { code: "expired", after: "approval", executed: "no" } });
  expect(!done.ok && done.error.forModel()).toMatch(/was approved, and not used in time/);
  expect((await asked.answer(approve("bo"))).why).toMatch(/Approved, and not used in time/);
});
