import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePolicies, type Subject } from "../../src/policy/judge.js";
import { loadPolicy } from "../../src/policy/load.js";
import type { Predicate } from "../../src/policy/tools.js";
import { call, finance, policyOf, ruleOf } from "./parts.js";

const predicates: Readonly<Record<string, Predicate>> = {
  open: { version: "1", test: ({ args }) => ((args as { o?: boolean }).o ?? "unknown") as boolean | "unknown" },
};
const judgeOf = (rules: readonly object[]) => compilePolicies([loadPolicy({ id: "p", rules }, [], predicates)]);
const explained = (rules: readonly object[], subject: Subject) => judgeOf(rules).explanation(subject);
const is = (path: string, value: unknown = 1) => ({ path: `args.${path}`, op: "eq", value });
const guard = (id: string, more: object = {}) => ({
  id,
  on: { action: "*" },
  guardrail: { input: ["secrets"] },
  ...more,
});
const mask = (id: string, masks: object, more: object = {}) => ({ id, on: { action: "*" }, mask: masks, ...more });
const check = (id: string, more: object = {}) => ({
  id,
  on: { action: "*" },
  guardrail: { output: [{ rows: 9 }] },
  ...more,
});

describe("matched", () => {
  test("every rule that applied is there with what it could not know, a guardrail with what its check found", () => {
    const rules = [
      ruleOf("deny", { when: [is("x"), is("y")] }),
      ruleOf("ask", { when: [is("z")] }),
      guard("leak"),
      ruleOf("allow"),
    ];
    const found = explained(rules, call({ z: 1, x: 1 }, { tripped: new Map([["leak", "args.note holds a token"]]) }));
    expect([found.verdict, found.rules]).toEqual(["deny", ["deny", "leak"]]);
    expect(found.matched).toEqual([
      {
        rule: "deny",
        says: "deny",
        because: "applies because args.y is not known and args.x 1 is 1",
        unknown: ["args.y"],
      },
      { rule: "ask", says: "ask", because: "args.z 1 is 1", unknown: [] },
      { rule: "leak", says: "guardrail", because: "args.note holds a token", unknown: [] },
      { rule: "allow", says: "allow", because: "applies to every call of *", unknown: [] },
    ]);
  });
  test("a guardrail whose exception is sure is told as lifted", () => {
    const { lifted } = explained([guard("leak", { unless: [is("x")] }), ruleOf("allow")], call({ x: 1 }));
    expect(lifted).toEqual([{ rule: "leak", says: "guardrail", because: "args.x 1 is 1" }]);
  });
});

describe("nearest", () => {
  const far = ruleOf("allow", { id: "a-far", when: [is("x"), is("y"), is("z")] });
  const near = ruleOf("allow", { id: "b-near", when: [is("x"), is("y")], unless: [is("o")] });
  const nearer = ruleOf("allow", { id: "c-nearer", when: [is("x")] });
  test("what would have had to be otherwise is told whole, the fewest conditions first", () => {
    expect(explained([far, near, nearer], call({ x: 2, y: 1, o: 1 })).nearest).toEqual([
      { rule: "c-nearer", because: "args.x 2 is not 1" },
      { rule: "a-far", because: "args.x 2 is not 1 and args.z is not known" },
      { rule: "b-near", because: "args.x 2 is not 1 and excepted because args.o 1 is 1" },
    ]);
  });
  test("a rule that does not concern the call is not near", () => {
    const rules = [ruleOf("allow", { on: { dataset: "d" } }), ruleOf("allow", { id: "x", on: { action: "other.*" } })];
    expect(explained(rules, call({})).nearest).toEqual([]);
  });
  test("nothing is missing where a rule denies, or one allows", () => {
    expect(explained([nearer, ruleOf("deny")], call({ x: 2 })).nearest).toEqual([]);
    expect(explained([nearer, ruleOf("allow")], call({ x: 2 })).nearest).toEqual([]);
  });
});

describe("unknown", () => {
  const both = { path: "args.x", op: "eq", ref: "context.session" };
  const past = { history: "sum", path: "args.amount", within: "1h", per: "user", op: "gt", value: 5 };
  test.each([
    ["an argument", is("x"), {}, "args.x", "args.x is not known"],
    ["a value of another type", is("x"), { x: "a" }, "args.x", 'args.x "a" cannot be compared with 1'],
    ["of two paths the first", both, {}, "args.x", "args.x is not known"],
    ["of two paths the other", both, { x: 1 }, "context.session", "context.session is not known"],
    ["the time", { time: { from: "08:00", to: "18:00", zone: "UTC" } }, {}, "time", "the time is not known"],
    ["other calls", past, {}, "history.sum", "the sum of args.amount in 1h of this user is not known"],
    ["a predicate", { fn: "open" }, {}, "fn.open", "it is not known whether open holds"],
    ["the request", { path: "critical", op: "grounded" }, {}, "critical", expect.stringContaining("is in the request")],
    ["one of any", { any: [is("x"), is("y")] }, { y: 2 }, "args.x", "args.x is not known"],
  ])("%s", (_, condition, args, path, why) => {
    const subject = call(args as Subject["args"], { now: Number.NaN });
    expect(explained([ruleOf("deny", { when: [condition] })], subject).unknown).toEqual([{ rule: "deny", path, why }]);
  });
  test("a dataset with hidden characters", () => {
    const found = explained([ruleOf("allow", { on: { dataset: "d" } })], call({}, { datasets: ["d\u200b"] }));
    expect(found.unknown.map(({ path }) => path)).toEqual(["datasets"]);
  });
  test("also where it changed nothing, and of masks; but not of a rule on another dataset, nor within a sure any", () => {
    const rules = [
      ruleOf("deny", { when: [is("x"), is("y")] }),
      mask("m", { a: "drop" }, { unless: [is("z")] }),
      ruleOf("ask", { on: { dataset: "d" }, when: [is("x")] }),
      ruleOf("allow", { when: [{ any: [is("w"), is("y", 2)] }] }),
    ];
    expect(explained(rules, call({ y: 2 })).unknown.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      "deny args.x",
      "m args.z",
    ]);
  });
});

describe("what becomes of the result", () => {
  const rules = [
    ruleOf("allow"),
    mask("m1", { email: "last4", "card.number": "redact" }),
    mask("m2", { email: "hash" }, { unless: [is("x")] }),
    check("rows"),
  ];
  test("is the strictest mask of each path, by which rules, and what looks at it", () => {
    const found = explained(rules, call({}));
    expect([found.masks, found.masking, found.checks]).toEqual([
      { email: "hash", "card.number": "redact" },
      ["m1", "m2"],
      ["rows"],
    ]);
    expect(explained(rules, call({ x: 1 })).masks).toEqual({ email: "last4", "card.number": "redact" });
    expect(explained([ruleOf("allow")], call({}))).toMatchObject({ masks: {}, masking: [], checks: [] });
  });
  test("is told in lines of its own, last, and not of a call that is denied", () => {
    expect(judgeOf(rules).explain(call({ x: 1 }))).toEqual([
      "allow allow: applies to every call of *",
      "its result is masked by m1: email (last4), card.number (redact)",
      "its result is checked by rows",
    ]);
    expect(
      judgeOf([...rules, ruleOf("deny")])
        .explain(call({}))
        .join(),
    ).not.toContain("result");
  });
  test("is told however many rules there are", () => {
    const asks = Array.from({ length: 100 }, (_, i) => ruleOf("ask", { id: `r${i}` }));
    const lines = judgeOf([...asks, ...rules]).explain(call({}));
    expect([lines.length, lines[29], lines[31]]).toEqual([32, "and 72 more", "its result is checked by rows"]);
  });
  test("many masks are one short line", () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`a${i}`, "drop"]));
    const lines = judgeOf([ruleOf("allow"), mask("m", many)]).explain(call({}));
    expect(lines.at(-1)).toMatch(/^its result is masked by m: a0 \(drop\), .*, a7 \(drop\) and 92 more$/);
  });
});

describe("shadow", () => {
  const rules = [ruleOf("allow"), ruleOf("deny", { when: [is("x")], shadow: true })];
  test("has the verdict, its rules and those in shadow that applied, and takes no part", () => {
    const found = explained(rules, call({ x: 1 }));
    expect([found.verdict, found.matched.map(({ rule }) => rule)]).toEqual(["allow", ["allow"]]);
    expect(found.shadow).toEqual({
      verdict: "deny",
      rules: ["deny"],
      matched: [{ rule: "deny", says: "deny", because: "args.x 1 is 1", unknown: [] }],
    });
  });
  test("is told only where it makes a difference", () => {
    const told = (list: readonly object[], x: number) => judgeOf(list).explain(call({ x })).at(-1);
    expect(told(rules, 1)).toBe("with the rules in shadow it would be deny, by deny");
    expect(told(rules, 2)).toBe("allow allow: applies to every call of *");
    const allowing = [ruleOf("allow", { when: [is("x")], shadow: true })];
    expect(told(allowing, 1)).toBe("with the rules in shadow it would be allow, by allow");
    expect(told(allowing, 2)).toBe("no rule allows it");
  });
  test("is not there where no rule in shadow concerns the call", () => {
    expect(explained([ruleOf("allow")], call({}))).not.toHaveProperty("shadow");
  });
});

test("no secret value is in an explanation", () => {
  const rules = [
    ruleOf("ask", { when: [is("pin", "4711")] }),
    ruleOf("allow", { when: [is("pin", "4712")], unless: [{ path: "args.pin", op: "gt", value: 3 }] }),
    ruleOf("deny", { when: [{ path: "args.pin", op: "gt", value: 4711 }], unless: [is("pin", "4711")] }),
    ruleOf("deny", { id: "s", when: [is("pin", "4711")], shadow: true }),
  ];
  const text = JSON.stringify(explained(rules, call({ pin: "4711" }, { secret: ["pin"] })));
  expect(text).toContain("(secret)");
  expect(text).not.toMatch(/471[12]/);
});

const condition = fc.oneof(
  fc.record({ path: fc.constantFrom("args.a", "args.b"), op: fc.constant("eq"), value: fc.constantFrom(1, "x") }),
  fc.constant({ fn: "open" }),
  fc.record({ any: fc.array(fc.constantFrom(is("a"), is("b", "x")), { minLength: 1, maxLength: 2 }) }),
);
const conditions = fc.array(condition, { minLength: 1, maxLength: 2 });
const body = fc.constantFrom<object[]>(
  { verdict: "allow" },
  { verdict: "deny" },
  { verdict: "ask", require: finance },
  { guardrail: { input: ["secrets"] } },
  { guardrail: { input: ["secrets"], otherwise: { ask: finance } } },
  { guardrail: { output: ["secrets"] } },
  { mask: { a: "drop" } },
);
const rule = fc
  .record(
    {
      on: fc.constantFrom<object[]>({ action: "*" }, { dataset: "d" }, { effect: "read" }),
      when: conditions,
      unless: conditions,
      shadow: fc.constant(true as const),
    },
    { requiredKeys: ["on"] },
  )
  .chain((parts) => body.map((kind) => ({ ...kind, ...parts })));
const rules = fc
  .array(rule, { minLength: 1, maxLength: 8 })
  .map((list) => list.map((one, i) => ({ ...one, id: `r${i}` })));
const SLOW = { timeout: 60_000 };
const value = fc.constantFrom(1, 2, "x", ["x"]);
const subject = fc
  .record({
    args: fc.record({ a: value, b: value, o: fc.boolean() }, { requiredKeys: [] }),
    datasets: fc.constantFrom([], ["d"], ["\u200bd"]),
    tripped: fc.subarray(["r0", "r1", "r2", "r3", "r4"]).map((ids) => new Map(ids.map((id) => [id, "it holds one"]))),
  })
  .map(({ args, ...more }) => call(args as Subject["args"], more));

test(
  "the explanation is of the verdict: the same word, rules and requirements, and every deciding rule is told",
  SLOW,
  () => {
    fc.assert(
      fc.property(rules, subject, (list, of) => {
        const judge = judgeOf(list);
        const [{ shadow: both, ...judged }, { shadow, ...found }] = [judge.judge(of), judge.explanation(of)];
        expect(found).toMatchObject(judged);
        const told = found.matched.map((one) => one.rule);
        expect(told).toEqual(expect.arrayContaining([...judged.rules]));
        expect(shadow && { verdict: shadow.verdict, rules: shadow.rules }).toEqual(both);
        const inShadow = shadow?.matched.map((one) => one.rule) ?? [];
        expect([...told, ...inShadow]).toEqual(expect.arrayContaining([...(both?.rules ?? [])]));
      }),
      { numRuns: 500 },
    );
  },
);

test("something is unknown exactly where a condition of a rule that concerns the call is", SLOW, () => {
  fc.assert(
    fc.property(rules, subject, (list, of) => {
      const judge = judgeOf(list);
      const { enforced, outgoing } = judge.concerned(of);
      const all = [...enforced.deny, ...enforced.ask, ...enforced.allow, ...enforced.guards, ...outgoing];
      const unknown = all
        .filter(({ covers }) => covers(of) !== false)
        .filter(({ covers, when, unless }) =>
          [covers, ...[...when.parts, ...unless.parts].map((part) => part.test)].some((test) => test(of) === undefined),
        )
        .map(({ label }) => label);
      const told = judge.explanation(of).unknown.map((one) => one.rule);
      expect([...new Set(told)].sort()).toEqual([...unknown].sort());
    }),
    { numRuns: 500 },
  );
});

test("the lines tell every rule of the explanation, with several policies by both names", () => {
  const judge = compilePolicies([
    policyOf([ruleOf("allow", { when: [is("x")] }), mask("m", { a: "drop" })], "org"),
    policyOf([ruleOf("ask", { when: [is("y")] })], "team"),
  ]);
  const found = judge.explanation(call({ x: 1, y: 1 }));
  expect(found.matched.map((one) => one.rule)).toEqual(["team/ask", "org/allow"]);
  expect(judge.explain(call({ x: 1, y: 1 }))).toEqual([
    "ask team/ask: args.y 1 is 1",
    "allow org/allow: args.x 1 is 1",
    "its result is masked by org/m: a (drop)",
  ]);
});
