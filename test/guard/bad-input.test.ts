import { expect, test } from "vitest";
import * as z from "zod";
import { action, type Config, createCountersign, isCountersignError, proven } from "../../src/index.js";
import { allow, policy } from "../../src/policy.js";
import { approve, fakeClock, inMemory, memoryApprover } from "../../src/testing/testing.js";
import { large, refund, refunds, small, world } from "../world.js";

const parts = () => inMemory(memoryApprover({ ana: { groups: ["finance"] } }), fakeClock());
const rules = policy({ id: "p", rules: [small, large] });

test.each<[string, object, RegExp]>([
  ["no policy", { policy: undefined }, /policy: give a policy/],
  ["an empty list of policies", { policy: [] }, /at least one policy/],
  ["a policy that was not made by policy()", { policy: { id: "x", hash: "0", mode: "enforce", rules: [] } }, /policy/],
  ["an unknown option", { polcy: rules }, /polcy: unknown option/],
  ["no app", { app: "" }, /app: name the application/],
  ["no signer", { audit: { log: { write: async () => {} } } }, /audit\.signer/],
  ["no log", { audit: { signer: parts().audit.signer } }, /audit\.log/],
  ["an asking policy without a store", { store: undefined }, /store: the policy can ask/],
  ["an asking policy without a directory", { directory: undefined }, /directory: the policy can ask/],
  ["an asking policy without a way to people", { transports: [] }, /transports .*: the policy can ask/],
  [
    "a judge without a store",
    { policy: policy({ id: "a", rules: [small] }), judges: [{ judge: () => ({ verdict: "none" }) }], store: undefined },
    /store/,
  ],
  [
    "two transports of one name",
    { transports: [parts().transports[0], parts().transports[0]] },
    /two transports are named/,
  ],
  ["seals that are a key and no list", { seals: parts().audit.signer.publicJwk }, /seals: list public keys/],
  ["a signer in the place of its public key", { seals: [parts().audit.signer] }, /seals\[0\]: give a public key/],
  ["a key that is not there", { guards: [undefined] }, /guards\[0\]: give a public key/],
  ["a context that is no context", { context: { usr: { issuer: "a", subject: "b" } } }, /usr: unknown option/],
  ["a principal without a subject", { context: { owner: { issuer: "a" } } }, /issuer, subject/],
])("%s is refused when it is put together, naming the place", (_, wrong, said) => {
  const config = { ...parts(), policy: rules, ...wrong };
  for (const name of Object.keys(config) as (keyof typeof config)[])
    if (config[name] === undefined) delete config[name];
  const make = () => createCountersign(config as unknown as Config);
  expect(make).toThrow(said);
  try {
    make();
  } catch (error) {
    expect(isCountersignError(error, "input")).toBe(true);
  }
});

test("putting it together does no I/O", () => {
  const store = new Proxy(parts().store, { get: () => () => expect.unreachable("the store was asked") });
  expect(() => createCountersign({ ...parts(), store, policy: rules })).not.toThrow();
});

test.each<[string, () => unknown, RegExp]>([
  ["a name that is no name", () => action("two words", { input: z.object({}), effect: "read" }), /a name is/],
  ["an unknown effect", () => action("x", { input: z.object({}), effect: "maybe" as "read" }), /effect: use one of/],
  [
    "an unknown option",
    () => action("x", { input: z.object({}), effect: "read", crtical: [] } as never),
    /unknown option "crtical"/,
  ],
  ["a schema of no library", () => action("x", { input: {} as never, effect: "read" }), /Standard Schema/],
  [
    "a critical path that the schema lacks",
    () => action("x", { input: z.object({ a: z.string() }), effect: "read", critical: ["b" as "a"] }),
    /no argument "b"/,
  ],
  ["L0", () => proven({ issuer: "a", subject: "b", proof: "L0" as "L1", evidence: {} }), /L0/],
  ["an identity of nobody", () => proven({ issuer: "a", subject: "", proof: "L1", evidence: {} }), /subject/],
  ["guarding no function", () => world().cs.guard(undefined as never, refund), /give the function/],
  ["guarding for no action", () => world().cs.guard(() => 1, {} as never), /not an action/],
])("%s is refused with a typed error", (_, make, said) => {
  expect(make).toThrow(said);
  try {
    make();
  } catch (error) {
    expect(isCountersignError(error, "input")).toBe(true);
  }
});

test.each<[string, object]>([
  ["an unknown option", { kye: "k" }],
  ["a hold without a key", { hold: 0 }],
  ["a turn without a key", { turn: "resp_1" }],
  ["a turn that is no text", { key: "k", turn: "" }],
  ["a hold that is no duration", { key: "k", hold: "30min" }],
  ["an empty key", { key: "" }],
  ["an unknown context member", { context: { usr: { issuer: "test", subject: "ana" } } }],
])("a call with %s is refused, and nothing runs", async (_, options) => {
  const { cs } = world();
  const { issue, ran } = refunds(cs);
  expect(await issue.attempt({ orderId: "o", amount: 1 }, options)).toMatchObject({
    ok: false,
    error: { code: "input", executed: "no" },
  });
  expect(ran).toEqual([]);
});

test("a model is told to correct its arguments, and not to try again where its developer made the mistake", async () => {
  const { issue } = refunds(world().cs);
  const told = async (amount: unknown, options: object) => {
    const done = await issue.attempt({ orderId: "o", amount } as never, options);
    return !done.ok && done.error.forModel();
  };
  const unfit = "The tool is not set up right. It was not executed. Do not try again.";
  for (const options of [{ kye: "k" }, { hold: 0 }, { key: "k", hold: "30min" }, { key: "" }])
    expect(await told(1, options)).toContain(unfit);
  expect(await told("much", {})).toContain("The arguments are not valid. It was not executed. Correct them");
});

test("arguments that do not parse are refused with the schema's issues and their places", async () => {
  const { cs } = world();
  const done = await refunds(cs).issue.attempt({ orderId: 5, amount: -1 } as never);
  expect(done).toMatchObject({
    ok: false,
    error: { code: "input", issues: [{ path: "orderId" }, { path: "amount" }] },
  });
});

test("a schema that is not a fixed point is refused at the call: what people saw would not be what runs", async () => {
  const doubling = z.object({ n: z.number() }).transform(({ n }) => ({ n: n * 2 }));
  const twice = action("twice", { input: doubling as unknown as z.ZodObject<{ n: z.ZodNumber }>, effect: "write" });
  const { cs } = world([allow("r", { on: twice })]);
  const done = await cs.guard(() => 1, twice).attempt({ n: 1 });
  expect(done).toMatchObject({ ok: false, error: { code: "input", reason: expect.stringContaining("parsing twice") } });
});

test("a schema that throws, and a datasets function that throws, are typed errors", async () => {
  const throws = () => {
    throw new Error("schema bug with data in it");
  };
  const one = action("one", { input: z.object({ a: z.string() }).superRefine(throws), effect: "read" });
  const two = action("two", { input: z.object({ a: z.string() }), effect: "read", datasets: throws });
  const { cs } = world([allow("r", { on: { effect: "read" } })]);
  for (const broken of [one, two]) {
    const done = await cs.guard(() => 1, broken).attempt({ a: "x" });
    expect(done).toMatchObject({ ok: false, error: { code: "input" } });
    expect(!done.ok && done.error.message).not.toContain("data in it");
  }
});

test.each<[string, Partial<Config>, string]>([
  ["a store that is down", { store: { ...parts().store, open: () => Promise.reject(new Error("down")) } }, "store"],
  [
    "a directory that throws",
    { directory: { people: () => Promise.reject(new Error("x")), members: () => Promise.reject(new Error("x")) } },
    "directory",
  ],
  ["a gatherer that throws", { gather: [() => Promise.reject(new Error("x"))] }, "gather"],
  ["a judge that throws", { judges: [{ judge: () => Promise.reject(new Error("x")) }] }, "judge"],
  ["a judge that asks nobody", { judges: [{ judge: () => ({ verdict: "ask", rules: [] }) as never }] }, "judge"],
  ["a judge that answers nonsense", { judges: [{ judge: () => ({ verdict: "maybe" }) as never }] }, "judge"],
])("%s refuses the call, which did not run", async (_, broken, part) => {
  const { cs } = world(undefined, broken);
  const { issue, ran } = refunds(cs);
  expect(await issue.attempt({ orderId: "o", amount: 600 })).toMatchObject({
    ok: false,
    error: { code: "unavailable", part, executed: "no" },
  });
  expect(ran).toEqual([]);
});

test("a judge that hangs refuses the call when its time is over", async () => {
  const { cs, clock } = world(undefined, { judges: [{ judge: () => new Promise(() => {}) }] });
  const done = refunds(cs).issue.attempt({ orderId: "o", amount: 1 });
  await clock.advance("11s");
  expect(await done).toMatchObject({ ok: false, error: { code: "unavailable", part: "judge" } });
});

test.each([
  ["throws", () => Promise.reject(new Error("channel down"))],
  ["hangs", () => new Promise<never>(() => {})],
])("a transport that %s keeps the request pending and visible, and decides nothing", async (_, deliver) => {
  const { people, clock } = world();
  const broken = { name: "broken", capabilities: { proof: "L1", modify: false, update: false } as const, deliver };
  const { cs } = world(undefined, { transports: [broken, people], directory: people, clock });
  const { issue } = refunds(cs);
  const done = issue.attempt({ orderId: "o", amount: 600 }, { key: "k", hold: "5m" });
  const asked = await people.next();
  await clock.advance("31s");
  const shown = await cs.desk.show(
    asked.requestId,
    proven({ issuer: "test", subject: "ana", proof: "L1", evidence: {} }),
  );
  expect(shown?.message.state).toBe("pending");
  expect(shown?.deliveries.find(({ transport }) => transport === "broken")?.failed).toBeDefined();
  await asked.answer(approve("ana"));
  expect(await done).toMatchObject({ ok: true });
});

test("an unknown reviewer, one who is not asked, and the requester are each told apart, and none counts", async () => {
  const { cs, people } = world();
  const { issue } = refunds(cs);
  people.will(
    approve("mallory", { expect: "not_a_person" }),
    approve("eve", { expect: "not_eligible" }),
    approve("owner", { expect: "excluded" }),
    approve("ana"),
  );
  expect(await issue({ orderId: "o", amount: 600 })).toMatchObject({ by: ["ana"] });
  people.done();
});
