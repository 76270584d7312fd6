import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { ruleOf } from "../policy/parts.js";
import { fileOf, policyRun } from "./run.js";

const ACTIONS = fileURLToPath(new URL("../policy/parts.ts", import.meta.url));
const on = { action: "refund.issue" };
const amount = (op: string, value: number) => ({ path: "args.amount", op, value });
const allow = ruleOf("allow", { id: "all", on });
const large = ruleOf("ask", { id: "large", on, when: [amount("gt", 50)] });
const call = (amount?: unknown, more: object = {}) => ({
  action: "refund.issue",
  effect: "money",
  args: { amount },
  ...more,
});
const expects = (name: string, call: object, expect: unknown) => ({ name, call, expect });
const SMALL = expects("small refunds are allowed", call(5), "allow");
const LARGE = expects("large refunds are asked", call(900), "ask");

/** A file of tests beside its policy, which it names by a relative path. */
function testsOf(tests: readonly object[], rules: readonly object[] = [allow, large], more: object = {}) {
  const file = fileOf(stringify({ policy: "rules/shop.yaml", tests, ...more }), "tests.yaml");
  const folder = join(dirname(file), "rules");
  mkdirSync(folder);
  writeFileSync(join(folder, "shop.yaml"), stringify({ id: "shop", rules }));
  return file;
}
async function run(tests: readonly object[], rules?: readonly object[], ...args: string[]) {
  const { code, out, error } = await policyRun("test", testsOf(tests, rules), ...args);
  expect(error).toEqual([]);
  return { code, out };
}
const asJson = async (tests: readonly object[], rules?: readonly object[], ...args: string[]) =>
  JSON.parse((await run(tests, rules, ...args, "--json")).out.join(""));

test("calls that are judged as expected are counted, and exit 0", async () => {
  expect(await run([SMALL, LARGE])).toEqual({
    code: 0,
    out: ["2 tests: all as expected", "2 rules: 2 covered"],
  });
});

test("a call that is judged otherwise is told with the explanation, and exit 1", async () => {
  const { code, out } = await run([SMALL, LARGE, expects("refunds of 60 are allowed", call(60), "allow")]);
  expect([code, out.slice(0, -1)]).toEqual([
    1,
    [
      "failed: refunds of 60 are allowed",
      "  expected allow, got ask",
      "    ask by large",
      "    ask large: args.amount 60 is greater than 50",
      "    allow all: applies to every call of refund.issue",
      "3 tests: 1 failed",
    ],
  ]);
});

describe("what is expected may be", () => {
  const mask = { id: "pii", on, mask: { iban: "last4", email: "hash" } };
  const rules = [allow, large, mask, ruleOf("deny", { id: "huge", on, when: [amount("gt", 800)], shadow: true })];
  test.each([
    [{ verdict: "ask", rules: ["large"] }, []],
    [{ verdict: "ask", rules: ["large", "all"] }, ["expected that all decides"]],
    [{ verdict: "ask", masks: { email: "hash", iban: "last4" } }, []],
    [
      { verdict: "ask", masks: { iban: "last4" } },
      ['expected the masks {"iban":"last4"}, got {"email":"hash","iban":"last4"}'],
    ],
    [{ verdict: "ask", shadow: "deny" }, []],
    [{ verdict: "deny", shadow: "ask" }, ["expected deny, got ask", "expected ask in shadow, got deny"]],
  ])("%j", async (expected, failures) => {
    const { tests } = await asJson([expects("t", call(900), expected)], rules);
    expect(tests[0].failures).toEqual(failures);
  });
  test("in shadow the verdict itself where no rule in shadow concerns the call", async () => {
    expect((await run([expects("t", call(5), { verdict: "allow", shadow: "allow" })])).code).toBe(0);
  });
});

test("the time is not known unless a test tells it: no test depends on when it is run", async () => {
  const night = ruleOf("deny", { id: "night", on, when: [{ time: { from: "00:00", to: "24:00", zone: "UTC" } }] });
  const never = ruleOf("deny", { id: "never", on, unless: [{ time: { from: "00:00", to: "24:00", zone: "UTC" } }] });
  const { tests } = await asJson([expects("t", call(5), "deny")], [allow, night, never]);
  expect(tests[0].unknown.map(({ rule }: { rule: string }) => rule)).toEqual(["never", "night"]);
  const at = call(5, { now: "2026-01-05T12:00:00Z", history: [] });
  expect((await asJson([expects("t", at, "deny")], [allow, night, never])).tests[0].rules).toEqual(["night"]);
});

test("a call that its action's schema refuses fails its test", async () => {
  const file = testsOf([expects("no order", { ...call(5), effect: undefined }, "allow")]);
  const { code, out } = await policyRun("test", file, "--actions", ACTIONS);
  expect([code, out.slice(0, 2)]).toEqual([
    1,
    ["failed: no order", expect.stringMatching(/^ {2}cannot be judged: call\.args\.orderId: .*expected string/)],
  ]);
});

test("actions and predicates that the file names are found beside it", async () => {
  const rules = [ruleOf("allow", { id: "all", on, when: [{ fn: "open" }] })];
  const file = testsOf([expects("t", call(5), "allow")], rules, { predicates: "p.mjs" });
  writeFileSync(join(dirname(file), "p.mjs"), 'export const open = { version: "1", test: () => true };');
  expect((await policyRun("test", file)).out[0]).toBe("1 test: all as expected");
});

test("a policy that the command names counts in place of the file's, several as layers", async () => {
  const org = fileOf(stringify({ id: "org", rules: [allow] }));
  const team = fileOf(stringify({ id: "team", rules: [ruleOf("deny", { id: "stop" })] }));
  const file = testsOf([expects("t", call(5), { verdict: "deny", rules: ["team/stop"] })]);
  expect((await policyRun("test", file, "--policy", org, "--policy", team)).code).toBe(0);
});

describe("coverage", () => {
  const covered = async (tests: readonly object[], rules: readonly object[]) =>
    (await asJson(tests, rules)).coverage as readonly { rule: string; lacks: readonly string[] }[];
  test("rules that decided nothing, and conditions that were never true or never other, are told", async () => {
    const never = ruleOf("deny", { id: "never", on: { action: "other.*" }, when: [amount("gt", 1)] });
    const { code, out } = await run([LARGE], [allow, large, never]);
    const condition = (value: number) => `when[0] {"path":"args.amount","op":"gt","value":${value}}`;
    expect([code, out.slice(1)]).toEqual([
      0,
      [
        "3 rules: 0 covered",
        "  rule all: decided nothing",
        `  rule large: ${condition(50)} was never other than true`,
        "  rule never: decided nothing",
        `  rule never: ${condition(1)} was never true`,
        `  rule never: ${condition(1)} was never other than true`,
      ],
    ]);
  });
  test("with --coverage they are an error, and without them it is none", async () => {
    expect((await run([LARGE], undefined, "--coverage")).code).toBe(1);
    expect((await run([SMALL, LARGE], undefined, "--coverage")).code).toBe(0);
  });
  test("a condition that is not known is other than true", async () => {
    expect(await covered([LARGE, SMALL, expects("t", call(), "ask")], [allow, large])).toEqual([
      { rule: "all", lacks: [] },
      { rule: "large", lacks: [] },
    ]);
    expect((await covered([expects("t", call("x"), "ask")], [allow, large]))[1]?.lacks).toEqual([
      'when[0] {"path":"args.amount","op":"gt","value":50} was never true',
    ]);
  });
  test("each condition within any is looked at, and exceptions too", async () => {
    const rule = ruleOf("deny", {
      id: "d",
      on,
      when: [{ any: [amount("gt", 50), amount("lt", 0)] }],
      unless: [{ path: "args.ok", op: "eq", value: true }],
    });
    const tests = [LARGE, expects("t", call(5), "allow")].map((one) => ({ ...one, expect: "deny" }));
    const lacks = (await covered(tests, [allow, rule]))[1]?.lacks ?? [];
    expect(lacks.map((lack) => lack.replace(/ \{.*\}/, ""))).toEqual([
      "when[0].any[1] was never true",
      "unless[0] was never true",
    ]);
  });
  test("a mask or an output check decides where it applies, a rule in shadow where it would have", async () => {
    const rules = [
      allow,
      { id: "pii", on, mask: { iban: "last4" } },
      { id: "rows", on, guardrail: { output: [{ rows: 5 }] } },
      { id: "leak", on, guardrail: { input: [{ words: ["hush"] }] } },
      ruleOf("deny", { id: "huge", on, shadow: true }),
    ];
    const found = await covered([SMALL], rules);
    expect(found.filter(({ lacks }) => lacks.length > 0).map(({ rule }) => rule)).toEqual(["leak"]);
  });
  test("what can decide nothing is not asked for: a later policy's allow, a mask in shadow", async () => {
    const org = fileOf(stringify({ id: "org", rules: [allow] }));
    const later = [allow, ruleOf("deny", { id: "stop" }), { id: "pii", on, mask: { iban: "drop" }, shadow: true }];
    const team = fileOf(stringify({ id: "team", rules: later }));
    const { out } = await policyRun("test", testsOf([SMALL]), "--policy", org, "--policy", team, "--json");
    const { coverage } = JSON.parse(out.join(""));
    expect(coverage.map(({ rule }: { rule: string }) => rule)).toEqual(["org/all", "team/stop"]);
  });
});

describe("with --mutants", () => {
  test("each rule and condition that no test would miss is told, and exit 1", async () => {
    const odd = ruleOf("ask", { id: "odd", on, when: [amount("gt", 50), amount("lt", 5000)] });
    const { code, out } = await run([SMALL, LARGE], [allow, large, odd], "--mutants");
    expect([code, out.slice(-4)]).toEqual([
      1,
      [
        "6 mutants: 3 survived",
        "  no test fails without rule large",
        "  no test fails without rule odd",
        '  no test fails without when[1] {"path":"args.amount","op":"lt","value":5000} of rule odd',
      ],
    ]);
  });
  test("none survives tests that show every rule and condition", async () => {
    const { code, out } = await run([SMALL, LARGE], undefined, "--mutants");
    expect([code, out.at(-1)]).toEqual([0, "3 mutants: 0 survived"]);
  });
  test("a condition within any is dropped alone", async () => {
    const rule = ruleOf("ask", { id: "large", on, when: [{ any: [amount("gt", 50), amount("lt", 0)] }] });
    const { mutants } = await asJson([SMALL, LARGE], [allow, rule], "--mutants");
    expect(mutants).toEqual({
      tried: 5,
      survived: ['when[0].any[1] {"path":"args.amount","op":"lt","value":0} of rule large'],
    });
  });
  test("they are not tried where a test fails anyway", async () => {
    const { code, out } = await run([{ ...SMALL, expect: "deny" }], undefined, "--mutants");
    expect([code, out.at(-1)]).toEqual([1, "mutants: not tried, for a test fails without them"]);
  });
});

test("as JSON each test has its explanation, with what failed", async () => {
  const { tests, coverage } = await asJson([SMALL, { ...LARGE, expect: "deny" }]);
  expect(tests).toMatchObject([
    { name: SMALL.name, failures: [], verdict: "allow", rules: ["all"] },
    {
      name: LARGE.name,
      failures: ["expected deny, got ask"],
      verdict: "ask",
      matched: [{ rule: "large" }, { rule: "all" }],
      because: ["ask large: args.amount 900 is greater than 50", "allow all: applies to every call of refund.issue"],
    },
  ]);
  expect(coverage).toHaveLength(2);
});

describe("it could not be judged: exit 2, with what to do, when", () => {
  const refused = async (data: unknown, ...args: string[]) => {
    const { code, out, error } = await policyRun("test", fileOf(stringify(data), "tests.yaml"), ...args);
    expect([code, out]).toEqual([2, []]);
    return error.join("\n");
  };
  const policy = "p.yaml";
  test.each([
    [[], /1:1: must be an object: give \{ policy, tests \}/],
    [{ policy }, /1:1: tests: is missing: give a list, not empty, of \{ name, call, expect \}/],
    [{ policy, tests: [] }, /2:1: tests: takes a list, not empty/],
    [{ policy, tests: [SMALL], people: "x" }, /people: is no key here: use policy, actions, predicates, tests/],
    [{ policy: 5, tests: [SMALL] }, /1:1: policy: takes the path of a policy, or a list of them/],
    [{ policy, tests: [SMALL, "t"] }, /tests\[1\]: must be an object: give \{ name, call, expect \}/],
    [{ policy, tests: [{ ...SMALL, name: "" }] }, /3:5: tests\[0\]\.name: takes a text/],
    [{ policy, tests: [{ ...SMALL, expect: "deni" }] }, /tests\[0\]\.expect: takes allow, ask, deny or \{ verdict/],
    [{ policy, tests: [{ ...SMALL, expect: {} }] }, /tests\[0\]\.expect\.verdict: is missing: give allow, ask or deny/],
    [
      { policy, tests: [{ ...SMALL, expect: { verdict: "ask", rule: [] } }] },
      /expect\.rule: is no key here: use verdict, /,
    ],
    [
      { policy, tests: [{ ...SMALL, expect: { verdict: "ask", masks: { a: "hide" } } }] },
      /expect\.masks: takes paths with one of drop, /,
    ],
    [{ policy, tests: [{ ...SMALL, call: {} }] }, /tests\[0\]\.call\.action: is missing: give the name of an action/],
    [{ policy, tests: [{ ...SMALL, call: call(5, { now: "x" }) }] }, /tests\[0\]\.call\.now: takes an ISO 8601 time/],
    [{ tests: [SMALL] }, /policy: is missing: name it here or with --policy/],
    [{ policy, tests: [SMALL] }, /cannot read the policy .*p\.yaml: there is no such file/],
  ])("the file is %j", async (data, message) => {
    expect(await refused(data)).toMatch(message);
  });
  test("no file or two are named", async () => {
    expect((await policyRun("test")).error[0]).toMatch(/name one file of tests\. Try countersign policy --help/);
    expect((await policyRun("test", "a", "b")).error[0]).toMatch(/name one file of tests/);
  });
});
