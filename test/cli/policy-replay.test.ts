import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import * as z from "zod";
import type { Row } from "../../src/approval/store.js";
import type { JsonObject } from "../../src/canonical.js";
import { possible } from "../../src/cli/possible.js";
import type { Told } from "../../src/cli/told.js";
import { action } from "../../src/index.js";
import { local } from "../../src/local.js";
import { compilePolicies } from "../../src/policy/judge.js";
import { loadPolicy } from "../../src/policy/load.js";
import { ask, policy, type Rule } from "../../src/policy.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { approve, modify, person } from "../../src/testing/testing.js";
import { call, finance, ruleOf } from "../policy/parts.js";
import { folder } from "../sinks/folder.js";
import { large, refund, refunds, small, world } from "../world.js";
import { fileOf, policyRun } from "./run.js";

const amount = (op: string, value: number) => ({ path: "args.amount", op, value });
const on = { action: "refund.issue" };
const allowed = (value: number) => ruleOf("allow", { id: "small", on, when: [amount("lte", value)] });
const asked = (value: number) => ruleOf("ask", { id: "large", on, when: [amount("gt", value)] });
const file = (...rules: readonly object[]) => fileOf(stringify({ id: "next", rules }), "next.yaml");
const SAME = [allowed(50), asked(50)];

/** What an application leaves that asked about refunds over 50: its folder. */
async function application(amounts: readonly number[], rules: readonly Rule[] = [small, large]) {
  const home = join(folder(), ".countersign");
  const { cs, people } = world(rules, local(home));
  const { issue } = refunds(cs);
  people.will(...amounts.filter((one) => one > 50).map(() => approve("ana")));
  for (const amount of amounts) await issue.attempt({ orderId: `o-${amount}`, amount }, { key: `k-${amount}` });
  await cs.close();
  const [log] = readdirSync(join(home, "log")).filter((name) => name.endsWith(".jsonl"));
  return { home, log: join(home, "log", log as string), key: join(home, "public.pem") };
}

async function replay(log: string, rules: readonly object[], ...args: string[]) {
  const { code, out, error } = await policyRun("replay", "--log", log, "--against", file(...rules), ...args);
  expect(error).toEqual([]);
  return { code, out };
}
async function replayed(log: string, rules: readonly object[], ...args: string[]) {
  const { code, out } = await replay(log, rules, ...args, "--json");
  return { code, ...JSON.parse(out.join("")) };
}

test("asked calls are judged again by their stored arguments: those that flip are told", async () => {
  const { home } = await application([60, 90, 200]);
  const { code, out } = await replay(home, [allowed(100), asked(100)]);
  expect([code, out]).toEqual([
    1,
    [
      expect.stringMatching(/^call_\w+ req_\w+ refund\.issue: ask -> allow by small$/),
      expect.stringMatching(/^call_\w+ req_\w+ refund\.issue: ask -> allow by small$/),
      "3 calls: 1 the same, 2 flipped, 0 not known",
      "the log was not verified: give --key to check it first",
    ],
  ]);
});

test("the same policy flips nothing, each call counted once however many events tell of it: exit 0", async () => {
  const { home } = await application([60, 90]);
  expect((await replay(home, SAME)).out[0]).toBe("2 calls: 2 the same, 0 flipped, 0 not known");
  expect((await replay(home, SAME)).code).toBe(0);
});

test("arguments of allowed calls are nowhere: what rests on them is not known, told once for all alike", async () => {
  const { home } = await application([10, 20, 90]);
  const { code, out } = await replay(home, SAME);
  expect([code, out.slice(0, 2)]).toEqual([
    0,
    [
      "not known: 2 calls of refund.issue, allow then: depends on large, small",
      "3 calls: 1 the same, 0 flipped, 2 not known",
    ],
  ]);
});

test("what does not rest on arguments is known of allowed and denied calls too", async () => {
  const { home } = await application([10, 90], [small]);
  const freeze = ruleOf("deny", { id: "freeze", on });
  const { flipped, same } = await replayed(home, [...SAME, freeze]);
  expect([flipped.length, flipped[0].was, flipped[0].now, flipped[0].rules, same]).toEqual([
    1,
    "allow",
    "deny",
    ["freeze"],
    1,
  ]);
  const open = await replayed(home, [ruleOf("allow", { id: "all", on })]);
  expect([open.same, open.flipped]).toEqual([
    1,
    [expect.objectContaining({ was: "deny", now: "allow", rules: ["all"] })],
  ]);
  expect((await replayed(home, [ruleOf("allow", { id: "other", on: { action: "other.*" } })])).flipped).toMatchObject([
    { was: "allow", now: "deny", rules: [] },
  ]);
});

test("an absent argument of an allowed call is not taken for one that was not given", async () => {
  const { home } = await application([10]);
  const absent = { path: "args.note", op: "absent" };
  const { unknown, flipped } = await replayed(home, [allowed(50), ruleOf("deny", { on, when: [absent] })]);
  expect([unknown.length, flipped]).toEqual([1, []]);
});

test("the time, the environment and the people that the log tells are those of the call", async () => {
  const home = join(folder(), ".countersign");
  const { cs } = world([small], { ...local(home), environment: "prod", context: { owner: person("owner") } });
  await refunds(cs).issue({ orderId: "o", amount: 5 }, { context: { session: "s" } });
  await cs.close();
  const any = ruleOf("allow", { id: "any", on });
  const denied = async (when: object) =>
    (await replayed(home, [any, ruleOf("deny", { on, when: [when] })])).flipped.length === 1;
  const context = (path: string, value: string) => denied({ path: `context.${path}`, op: "eq", value });
  expect(await denied({ time: { from: "00:00", to: "00:01", zone: "UTC" } })).toBe(true); // the clock says 00:00
  expect(await denied({ time: { from: "01:00", to: "02:00", zone: "UTC" } })).toBe(false);
  expect([await context("environment", "prod"), await context("environment", "dev")]).toEqual([true, false]);
  expect([await context("session", "s"), await context("tenant", "default")]).toEqual([true, true]);
  expect([await context("owner.subject", "owner"), await context("owner.subject", "bo")]).toEqual([true, false]);
});

test.each([
  ["other calls", { history: "count", within: "1h", per: "app", op: "gt", value: 5 }],
  ["the session's taint", { path: "context.tainted", op: "eq", value: true }],
])("what rests on %s is not known", async (_, when) => {
  const { home } = await application([90]);
  const { unknown } = await replayed(home, [...SAME, ruleOf("deny", { id: "d", on, when: [when] })]);
  expect(unknown).toMatchObject([{ was: "ask", dependsOn: ["d"] }]);
});

test("a secret argument is a mark in the store: what reads it is not known, what does not is", async () => {
  const pay = action("pay", {
    input: z.object({ amount: z.number(), card: z.string() }),
    effect: "money",
    secret: ["card"],
  });
  const home = join(folder(), ".countersign");
  const require = { approvers: { group: "finance" }, within: "30m" } as const;
  const { cs, people } = world([ask("all", { on: pay, require })], local(home));
  people.will(approve("ana"));
  await cs.guard(() => 1, pay)({ amount: 90, card: "4711" }, { key: "k" });
  await cs.close();
  const of = async (when: object) => {
    const { flipped, unknown } = await replayed(home, [
      ruleOf("allow", { on: { action: "pay" }, when: [when] }),
      ruleOf("deny", { id: "no", on: { action: "pay" }, unless: [when] }),
    ]);
    return [flipped.length, unknown.length];
  };
  expect(await of(amount("gt", 50))).toEqual([1, 0]);
  expect(await of({ path: "args.card", op: "eq", value: "[secret]" })).toEqual([0, 1]);
});

test("of a modified call the store holds other arguments than were judged: it is not known", async () => {
  const home = join(folder(), ".countersign");
  const require = { approvers: { group: "finance" }, within: "30m", modify: "author" } as const;
  const { cs, people } = world([ask("all", { on: refund, require })], local(home));
  people.will(modify("ana", { orderId: "o", amount: 10, note: "" }), approve("bo"));
  await refunds(cs).issue({ orderId: "o", amount: 900 }, { key: "k" });
  await cs.close();
  const { unknown, flipped } = await replayed(home, [allowed(50), asked(50)]);
  expect([unknown.length, flipped]).toEqual([1, []]);
});

test("without the store, or where it was altered, arguments are not known", async () => {
  const { home, log } = await application([90]);
  const store = join(home, "store.db");
  expect((await replayed(log, SAME)).unknown).toHaveLength(1);
  expect((await replayed(log, SAME, "--store", store)).same).toBe(1);
  const altered = sqliteStore({ path: store });
  const [row] = (await altered.list({ tenant: "default", kind: "call", limit: 1 })).rows;
  const { id, version, state, due, progress, request } = row as Row;
  const other = { ...(request as JsonObject), args: { orderId: "o-90", amount: 10, note: "" } };
  expect(await altered.compareAndSet(id, { version }, { state, due, progress, request: other })).toMatchObject({
    set: true,
  });
  await altered.close();
  const { unknown, flipped } = await replayed(log, SAME, "--store", store);
  expect([unknown.length, flipped]).toEqual([1, []]);
});

test("guardrails, predicates and critical arguments are judged where the store tells what they look at", async () => {
  const { home } = await application([90]);
  const { cs } = world([small], local(home));
  await refunds(cs).issue({ orderId: "o-1", amount: 5 });
  await cs.close();
  const actions = ["--actions", fileURLToPath(new URL("../world.ts", import.meta.url))];
  const predicates = fileOf('export const big = { version: "1", test: ({ args }) => args.amount > 50 };', "p.mjs");
  const of = async (...rules: readonly object[]) => {
    const all = [ruleOf("allow", { id: "all", on }), ...rules];
    const { flipped, unknown } = await replayed(home, all, ...actions, "--predicates", predicates);
    return [flipped, unknown].map((list) => list.map(({ was, now }: { was: string; now?: string }) => now ?? was));
  };
  const asks = { on, require: finance };
  expect(await of({ id: "g", on, guardrail: { input: [{ words: ["o-90"] }] } })).toEqual([["deny"], ["allow"]]);
  expect(await of({ id: "g", on, guardrail: { input: [{ words: ["o-91"] }] } })).toEqual([["allow"], ["allow"]]);
  expect(await of(ruleOf("deny", { on, when: [{ fn: "big" }] }))).toEqual([["deny"], ["allow"]]);
  const critical = { path: "critical", op: "grounded" }; // without a request it cannot be known, so it asked then and asks now
  expect(await of(ruleOf("ask", { ...asks, when: [critical] }))).toEqual([[], ["allow"]]);
});

test("with --policy only calls that it judged are replayed, the others counted", async () => {
  const { home } = await application([90]);
  const { cs, people } = world([ask("all", { on: refund, require: finance })], local(home));
  people.will(approve("ana"));
  await refunds(cs).issue({ orderId: "o", amount: 5 }, { key: "other" });
  await cs.close();
  const old = fileOf(JSON.stringify(policy({ id: "p", rules: [small, large] })), "old.json");
  const { out } = await replay(home, SAME, "--policy", old);
  expect(out.slice(0, 2)).toEqual([
    "1 call: 1 the same, 0 flipped, 0 not known",
    "left out: 1 call that other policies had judged",
  ]);
  expect((await replayed(home, SAME)).flipped).toHaveLength(1);
});

test("several policies to judge by are layers", async () => {
  const { home } = await application([90]);
  const [org, team] = ["org", "team"].map((id, i) =>
    fileOf(stringify({ id, rules: i === 0 ? SAME : [ruleOf("deny", { id: "stop" })] }), `${id}.yaml`),
  );
  const { out } = await policyRun("replay", "--log", home, "--against", org as string, "--against", team as string);
  expect(out[0]).toMatch(/: ask -> deny by team\/stop$/);
});

describe("the log", () => {
  test("is verified first with --key", async () => {
    const { home, key, log } = await application([90]);
    const { log: state } = await replayed(home, SAME, "--key", key);
    expect(state).toBe("verified");
    expect((await replay(home, SAME, "--key", key)).out).toEqual(["1 call: 1 the same, 0 flipped, 0 not known"]);
    writeFileSync(log, readFileSync(log, "utf8").replace('"verdict":"ask"', '"verdict":"all"'));
    const { code, error } = await policyRun("replay", "--log", home, "--against", file(...SAME), "--key", key);
    expect([code, error[0]]).toEqual([2, expect.stringMatching(/the log is not what was written\n.*altered: /)]);
  });
  const refused = async (change: (text: string) => string) => {
    const { log } = await application([10, 90]);
    writeFileSync(log, change(readFileSync(log, "utf8")));
    const { code, out, error } = await policyRun("replay", "--log", log, "--against", file(...SAME));
    expect([code, out]).toEqual([2, []]);
    return error.join("\n");
  };
  test("that does not parse, lacks an event or tells no verdict is refused at its line", async () => {
    expect(await refused((text) => text.replace("{", "("))).toMatch(/jsonl:1: this line is no event of a log$/);
    expect(await refused((text) => text.split("\n").toSpliced(1, 1).join("\n"))).toMatch(
      /jsonl:2: this line is event 2, where 1 belongs$/,
    );
    expect(await refused((text) => text.replace('"verdict":"allow"', '"verdict":"all"'))).toMatch(
      /jsonl:2: this event does not tell a verdict as execution\.started does$/,
    );
    expect(await refused((text) => text.replace('"effect":"money"', '"effect":"fun"'))).toMatch(
      /does not tell a verdict/,
    );
    expect(await refused(() => "\ufffd\n")).toMatch(/jsonl:1: this line is no event/);
  });
  test("that is not UTF-8 is refused", async () => {
    const { log } = await application([10]);
    writeFileSync(log, Buffer.from([0xff, 10]));
    expect((await policyRun("replay", "--log", log, "--against", file(...SAME))).error[0]).toMatch(/it is not UTF-8$/);
  });
  test("may be torn at its end, as a crash leaves it", async () => {
    const { home, log } = await application([90]);
    writeFileSync(log, '{"data"', { flag: "a" });
    expect((await replay(home, SAME)).out[0]).toBe("1 call: 1 the same, 0 flipped, 0 not known");
  });
});

describe("it could not be told: exit 2, with what to do, when", () => {
  const refused = async (...args: string[]) => {
    const { code, out, error } = await policyRun("replay", ...args);
    expect([code, out]).toEqual([2, []]);
    return error.join("\n");
  };
  test("no log or policy is given, or one that is not there", async () => {
    const { log } = await application([10]);
    expect(await refused("--against", file(...SAME))).toMatch(/give --log, a log or a folder of logs/);
    expect(await refused("--log", log)).toMatch(/give --against, the policy to judge by/);
    expect(await refused("x", "--log", log)).toMatch(/what is x\? Try countersign policy --help/);
    expect(await refused("--log", "/no/log", "--against", file(...SAME))).toMatch(/cannot read the log \/no\/log/);
    expect(await refused("--log", log, "--against", "/no/p.yaml")).toMatch(/cannot read the policy \/no\/p\.yaml/);
    expect(await refused("--log", log, "--against", file(...SAME), "--store", "/no/s.db")).toMatch(
      /cannot read the store \/no\/s\.db: there is no such file/,
    );
  });
  test("the store is none", async () => {
    const { log } = await application([90]);
    const none = fileOf("none", "none.db");
    expect(await refused("--log", log, "--against", file(...SAME), "--store", none)).toMatch(
      /cannot read the store .*none\.db: /,
    );
  });
});

const CONDITIONS = [
  amount("gt", 50),
  { path: "args.note", op: "absent" },
  { path: "context.session", op: "eq", value: "s" },
  { path: "context.facts.a", op: "eq", value: 1 },
  { path: "context.tainted", op: "eq", value: true },
  { any: [amount("lt", 5), { path: "context.tainted", op: "eq", value: true }] },
  { path: "links", op: "grounded" },
];
const conditions = fc.option(fc.subarray(CONDITIONS, { minLength: 1, maxLength: 2 }), { nil: undefined });
const someRule = fc
  .record({ verdict: fc.constantFrom("allow", "allow", "deny", "ask"), when: conditions, unless: conditions })
  .map(({ verdict, when, unless }) =>
    ruleOf(verdict as "allow", {
      ...(when && { when }),
      ...(unless && { unless }),
      ...(verdict === "ask" && { require: finance }),
    }),
  );
const someRules = fc
  .array(someRule, { minLength: 1, maxLength: 6 })
  .map((list) => list.map((one, i) => ({ ...one, id: `r${i}` })));
const subjects = fc
  .record({
    amount: fc.constantFrom(1, 60, "x", undefined),
    note: fc.constantFrom("see http://a.example", undefined),
    session: fc.constantFrom("s", "t", undefined),
    a: fc.constantFrom(1, 2, undefined),
    tainted: fc.constantFrom(true, false, undefined),
    request: fc.constantFrom("go to http://a.example", undefined),
  })
  .map(({ amount, note, session, a, tainted, request }) => {
    const facts = a === undefined ? {} : { a };
    const context = { facts, session, tainted, request };
    return call(defined({ amount, note }), { context: defined(context) });
  });
const defined = (of: object) =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Record<string, never>;
const WHOLE: Told = { args: "told", secret: [], context: "whole", critical: "told" };
const PARTLY: Told = { args: "untold", secret: [], context: "partly", critical: "untold" };

test("what is told of a replayed call is what judging all of it gives, whatever was left out", async () => {
  await fc.assert(
    fc.asyncProperty(someRules, subjects, fc.constantFrom(WHOLE, PARTLY), async (rules, subject, told) => {
      const judge = compilePolicies([loadPolicy({ id: "p", rules }, [])]);
      const { verdict, rules: deciding } = judge.judge(subject);
      const { session } = subject.context;
      const left = { ...subject, args: {}, context: session === undefined ? {} : { session } };
      const found = await possible({ subject: told === WHOLE ? subject : left, told }, judge);
      if (found.verdict === "unknown") return;
      expect(found.verdict).toBe(verdict);
      expect(deciding).toEqual(expect.arrayContaining([...found.rules]));
    }),
    { numRuns: 1000 },
  );
}, 60_000);
