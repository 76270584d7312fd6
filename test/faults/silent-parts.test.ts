import type { StandardSchemaV1 } from "@standard-schema/spec";
import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.js";
import { action, type Config, createCountersign, createDesk, type Directory, proven } from "../../src/index.js";
import { allow, ask, deny, policy } from "../../src/policy.js";
import { fakeClock, inMemory, memoryApprover, person } from "../../src/testing/testing.js";

type Input = { amount: number };
const never = () => new Promise<never>(() => undefined);
const schema = (validate: StandardSchemaV1<Input>["~standard"]["validate"]): StandardSchemaV1<Input> => ({
  "~standard": { version: 1, vendor: "test", validate },
});
const plain = schema((value) => ({ value: value as Input }));
const context = { user: person("eve") };
const finance = { approvers: { group: "finance" }, within: "30m" } as const;

/** A guarded function that asks, or whose calls are counted, of which one part may be silent. */
function guarded(change: Partial<Config> = {}, input = plain, rule: "ask" | "count" | "allow" = "ask") {
  const on = action("pay", { input, effect: "money" });
  const capped = deny("cap", { on, when: ({ history }) => [history.count({ within: "1h", per: "user" }).gte(5)] });
  const rules = {
    ask: [ask("asks", { on, require: finance })],
    count: [allow("all", { on }), capped],
    allow: [allow("all", { on })],
  };
  const people = memoryApprover({ ana: { groups: ["finance"] }, eve: {} });
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const parts = inMemory(people, clock);
  const cs = createCountersign({ ...parts, policy: policy({ id: "p", rules: rules[rule] }), ...change });
  let ran = 0;
  return { people, clock, parts, cs, pay: cs.guard(() => ++ran, on), ran: () => ran };
}

const silent = (part: "people" | "members"): Directory => {
  const people = memoryApprover({ ana: { groups: ["finance"] }, eve: {} });
  return { people: (who) => people.people(who), members: (of) => people.members(of), [part]: never };
};

type Given = { readonly change?: Partial<Config>; readonly input?: typeof plain; readonly rule?: "ask" | "allow" };
const PARTS: readonly [string, "directory" | "gather" | "schema", Given][] = [
  ["a directory that never says who somebody is", "directory", { change: { directory: silent("people") } }],
  ["a directory that never lists who may decide", "directory", { change: { directory: silent("members") } }],
  ["a gatherer", "gather", { change: { gather: [never] }, rule: "allow" }],
  ["one gatherer of several", "gather", { change: { gather: [() => ({}), never] } }],
  ["an input schema", "schema", { input: schema(never), rule: "allow" }],
];

test.each(PARTS)("%s is waited for ten seconds, and named", async (_, part, { change, input, rule }) => {
  const { pay, clock, people, ran } = guarded(change, input, rule);
  let done: unknown;
  const call = pay.attempt({ amount: 1 }, { context }).then((all) => (done = all));
  await clock.advance(9_999);
  expect(done).toBeUndefined();
  await clock.advance(2);
  expect(await call).toMatchObject({ ok: false, error: { code: "unavailable", part, executed: "no" } });
  expect([people.asked, ran()]).toEqual([[], 0]);
});

test.each(PARTS)(
  "while %s is silent the caller's abort is heard at once",
  async (_, _part, { change, input, rule }) => {
    const { pay, people, parts, ran } = guarded(change, input, rule);
    const caller = new AbortController();
    const call = pay.attempt({ amount: 1 }, { context, signal: caller.signal });
    setImmediate(() => caller.abort());
    expect(await call).toMatchObject({ ok: false, error: { code: "cancelled", executed: "no" } });
    expect([people.asked, ran()]).toEqual([[], 0]);
    expect((await parts.store.list({ tenant: "default", kind: "call", limit: 9 })).rows).toEqual([]);
  },
);

test("a directory that is silent while calls are counted leaves it unknown whose they are", async () => {
  const { pay, clock, ran } = guarded({ directory: silent("people") }, plain, "count");
  const call = pay.attempt({ amount: 1 }, { context });
  await clock.advance("11s");
  expect(await call).toMatchObject({ error: { code: "denied", rules: ["cap"] } });
  expect(ran()).toBe(0);
});

test("a caller who gives up while its call is counted counts for nothing", async () => {
  const slow = memoryApprover({ ana: { groups: ["finance"] }, eve: {} });
  let answer = () => {};
  const waiting = new Promise<void>((resolve) => (answer = resolve));
  const directory: Directory = {
    members: (of) => slow.members(of),
    people: async (who) => waiting.then(() => slow.people(who)),
  };
  const { pay, parts } = guarded({ directory }, plain, "count");
  const caller = new AbortController();
  const call = pay.attempt({ amount: 1 }, { context, signal: caller.signal });
  setImmediate(() => caller.abort());
  expect(await call).toMatchObject({ error: { code: "cancelled" } });
  answer();
  const entries = async () =>
    (await parts.store.list({ tenant: "default", kind: "tally", limit: 9 })).rows.map(({ progress }) => progress);
  await expect.poll(entries).toEqual([{ entries: [] }]);
});

test.each(["open", "list"] as const)("a store whose %s is silent: the caller's abort is heard", async (name) => {
  const { parts } = guarded();
  const { pay, ran } = guarded({ store: { ...parts.store, [name]: never } });
  const caller = new AbortController();
  const call = pay.attempt({ amount: 1 }, { context, signal: caller.signal });
  setImmediate(() => caller.abort());
  expect(await call).toMatchObject({ error: { code: "cancelled", executed: "no" } });
  expect(ran()).toBe(0);
});

test("a request that is opened after its caller gave up is taken back", async () => {
  const { parts } = guarded();
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  const store = {
    ...parts.store,
    open: (row: Parameters<typeof parts.store.open>[0]) => gate.then(() => parts.store.open(row)),
  };
  const { pay } = guarded({ store, clock: parts.clock });
  const caller = new AbortController();
  const call = pay.attempt({ amount: 1 }, { context, signal: caller.signal });
  setImmediate(() => caller.abort());
  expect(await call).toMatchObject({ error: { code: "cancelled", executed: "no" } });
  go();
  const states = async () =>
    (await parts.store.list({ tenant: "default", kind: "call", limit: 9 })).rows.map(({ state }) => state);
  await expect.poll(states).toEqual(["cancelled"]);
});

test("a log that does not open: the caller's abort is heard", async () => {
  const { parts } = guarded();
  const { pay, ran } = guarded({ audit: { ...parts.audit, log: { ...parts.audit.log, write: never } } });
  const caller = new AbortController();
  const call = pay.attempt({ amount: 1 }, { context, signal: caller.signal });
  setImmediate(() => caller.abort());
  expect(await call).toMatchObject({ error: { code: "cancelled", executed: "no" } });
  expect(ran()).toBe(0);
});

test("a desk whose directory is silent answers that it cannot say", async () => {
  const { pay, people, parts, clock } = guarded();
  await pay.attempt({ amount: 1 }, { context, key: "k", hold: 0 });
  const { requestId, revision, digest } = await people.next();
  const desk = createDesk({
    ...{
      app: "test",
      actions: [],
      audit: inMemory(people, clock).audit,
      store: parts.store,
      transports: [people],
      clock,
    },
    seal: parts.audit.signer,
    directory: silent("people"),
    policy: policy({ id: "p", rules: [allow("all", { on: { effect: "money" } })] }),
  });
  const by = proven({ ...person("ana"), proof: "L4", evidence: {} });
  const review = desk.review(requestId, { decision: "approve", by, revision, digest });
  await clock.advance("11s");
  expect((await review).result).toBe("directory_unknown");
});

test("no timer is set for a gatherer, a schema or a call that answers at once", async () => {
  const slept: number[] = [];
  const clock = { ...systemClock, sleep: async (ms: number) => void slept.push(ms) };
  const { pay } = guarded({ gather: [() => ({ session: "s" })], clock }, plain, "allow");
  const { signal } = new AbortController();
  expect(await pay.attempt({ amount: 1 }, { context, signal })).toMatchObject({ ok: true });
  expect(slept.filter((ms) => ms === 10_000)).toEqual([]);
});
