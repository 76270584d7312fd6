import { expect, test } from "vitest";
import { deny } from "../../src/policy.js";
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
