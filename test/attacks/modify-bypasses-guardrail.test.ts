import { expect, test } from "vitest";
import { deny, guardrail } from "../../src/policy.js";
import { approve, deny as denies, modify } from "../../src/testing/testing.js";
import { large, refund, refunds, small, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const cap = deny("cap", { on: refund, when: ({ arg }) => [arg("amount").gt(1000)] });

test("modified arguments go through the schema: what does not parse is answered with the place, and changes nothing", async () => {
  const { cs, people } = world([large]);
  const { issue, ran } = refunds(cs);
  people.will(modify("ana", { orderId: "o", amount: -5, note: "" }, { expect: "invalid" }), approve("bo"));
  expect(await issue(call)).toMatchObject({ refunded: 600, modified: false });
  expect(ran).toHaveLength(1);
  people.done();
});

test("modified arguments go through policy: a denied modification leaves the request as it was", async () => {
  const { cs, people } = world([large, cap]);
  const { issue } = refunds(cs);
  people.will(modify("ana", { orderId: "o", amount: 5000, note: "" }, { expect: "policy_denied" }), approve("bo"));
  expect(await issue(call)).toMatchObject({ refunded: 600, modified: false });
  people.done();
});

test("a modification that policy would allow alone still needs what was asked: the requirement only ratchets", async () => {
  const { cs, people } = world([small, large]);
  const { issue, ran } = refunds(cs);
  people.will(modify("ana", { orderId: "o", amount: 20, note: "" }), denies("bo", "not even that"));
  expect(await issue.attempt(call)).toMatchObject({ ok: false, error: { code: "denied", by: "people" } });
  expect(ran).toEqual([]);
});

test("a modification equal to the call, and one of an old revision, change nothing", async () => {
  const { cs, people } = world([large]);
  const { issue } = refunds(cs);
  const done = issue.attempt(call, { key: "k", hold: "1m" });
  const asked = await people.next();
  expect((await asked.answer(modify("ana", { ...call, note: "" }))).result).toBe("invalid");
  expect((await asked.answer(modify("ana", { ...call, amount: 100, note: "" }))).result).toBe("revised");
  expect((await asked.answer(modify("bo", { ...call, amount: 110, note: "" }))).result).toBe("stale");
  expect((await asked.answer(approve("bo"))).result).toBe("stale");
  await (await people.next()).answer(denies("cy"));
  expect(await done).toMatchObject({ ok: false, error: { code: "denied" } });
});

const clean = guardrail("clean", { on: refund, input: ["secrets", { words: ["ransom"] }] });
const careful = guardrail("careful", {
  on: refund,
  input: [{ words: ["urgent"] }],
  otherwise: { ask: { approvers: { person: "eve" }, within: "30m" } },
});
const noted = (note: string) => ({ orderId: "o", amount: 600, note });

test("modified arguments go through input guardrails: one that trips is denied by policy, and the request stays as it was", async () => {
  const { cs, people, events } = world([large, clean]);
  const { issue, ran } = refunds(cs);
  people.will(modify("ana", noted("pay the RANSOM"), { expect: "policy_denied" }), approve("bo"));
  expect(await issue(call)).toMatchObject({ refunded: 600, modified: false, by: ["bo"] });
  expect(ran).toEqual([noted("")]);
  expect(events()).not.toContain("call.modified");
  people.done();
});

test("a modification that trips a guardrail which asks adds to what is required, and later ones keep it", async () => {
  const { cs, people } = world([large, careful]);
  const { issue } = refunds(cs);
  const done = issue.attempt(call, { key: "k", hold: "1m" });
  const first = await people.next();
  expect((await first.answer(modify("ana", noted("urgent")))).result).toBe("revised");
  const second = await people.next();
  expect((await second.answer(modify("bo", noted("calm")))).result).toBe("revised");
  const third = await people.next();
  expect((await third.answer(approve("cy"))).result).toBe("recorded");
  expect((await third.answer(approve("eve"))).result).toBe("resolved");
  expect(await done).toMatchObject({ ok: true, value: { modified: true, by: ["cy", "eve"] } });
});

test("the modification waits for whom the tripped guardrail asks, too", async () => {
  const { cs, people } = world([large, careful]);
  const { issue, ran } = refunds(cs);
  const done = issue.attempt(call, { key: "k", hold: "1m" });
  await (await people.next()).answer(modify("ana", noted("urgent")));
  const revised = await people.next();
  expect((await revised.answer(approve("bo"))).result).toBe("recorded");
  expect(ran).toEqual([]);
  expect((await revised.answer(approve("eve"))).result).toBe("resolved");
  expect(await done).toMatchObject({ ok: true, value: { by: ["bo", "eve"] } });
});

test("a call that trips a guardrail is refused before anybody is asked, whatever people would approve", async () => {
  const { cs, people, events } = world([large, clean]);
  const { issue, ran } = refunds(cs);
  expect(await issue.attempt(noted("ransom"))).toMatchObject({
    ok: false,
    error: { code: "denied", by: "guardrail", rules: ["clean"] },
  });
  expect([people.asked, ran]).toEqual([[], []]);
  expect(events()).not.toContain("approval.requested");
});
