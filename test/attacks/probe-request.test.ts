import { expect, test } from "vitest";
import { proven } from "../../src/index.js";
import { approve, deny } from "../../src/testing/testing.js";
import { asking, call, office } from "../approval/office.js";
import { of, staged } from "../approval/replay.js";

const by = (subject: string) => proven({ issuer: "test", subject, proof: "L1", evidence: {} });
const rule = [asking(staged([of("finance"), of("security")]))];

test("an outsider's review, cancel and look answer alike for a request that is there and one that is not", async () => {
  const { people, issue, cs } = office(rule);
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  const { revision, digest, requestId } = asked;
  for (const who of ["eve", "di"]) {
    const review = { decision: "approve", by: by(who), revision, digest } as const;
    expect(await cs.desk.review(requestId, review)).toEqual(await cs.desk.review("req_no_such", review));
    const end = { by: by(who), reason: "x" };
    expect(await cs.desk.cancel(requestId, end)).toEqual(await cs.desk.cancel("req_no_such", end));
    expect(await cs.desk.show(requestId, by(who))).toEqual(await cs.desk.show("req_no_such", by(who)));
  }
  expect((await asked.answer(deny("di"))).result).toBe("not_eligible");
  expect((await cs.desk.message(requestId))?.state).toBe("pending");
});

test("people of the call and of any stage may take it back, others may not", async () => {
  for (const [who, result] of [
    ["owner", "resolved"],
    ["cy", "resolved"],
    ["eve", "not_eligible"],
  ] as const) {
    const { people, issue, cs } = office(rule);
    await issue.attempt(call, { key: "k", hold: 0 });
    const { requestId } = await people.next();
    expect((await cs.desk.cancel(requestId, { by: by(who), reason: "no more" })).result).toBe(result);
  }
});

test("an approval by somebody who may not see it tells nothing of who has approved", async () => {
  const { people, issue } = office(rule);
  void issue.attempt(call);
  const asked = await people.next();
  await asked.answer(approve("ana"));
  expect(await asked.answer(approve("eve"))).toEqual({ result: "not_eligible", why: expect.any(String) });
});
