import { expect, test } from "vitest";
import { createCountersign, createDesk, type DeskConfig } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { ed25519Signer } from "../../src/signers/ed25519.js";
import { approve, fakeClock, inMemory, memoryApprover, modify } from "../../src/testing/testing.js";
import { large, refund, refunds, small } from "../world.js";

const call = { orderId: "o", amount: 600 };
const rules = [small, large];

/** A guarded process, and how to start a desk in another one: nothing is common but the store and the desk's public key. */
async function guarded(desk: Partial<DeskConfig> = {}) {
  const people = memoryApprover({ ana: { groups: ["finance"] }, bo: { groups: ["finance"] } });
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const [here, there] = [inMemory(people, clock), inMemory(people, clock)];
  const seal = await ed25519Signer("generate");
  const { transports, ...parts } = here;
  const cs = createCountersign({
    ...parts,
    policy: policy({ id: "p", rules }),
    seals: [seal.publicJwk],
  });
  const { app, directory, audit } = there;
  const config = { app, audit, clock, directory, policy: policy({ id: "p", rules }), transports, seal };
  const start = () => createDesk({ ...config, store: here.store, actions: [refund], ...desk });
  return { people, cs, start, here, there, ...refunds(cs) };
}

async function apart(desk: Partial<DeskConfig> = {}) {
  const made = await guarded(desk);
  return { ...made, elsewhere: made.start() };
}

const typesOf = (log: { readonly events: readonly { readonly type: string }[] }) =>
  log.events.map(({ type }) => type.slice("dev.countersign.".length, -".v1".length));

test("a desk of its own process brings a request to people, and their approval runs it in the other", async () => {
  const { people, issue, ran, elsewhere } = await apart();
  people.will(approve("ana"));
  await expect(issue(call)).resolves.toMatchObject({ refunded: 600 });
  expect(ran).toEqual([{ ...call, note: "" }]);
  await elsewhere.close();
});

test("each process keeps its own part of the log", async () => {
  const { people, issue, here, there, cs, elsewhere } = await apart();
  people.will(approve("ana"));
  await issue(call);
  await elsewhere.close();
  await cs.close();
  expect(typesOf(here.audit.log)).toEqual([
    "log.opened",
    "approval.requested",
    "execution.started",
    "execution.succeeded",
    "log.closed",
  ]);
  expect(typesOf(there.audit.log)).toEqual(
    expect.arrayContaining(["approval.delivered", "review.recorded", "call.approved"]),
  );
});

test("a guarded process whose people decide elsewhere has no desk of its own", async () => {
  const { cs, elsewhere } = await apart();
  await expect(cs.desk.message("req_1")).rejects.toMatchObject({ code: "unavailable" });
  await elsewhere.close();
});

test("a review sealed by a key that the guarded process was not given starts nothing", async () => {
  const { people, issue, ran, elsewhere } = await apart({ seal: await ed25519Signer("generate") });
  people.will(approve("ana"));
  expect(await issue.attempt(call)).toMatchObject({ ok: false, error: { code: "cancelled", executed: "no" } });
  expect(ran).toEqual([]);
  await elsewhere.close();
});

test("a modification at a desk elsewhere is judged there and runs here", async () => {
  const { people, issue, ran, elsewhere } = await apart();
  people.will(modify("ana", { ...call, amount: 500 }), approve("bo"));
  await expect(issue(call)).resolves.toMatchObject({ refunded: 500, modified: true });
  expect(ran).toEqual([{ orderId: "o", amount: 500, note: "" }]);
  await elsewhere.close();
});

test("a call of an action that a desk elsewhere does not hold can be approved there, not modified", async () => {
  const { people, issue, elsewhere } = await apart({ actions: [] });
  people.will(modify("ana", { ...call, amount: 500 }, { expect: "forbidden" }), approve("bo"));
  await expect(issue(call)).resolves.toMatchObject({ refunded: 600, modified: false });
  await elsewhere.close();
});

test("a request that was opened while no desk ran is brought to people when one starts", async () => {
  const { start, issue, people, ran } = await guarded();
  await issue.attempt(call, { key: "k", hold: 0 });
  const elsewhere = start();
  const message = await people.next();
  await message.answer(approve("ana"));
  await issue(call, { key: "k" });
  expect(ran).toHaveLength(1);
  await elsewhere.close();
});

test.each([
  ["actions", { actions: undefined }],
  ["store", { store: undefined }],
  ["directory", { directory: undefined }],
  ["seal", { seal: undefined }],
  ["transports", { transports: [] }],
  ["nothing", { nothing: true }],
  ["guards[0]", { guards: ["-----BEGIN PUBLIC KEY-----"] }],
])("a desk without its %s is refused by name", async (name, wrong) => {
  await expect(apart(wrong as never)).rejects.toMatchObject({ code: "input", message: expect.stringContaining(name) });
});
