import { createPublicKey, verify } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Bytes, fromHex, shortDigest, toHex } from "../../src/canonical.js";
import { person } from "../../src/testing/answers.js";
import { fakeClock } from "../../src/testing/fake-clock.js";
import { inMemory } from "../../src/testing/in-memory.js";
import { memoryApprover } from "../../src/testing/memory-approver.js";
import { memoryLog } from "../../src/testing/memory-log.js";
import { sampleMessage } from "../../src/testing/sample-message.js";
import { sinkSuite } from "../../src/testing/sink-suite.js";
import { testSigner } from "../../src/testing/test-signer.js";

afterEach(() => vi.unstubAllGlobals());

describe("inMemory", () => {
  test("the approver is both the directory and the only transport, and the owner is known to it", async () => {
    const people = memoryApprover({});
    const { directory, transports, context } = inMemory(people);
    expect(directory).toBe(people);
    expect(transports).toEqual([people]);
    expect(context).toEqual({ owner: person("owner") });
    expect(await directory.people(person("owner"))).toHaveLength(1);
  });
  test("store and guard are on one clock", async () => {
    const clock = fakeClock();
    const parts = inMemory(memoryApprover({}), clock);
    expect(parts.clock).toBe(clock);
    await clock.advance("1h");
    expect((await parts.store.get("none")).now).toBe(clock.now());
  });
  test("a request is over for the approver when the store says so, not when a write was refused", async () => {
    const people = memoryApprover({});
    const { store } = inMemory(people);
    const message = sampleMessage("1");
    const id = message.requestId;
    const row = {
      id,
      tenant: "t",
      kind: "call",
      key: "k",
      state: "pending",
      tags: [],
      request: {},
      progress: {},
    } as const;
    await store.open({ ...row, dueIn: 1000 });
    await people.deliver(message);
    const end = (version: number) => store.compareAndSet(id, { version }, { state: "denied", due: 0, progress: {} });
    expect((await end(7)).set).toBe(false);
    expect(() => people.done()).toThrow(/nobody answered/);
    expect((await end(1)).set).toBe(true);
    people.done();
  });
  test("without a clock it brings a fake one", async () => {
    expect(inMemory(memoryApprover({})).clock.now()).toBe(fakeClock().now());
  });
});

describe("the log in memory", () => {
  const event = (id: string, source = "s") => ({ id, source, type: "t", line: "{}" });
  sinkSuite(test, () => memoryLog());
  test("keeps events in their order", async () => {
    const log = memoryLog();
    await log.write([event("1"), event("2")]);
    await log.write([event("3")]);
    expect(log.events.map(({ id }) => id)).toEqual(["1", "2", "3"]);
  });
  test("keeps an event that is written again once; the id of another source is another event", async () => {
    const log = memoryLog();
    await log.write([event("1"), event("1")]);
    await log.write([event("1"), event("1", "other")]);
    expect(log.events).toEqual([event("1"), event("1", "other")]);
  });
});

describe("the test signer", () => {
  // RFC 8032 §7.1 TEST 1: the empty message.
  const SIGNATURE =
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
  test("signs with the published key, synchronously", () => {
    const signature = testSigner().sign(new Uint8Array());
    expect(toHex(signature as Uint8Array)).toBe(SIGNATURE);
  });
  test("signs the same without Node's crypto", async () => {
    vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
    const signature = testSigner().sign(new Uint8Array());
    expect(signature).toBeInstanceOf(Promise);
    expect(toHex(await signature)).toBe(SIGNATURE);
  });
  test("its public key verifies what it signs, and its id is the key's thumbprint", () => {
    const { sign, publicJwk, keyId } = testSigner();
    const bytes = fromHex("00ff10") as Bytes;
    const key = createPublicKey({ key: { ...publicJwk }, format: "jwk" });
    expect(verify(null, bytes, key, sign(bytes) as Uint8Array)).toBe(true);
    expect(keyId).toBe(shortDigest({ crv: publicJwk.crv, kty: publicJwk.kty, x: publicJwk.x }));
  });
});
