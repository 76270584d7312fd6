import { expect, test } from "vitest";
import { type Config, proven, type Remember } from "../../src/index.js";
import { ask, deny as denies, type Rule } from "../../src/policy.js";
import { approve, deny, modify, person } from "../../src/testing/testing.js";
import { refund, refunds, world } from "../world.js";

const ceiling: Remember = { scope: { critical: "equal" }, for: "1d", uses: 3 };
const require = { approvers: { group: "finance" }, within: "30m" } as const;
const large = ask("large", { on: refund, require, remember: ceiling });
const call = { orderId: "o", amount: 600, note: "a" };
const agent = person("agent");
const context = { owner: person("owner"), agent, user: person("eve") };
const by = (subject: string) => proven({ issuer: "test", subject, proof: "L1", evidence: {} });

/** Ana has approved one refund, to be remembered so; whoever asks again must not need anybody. */
async function granted(remember: Remember = ceiling, rules: readonly Rule[] = [large], config: Partial<Config> = {}) {
  const made = world(rules, { context, ...config });
  const { issue, ran } = refunds(made.cs);
  made.people.will(approve("ana", { remember }));
  await issue(call);
  const asked = made.people.asked.length;
  const again = (args: Partial<typeof call> = {}, options = {}) =>
    issue.attempt({ ...call, ...args }, { key: "waits", hold: 0, ...options });
  const runs = async (args: Partial<typeof call> = {}, options = {}) => (await again(args, options)).ok;
  return { ...made, issue, ran, asked, again, runs };
}

test("an approval that is remembered answers the same call again, and nobody is asked", async () => {
  const { again, people, asked } = await granted();
  expect(await again()).toMatchObject({ ok: true, value: { refunded: 600, by: ["ana"] } });
  expect(people.asked).toHaveLength(asked);
});

test("the log says which grant answered, and carries the reviews that gave it", async () => {
  const { runs, events, parts } = await granted();
  await runs();
  expect(events()).toContain("grant.issued");
  const started = parts.audit.log.events.findLast(({ type }) => type.includes("execution.started"));
  expect(JSON.parse(started?.line ?? "").data).toMatchObject({
    grant: { id: expect.stringMatching(/^grant_/), revision: 1 },
    reviews: [{ payload: { person: "ana", remember: { uses: 3 } } }],
    policy: { verdict: "ask" },
  });
});

test.each<[string, Remember, Partial<typeof call>, boolean]>([
  ["critical arguments equal", ceiling, { note: "b" }, true],
  ["another amount", ceiling, { amount: 601 }, false],
  ["another order", ceiling, { orderId: "p" }, false],
  ["the same call only, and it is the same", { ...ceiling, scope: "same call" }, {}, true],
  ["the same call only, and its note is another", { ...ceiling, scope: "same call" }, { note: "b" }, false],
])("scope: %s", async (_, remember, args, answered) => {
  const { runs } = await granted(remember);
  expect(await runs(args)).toBe(answered);
});

test("another process on the same store has it too", async () => {
  const made = await granted();
  const { issue } = refunds(world([large], { ...made.parts, context }).cs);
  expect((await issue.attempt(call, { key: "k", hold: 0 })).ok).toBe(true);
});

test.each([
  ["user", { user: person("bo") }],
  ["agent", { agent: person("other") }],
])("a grant does not answer for another %s", async (_, other) => {
  const made = await granted();
  const { issue } = refunds(world([large], { ...made.parts, context: { ...context, ...other } }).cs);
  expect((await issue.attempt(call, { key: "k", hold: 0 })).ok).toBe(false);
});

test("uses are counted, and then people are asked again", async () => {
  const { runs } = await granted({ ...ceiling, uses: 2 });
  expect([await runs({}, { key: "1" }), await runs({}, { key: "2" }), await runs({}, { key: "3" })]).toEqual([
    true,
    true,
    false,
  ]);
});

test("the call whose approval gives a grant spends none of its uses, however often it is tried", async () => {
  const { cs, people } = world([large], { context });
  const { issue } = refunds(cs);
  await issue.attempt(call, { key: "first", hold: 0 });
  await (await people.next()).answer(approve("ana", { remember: ceiling }));
  expect((await issue.attempt(call, { key: "first", hold: 0 })).ok).toBe(true);
  expect((await cs.desk.grants(by("bo"))).items).toMatchObject([{ uses: 0, maxUses: 3 }]);
});

test("a call that waits already goes on waiting, and spends nothing", async () => {
  const { cs, people } = world([large], { context });
  const { issue } = refunds(cs);
  await issue.attempt(call, { key: "older", hold: 0 });
  await issue.attempt(call, { key: "newer", hold: 0 });
  await people.next();
  await (await people.next()).answer(approve("ana", { remember: ceiling }));
  expect(await issue.attempt(call, { key: "older", hold: 0 })).toMatchObject({ error: { code: "pending" } });
  expect((await cs.desk.grants(by("bo"))).items).toMatchObject([{ uses: 0 }]);
});

test("who denies before the approval was used ends the grant, too", async () => {
  const { cs, people, events } = world([large], { context });
  const { issue } = refunds(cs);
  await issue.attempt(call, { key: "first", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana", { remember: ceiling }));
  await message.answer(deny("bo", { expect: "resolved" }));
  expect((await cs.desk.grants(by("bo"))).items).toMatchObject([{ state: "closed" }]);
  expect(events()).toContain("grant.revoked");
  expect((await issue.attempt(call, { key: "second", hold: 0 })).ok).toBe(false);
});

test("the same key is one use and one run", async () => {
  const { runs, ran, again } = await granted({ ...ceiling, uses: 1 });
  await runs({}, { key: "1" });
  expect(await again({}, { key: "1" })).toMatchObject({ ok: false, error: { code: "withheld", executed: "yes" } });
  expect(ran).toHaveLength(2);
});

test("of many calls at once no more than its uses run", async () => {
  const { runs, ran } = await granted({ ...ceiling, uses: 3 });
  const done = await Promise.all(Array.from({ length: 10 }, (_, i) => runs({}, { key: String(i) })));
  expect([done.filter(Boolean).length, ran.length]).toEqual([3, 4]);
});

test("a grant ends with its time", async () => {
  const { runs, clock } = await granted({ ...ceiling, for: "1h" });
  expect(await runs({}, { key: "1" })).toBe(true);
  await clock.advance("60m");
  expect(await runs({}, { key: "2" })).toBe(false);
});

test("a grant is revoked by whoever could decide, and recorded", async () => {
  const { runs, cs, events } = await granted();
  const { items } = await cs.desk.grants(by("bo"));
  expect(items).toMatchObject([{ action: "refund.issue", uses: 0, maxUses: 3, state: "live", by: [{ id: "ana" }] }]);
  const id = items[0]?.id ?? "";
  expect(await cs.desk.revoke(id, { by: by("bo"), reason: "no longer" })).toMatchObject({ result: "resolved" });
  expect(await runs()).toBe(false);
  expect(events()).toContain("grant.revoked");
  expect((await cs.desk.grants(by("bo"))).items).toMatchObject([{ state: "closed" }]);
});

test("an outsider neither sees a grant nor ends it, and learns nothing of it", async () => {
  const { runs, cs } = await granted();
  const id = (await cs.desk.grants(by("bo"))).items[0]?.id ?? "";
  expect((await cs.desk.grants(by("nobody"))).items).toEqual([]);
  const [known, unknown] = await Promise.all(
    [id, "grant_none"].map((one) => cs.desk.revoke(one, { by: by("nobody"), reason: "" })),
  );
  expect(known).toEqual(unknown);
  expect(await runs()).toBe(true);
});

test.each<[string, Remember]>([
  ["more uses", { ...ceiling, uses: 4 }],
  ["a longer time", { ...ceiling, for: "25h" }],
])("an approval with %s than the rule lets be remembered is refused, and decides nothing", async (_, remember) => {
  const { cs, people } = world([large]);
  const { issue } = refunds(cs);
  people.will([approve("ana", { remember, expect: "forbidden" }), approve("bo")]);
  await issue(call);
  expect((await cs.desk.grants(by("bo"))).items).toEqual([]);
});

test("where no rule lets anything be remembered, an approval that asks for it is refused", async () => {
  const { cs, people } = world([ask("large", { on: refund, require })]);
  const { issue } = refunds(cs);
  people.will([approve("ana", { remember: ceiling, expect: "forbidden" }), deny("bo")]);
  expect((await issue.attempt(call)).ok).toBe(false);
});

test("an approval that says nothing of later calls leaves no grant", async () => {
  const { cs, people } = world([large]);
  const { issue } = refunds(cs);
  people.will(approve("ana"));
  await issue(call);
  expect((await cs.desk.grants(by("bo"))).items).toEqual([]);
});

test("of two who must agree both must mean it, and the narrower word counts", async () => {
  const rules = [ask("large", { on: refund, require: { ...require, approve: 2 }, remember: ceiling })];
  const { cs, people } = world(rules);
  const { issue } = refunds(cs);
  people.will([approve("ana", { remember: ceiling }), approve("bo")]);
  await issue(call);
  expect((await cs.desk.grants(by("cy"))).items).toEqual([]);
  people.will([approve("ana", { remember: ceiling }), approve("bo", { remember: { ...ceiling, uses: 1 } })]);
  await issue({ ...call, orderId: "p" });
  expect((await cs.desk.grants(by("cy"))).items).toMatchObject([{ maxUses: 1 }]);
});

test("a stricter policy than the one it was given under asks people again", async () => {
  const made = await granted();
  const stricter = ask("large", { on: refund, require: { ...require, approve: 2 }, remember: ceiling });
  const { issue } = refunds(world([stricter], { ...made.parts, context }).cs);
  expect((await issue.attempt(call, { key: "k", hold: 0 })).ok).toBe(false);
});

test("a policy that lets nothing be remembered any more ends what was remembered", async () => {
  const made = await granted();
  const { issue } = refunds(world([ask("large", { on: refund, require })], { ...made.parts, context }).cs);
  expect((await issue.attempt(call, { key: "k", hold: 0 })).ok).toBe(false);
});

test("a grant answers no deny", async () => {
  const made = await granted();
  const { issue } = refunds(world([large, denies("all", { on: refund })], { ...made.parts, context }).cs);
  expect(await issue.attempt(call)).toMatchObject({ ok: false, error: { code: "denied", by: "policy" } });
});

test("a grant of a modified call is for what was approved, not for what was asked", async () => {
  const made = world([large], { context });
  const { issue, ran } = refunds(made.cs);
  made.people.will(modify("ana", { ...call, amount: 500 }), approve("bo", { remember: ceiling }));
  await issue(call);
  expect((await issue.attempt(call, { key: "asked", hold: 0 })).ok).toBe(false);
  expect((await issue.attempt({ ...call, amount: 500 }, { key: "approved", hold: 0 })).ok).toBe(true);
  expect(ran).toHaveLength(2);
});

test("somebody who writes the store can neither widen a grant nor make it last", async () => {
  const { runs, cs, parts } = await granted({ ...ceiling, uses: 1, for: "1h" });
  const id = (await cs.desk.grants(by("bo"))).items[0]?.id ?? "";
  const { row } = await parts.store.get(id);
  const request = row?.request as unknown as { remember: Remember };
  const wider = { ...request, remember: { ...request.remember, uses: 100 } };
  await parts.store.compareAndSet(
    id,
    { version: row?.version ?? 0 },
    { state: "live", due: Number.MAX_SAFE_INTEGER, progress: { uses: [] }, request: wider },
  );
  expect(await runs()).toBe(false);
});

test("an issuer who has left no longer answers", async () => {
  const made = await granted();
  const directory: Config["directory"] = {
    people: async (who) => {
      const people = await made.people.people(who);
      return people === "unknown" ? people : people.map((one) => (one.id === "ana" ? { ...one, active: false } : one));
    },
    members: (of) => made.people.members(of),
  };
  const { issue } = refunds(world([large], { ...made.parts, directory, context }).cs);
  expect((await issue.attempt(call, { key: "k", hold: 0 })).ok).toBe(false);
});
