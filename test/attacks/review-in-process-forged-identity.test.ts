import { expect, test } from "vitest";
import { type Identity, proven } from "../../src/index.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const lookAlike = { issuer: "test", subject: "ana", proof: "L4", evidence: {}, "~proven": true } as Identity;

async function asked() {
  const made = world([large]);
  const { issue, ran } = refunds(made.cs);
  const done = issue.attempt(call, { key: "k", hold: "1m" });
  const message = await made.people.next();
  return { ...made, ran, done, message, about: { revision: message.revision, digest: message.digest } };
}

test("an identity made by hand decides nothing, whatever it claims", async () => {
  const { cs, message, about, ran, clock, done } = await asked();
  expect(await cs.desk.review(message.requestId, { decision: "approve", by: lookAlike, ...about })).toMatchObject({
    result: "invalid",
  });
  expect(await cs.desk.cancel(message.requestId, { by: lookAlike, reason: "" })).toMatchObject({ result: "invalid" });
  expect(await cs.desk.reconcile(message.requestId, { by: lookAlike, reason: "", outcome: "succeeded" })).toMatchObject(
    { result: "invalid" },
  );
  expect(await cs.desk.show(message.requestId, lookAlike)).toBeUndefined();
  expect(await cs.desk.requests(lookAlike)).toMatchObject({ items: [] });
  await clock.advance("2m");
  await done;
  expect(ran).toEqual([]);
});

test("a copy of a proven identity is not proven", async () => {
  const { cs, message, about } = await asked();
  const by = { ...proven({ issuer: "test", subject: "ana", proof: "L1", evidence: {} }) };
  expect(await cs.desk.review(message.requestId, { decision: "approve", by, ...about })).toMatchObject({
    result: "invalid",
  });
});

test("L0 proves nothing: no identity can be made of it", () => {
  expect(() => proven({ issuer: "test", subject: "ana", proof: "L0" as "L1", evidence: {} })).toThrow(
    /L0 proves nothing/,
  );
});

test("a transport cannot bring a stronger proof than it can check", async () => {
  const { people, ...made } = world([large]);
  const weak = { ...people, capabilities: { ...people.capabilities, proof: "L1" as const }, name: "weak" };
  let door: Parameters<NonNullable<typeof weak.connect>>[0] | undefined;
  weak.connect = async (inbox) => {
    door = inbox;
    return async () => undefined;
  };
  const other = world([large], { transports: [weak], directory: people });
  const { issue } = refunds(other.cs);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  const by = proven({ issuer: "test", subject: "ana", proof: "L4", evidence: {} });
  const said = await door?.review(message.requestId, {
    decision: "approve",
    by,
    revision: message.revision,
    digest: message.digest,
  });
  expect(said).toMatchObject({ result: "forbidden" });
  await made.cs.close();
});
