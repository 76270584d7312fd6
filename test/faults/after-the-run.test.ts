import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import * as z from "zod";
import {
  action,
  type CountersignError,
  createCountersign,
  type Inbox,
  proven,
  type Transport,
} from "../../src/index.js";
import { allow, ask, policy, type Rule } from "../../src/policy.js";
import { fakeClock, inMemory, memoryApprover, person } from "../../src/testing/testing.js";
import { type Fault, failing, type How, type Kind } from "./failing.js";

const shape = { input: z.object({ to: z.string() }), effect: "money", critical: ["to"] } as const;
const pay = action("pay", shape);
const ACTIONS = {
  pay,
  payDurably: action("pay.durably", { ...shape, outcome: "durable" }),
  payOnce: action("pay.once", { ...shape, once: true, output: z.string() }),
  payAgain: action("pay.again", { ...shape, idempotent: true, once: true }),
} satisfies Record<string, typeof pay>;
type Name = keyof typeof ACTIONS;

const remember = { scope: { critical: "equal" }, for: "7d", uses: 10 } as const;
const asking = (name: Name) =>
  ask("ask", { on: ACTIONS[name], require: { approvers: { group: "finance" }, within: "30m" }, remember });
const allowing = (name: Name) => allow("allow", { on: ACTIONS[name] });

interface Scenario {
  readonly name: Name;
  readonly rule: (name: Name) => Rule;
  /** What became of the same call before, in another process; `granted`: of another call that it is remembered from. */
  readonly before?: "done" | "crashed" | "granted" | "failed";
  readonly body?: "throws";
}
const SCENARIOS = {
  "an allowed call": { name: "pay", rule: allowing },
  "an allowed call whose outcome is durable": { name: "payDurably", rule: allowing },
  "an allowed call whose body fails": { name: "payDurably", rule: allowing, body: "throws" },
  "an asked call": { name: "pay", rule: asking },
  "an asked call whose outcome is durable": { name: "payDurably", rule: asking },
  "an asked call whose body fails": { name: "pay", rule: asking, body: "throws" },
  "a call once for its key": { name: "payOnce", rule: allowing },
  "a call that a grant answers": { name: "pay", rule: asking, before: "granted" },
  "a call that is started again": { name: "payAgain", rule: allowing, before: "crashed" },
  "a call whose result is kept": { name: "payOnce", rule: allowing, before: "done" },
  "a call whose failure is kept": { name: "pay", rule: asking, before: "failed" },
} satisfies Record<string, Scenario>;

const finance = memoryApprover({ ana: { groups: ["finance"] } });
const options = { key: "k", hold: "3m", context: { user: person("owner") } } as const;

/** Ana approves whatever she is brought. */
function approving(): Transport {
  let inbox: Inbox | undefined;
  const by = proven({ issuer: "test", subject: "ana", proof: "L1", evidence: {} });
  return {
    name: "approving",
    capabilities: { proof: "L1", modify: false, update: true },
    async connect(door) {
      inbox = door;
      return async () => {};
    },
    async deliver({ requestId, revision, digest, state }) {
      const answer = { decision: "approve", by, revision, digest, remember } as const;
      if (state === "pending") void inbox?.review(requestId, answer).catch(() => undefined);
      return { id: requestId, at: "confirmed" };
    },
  };
}

/** Processes on one store and one clock; only what `process` is given fails. */
function world({ name, rule, body }: Scenario) {
  const clock = fakeClock();
  const store = inMemory(finance, clock).store;
  const started: string[] = [];
  let finish: (said: string) => void = () => {};
  const held = new Promise<string>((resolve) => (finish = resolve));
  const process = (id: string, ports = failing()) => {
    const parts = { ...inMemory(finance, clock), store, transports: [approving()] };
    const cs = createCountersign({
      ...parts,
      ...ports.wrapped(parts),
      policy: policy({ id: "p", rules: [rule(name)] }),
    });
    let atStart: Record<Kind, number> | undefined;
    const guarded = cs.guard(({ to }) => {
      started.push(id);
      atStart = { ...ports.counts };
      if (body === "throws" || id === "fails") throw new Error("no money");
      return id === "held" ? held : `paid ${to}`;
    }, ACTIONS[name]);
    const call = (to = "x", key = "k") => guarded.attempt({ to }, { ...options, key });
    return { call, ports, log: parts.audit.log, atStart: () => atStart };
  };
  return { clock, started, process, finish: () => finish("paid at last") };
}
type World = ReturnType<typeof world>;

async function settled<T>(answer: Promise<T>, { clock }: World): Promise<T | "never"> {
  let done: { readonly value: T } | undefined;
  void answer.then((value) => (done = { value }));
  for (let i = 0; i < 20 && !done; i++) await (i < 6 ? turn() : clock.advance("1m"));
  return done ? done.value : "never";
}

async function earlier(made: World, before: Scenario["before"]): Promise<void> {
  const { process, clock } = made;
  if (before === "granted") await settled(process("first").call("x", "another"), made);
  if (before === "done") await settled(process("first").call(), made);
  if (before === "failed") await settled(process("fails").call(), made);
  if (before !== "crashed") return;
  const dead = failing({ kind: "store", at: 4, how: "rejects", lasts: "on" }); // opened, marked, looked at, and no more
  void process("held", dead).call();
  while (made.started.length === 0) await turn();
  await clock.advance("31s");
}

async function performed(scenario: Scenario, fault?: Fault) {
  const made = world(scenario);
  await earlier(made, scenario.before);
  const before = made.started.length;
  const one = made.process("one", failing(fault));
  const said = await settled(one.call(), made);
  return { made, said, one, ranHere: made.started.length - before };
}

const STARTED = ["executing", "unknown", "succeeded", "failed"] as const;

/** What the error says of the body, and what it tells the model, are one and are true. */
function truthful(error: CountersignError, ran: "no" | "yes" | "cannot be known here"): void {
  const text = error.forModel();
  if (ran === "yes") expect(["yes", "unknown"]).toContain(error.executed);
  if (ran === "no") expect(error.executed).toBe("no");
  expect(text.includes("It was not executed")).toBe(error.executed === "no");
  if (error.executed === "yes") expect(text).toMatch(/^It was executed/);
  if (error.executed === "unknown") expect(text).toMatch(/not known|lost/);
}

async function check(scenario: Scenario, fault: Fault): Promise<void> {
  const { made, said, one, ranHere } = await performed(scenario, fault);
  if (said === "never") throw new Error("it never answered");
  const calledBefore = scenario.before !== undefined && scenario.before !== "granted";
  const wasTold = calledBefore && STARTED.some((state) => one.ports.told.has(state));
  // Whoever waits for people, and cannot read any more, does not know what other processes do with their answers.
  const lostSight = fault.kind === "store" && fault.lasts === "on" && one.ports.told.has("pending");
  const unlessTold = calledBefore || lostSight ? "cannot be known here" : "no";
  if (!said.ok) truthful(said.error, ranHere > 0 || wasTold ? "yes" : unlessTold);
  expect(ranHere).toBeLessThanOrEqual(1);
  const seals = fault.kind === "signer" && one.ports.told.has("executing"); // what is kept in the store is signed
  const mustKeep = fault.kind === "store" || fault.kind === "clock" || seals || scenario.name === "payDurably";
  if (ranHere === 1 && !mustKeep) expect(said.ok || said.error.code).toBe(scenario.body ? "failed" : true);
  if (ranHere === 0 || fault.kind !== "store" || scenario.name === "payAgain") return;
  await settled(made.process("later").call(), made);
  expect(made.started).not.toContain("later");
}

const HOW: Record<Kind, readonly How[]> = {
  store: ["throws", "rejects", "does it, but rejects", "never answers"],
  log: ["rejects", "never answers"],
  signer: ["throws"],
  sink: ["rejects"],
  clock: ["throws"],
  update: ["rejects", "never answers"],
};

/** Every operation of every port fails in every way; what never answers only after the body has started. */
function faultsOf(counts: Record<Kind, number>, atStart: Record<Kind, number> | undefined): readonly Fault[] {
  const all = (Object.keys(HOW) as Kind[]).flatMap((kind) =>
    HOW[kind].flatMap((how) =>
      Array.from({ length: counts[kind] }, (_, i) =>
        (["once", "on"] as const).map((lasts) => ({ kind, at: i + 1, how, lasts })),
      ).flat(),
    ),
  );
  return all.filter(({ kind, how, at }) => how !== "never answers" || (atStart && at > atStart[kind]));
}

test.each(Object.entries<Scenario>(SCENARIOS))(
  "whatever fails of %s, its caller is told whether it ran",
  { timeout: 60_000 },
  async (_, scenario) => {
    const { said, one } = await performed(scenario);
    expect(said).toMatchObject({ ok: !scenario.body && scenario.before !== "failed" });
    const problems: string[] = [];
    for (const fault of faultsOf(one.ports.counts, one.atStart()))
      await check(scenario, fault).catch(({ message }: Error) => problems.push(`${JSON.stringify(fault)}: ${message}`));
    expect(problems).toEqual([]);
  },
);

/** A call that another process executes, until `finish`. */
async function executing(scenario: Scenario) {
  const made = world(scenario);
  const first = made.process("held").call();
  while (made.started.length === 0) await turn();
  return { ...made, made, first };
}

test("whose patience ends while another process executes is told that it has started", async () => {
  const { process, made, finish, first } = await executing(SCENARIOS["an asked call"]);
  const second = await settled(process("second").call(), made);
  expect(second).toMatchObject({ error: { code: "pending", executed: "unknown" } });
  expect(second !== "never" && !second.ok && second.error.forModel()).toMatch(/^It has started/);
  finish();
  expect(await first).toMatchObject({ ok: true });
});

test("who waits while another process executes, and loses the store, is not told that nothing ran", async () => {
  const { process, made } = await executing(SCENARIOS["an asked call"]);
  const blind = failing({ kind: "store", at: 4, how: "rejects", lasts: "on" });
  const second = await settled(process("second", blind).call(), made);
  expect(blind.told).toContain("executing");
  expect(second).toMatchObject({ error: { code: "unavailable", part: "store", executed: "unknown" } });
});

test("an outcome that the store does not take is told and logged, and its record is left to be settled", async () => {
  const scenario = SCENARIOS["an asked call"];
  const at = ((await performed(scenario)).one.atStart()?.store ?? 0) + 1;
  const { made, said, one } = await performed(scenario, { kind: "store", at, how: "rejects", lasts: "on" });
  expect(said).toMatchObject({ error: { code: "unknown", executed: "yes" } });
  await made.clock.advance("1s");
  const late = one.log.events.filter(({ type }) => type.includes("execution.unknown"));
  expect(late.map(({ line }) => JSON.parse(line).data.late)).toEqual(["succeeded"]);
  expect(await settled(made.process("later").call(), made)).toMatchObject({ error: { code: "unknown" } });
});
