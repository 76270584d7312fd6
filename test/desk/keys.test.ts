import { expect, test, vi } from "vitest";
import { createCountersign, createDesk, proven } from "../../src/index.js";
import { policy } from "../../src/policy.js";
import { ed25519Signer } from "../../src/signers/ed25519.js";
import { approve, fakeClock, inMemory, memoryApprover, person } from "../../src/testing/testing.js";
import { large, refund, refunds, small } from "../world.js";

const call = { orderId: "o", amount: 600 };
const ana = proven({ ...person("ana"), proof: "L2", evidence: {} });

/** Processes on one store, each with a key and a log of its own. */
async function processes() {
  const people = memoryApprover({ ana: { groups: ["finance"] }, bo: { groups: ["finance"] } });
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const { app, store, directory, transports, context } = inMemory(people, clock);
  const about = { app, clock, policy: policy({ id: "p", rules: [small, large] }), directory, store };
  const logs: ReturnType<typeof inMemory>["audit"]["log"][] = [];
  const audit = async () => {
    const { log } = inMemory(people, clock).audit;
    logs.push(log);
    return { log, signer: await ed25519Signer("generate") };
  };
  const guarding = { ...about, ...(context && { context }) };
  return {
    people,
    store,
    about,
    guarding,
    audit,
    transports,
    lines: () => logs.flatMap(({ events }) => events).length,
  };
}

/** A refund that was approved and has run, by a guarded process and a desk that know each other. */
async function settled() {
  const made = await processes();
  const { about, guarding, audit, transports, people } = made;
  const [guard, seal] = [await audit(), await ed25519Signer("generate")];
  const desk = { ...about, transports, actions: [refund], seal };
  const there = createDesk({ ...desk, audit: await audit(), guards: [guard.signer.publicJwk] });
  const cs = createCountersign({ ...guarding, audit: guard, seals: [seal.publicJwk] });
  people.will(approve("ana"));
  await refunds(cs).issue(call, { key: "k" });
  const { requestId } = people.asked[0] ?? { requestId: "" };
  return { ...made, guard, seal, desk, there, requestId };
}

test("a desk that was not given the guards' key leaves their records as they are, and says which key it lacks", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { desk, audit, store, requestId, guard } = await settled();
  const before = (await store.get(requestId)).row;
  const wrong = createDesk({ ...desk, audit: await audit() });
  expect((await wrong.requests(ana, { queue: "decided" })).items).toEqual([]);
  await wrong.sweep();
  expect((await store.get(requestId)).row).toEqual(before);
  await wrong.close();
  const lines = said.mock.calls.flat().filter((line) => String(line).includes(guard.signer.keyId));
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^countersign: ${requestId} is passed over: .*\`guards\``))]);
  said.mockRestore();
});

test("a guarded process with a new key does not end what the old one left: its caller is told which key it lacks", async () => {
  const { guarding, audit, seal, store, requestId, guard } = await settled();
  const before = (await store.get(requestId)).row;
  const renewed = refunds(createCountersign({ ...guarding, audit: await audit(), seals: [seal.publicJwk] }));
  const said = await renewed.issue.attempt(call, { key: "k" });
  expect(said).toMatchObject({ ok: false, error: { code: "unavailable", executed: "unknown" } });
  expect(!said.ok && said.error.reason).toContain(guard.signer.keyId);
  expect((await store.get(requestId)).row).toEqual(before);
  const guards = [guard.signer.publicJwk];
  const both = refunds(createCountersign({ ...guarding, audit: await audit(), seals: [seal.publicJwk], guards }));
  expect(await both.issue.attempt(call, { key: "k" })).toMatchObject({ ok: false, error: { code: "withheld" } });
  expect([...renewed.ran, ...both.ran]).toEqual([]);
});

test("two desks that do not name each other end a request once, and say so once each", async () => {
  const made = await processes();
  const { about, guarding, audit, transports, people, store } = made;
  const guard = await audit();
  const keys = [await ed25519Signer("generate"), await ed25519Signer("generate")] as const;
  const seals = keys.map(({ publicJwk }) => publicJwk);
  const desks = await Promise.all(
    keys.map(async (seal) =>
      createDesk({
        ...about,
        transports,
        actions: [refund],
        seal,
        audit: await audit(),
        guards: [guard.signer.publicJwk],
      }),
    ),
  );
  const cs = createCountersign({ ...guarding, audit: guard, seals });
  await refunds(cs).issue.attempt(call, { key: "k", hold: 0 });
  const { requestId, digest, revision } = await people.next();
  for (const desk of desks) expect(await desk.message(requestId)).toMatchObject({ state: "pending" });
  await desks[0]?.review(requestId, { decision: "deny", reason: "no", by: ana, digest, revision });
  for (let round = 0; round < 20; round++) for (const desk of desks) await desk.message(requestId);
  const { row } = await store.get(requestId);
  expect(row?.version).toBeLessThan(10);
  expect(made.lines()).toBeLessThan(20);
  await Promise.all(desks.map((desk) => desk.close()));
});
