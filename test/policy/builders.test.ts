import { expect, test } from "vitest";
import { allow, ask, deny } from "../../src/policy/builders.js";
import { compilePolicies } from "../../src/policy/judge.js";
import { loadPolicy, policy } from "../../src/policy/load.js";
import { call, finance, refund, refusal, transfer } from "./parts.js";

test("a builder gives the rule as data", () => {
  const rule = ask("large", {
    on: refund,
    when: ({ arg, context }) => [
      arg("amount").gt(500),
      arg("orderId").eq(context("session")),
      arg("to.iban").under("RU"),
      arg("note").host("a.com", "*.b.com"),
      arg("to").absent(),
      arg("note").mailDomain("a.com", "*.b.com"),
      arg("note").cidr("10.0.0.0/8", "2001:db8::/32"),
      arg("note").pattern("uuid"),
      arg("note").startsWith("re: "),
      arg("note").endsWith(".pdf"),
    ],
    unless: ({ context }) => [context("environment").in(["dev", "test"])],
    require: finance,
  });
  expect(rule).toEqual({
    id: "large",
    verdict: "ask",
    on: { action: "refund.issue" },
    when: [
      { path: "args.amount", op: "gt", value: 500 },
      { path: "args.orderId", op: "eq", ref: "context.session" },
      { path: "args.to.iban", op: "under", value: "RU" },
      { path: "args.note", op: "host", value: ["a.com", "*.b.com"] },
      { path: "args.to", op: "absent" },
      { path: "args.note", op: "mailDomain", value: ["a.com", "*.b.com"] },
      { path: "args.note", op: "cidr", value: ["10.0.0.0/8", "2001:db8::/32"] },
      { path: "args.note", op: "pattern", value: "uuid" },
      { path: "args.note", op: "startsWith", value: "re: " },
      { path: "args.note", op: "endsWith", value: ".pdf" },
    ],
    unless: [{ path: "context.environment", op: "in", value: ["dev", "test"] }],
    require: finance,
  });
});

test("any of several conditions, as data", () => {
  const rule = deny("r", {
    on: refund,
    when: ({ arg, any }) => [any(arg("amount").gt(5), arg("urgent").eq(true)), arg("note").absent()],
  });
  expect(rule).toMatchObject({
    when: [
      {
        any: [
          { path: "args.amount", op: "gt", value: 5 },
          { path: "args.urgent", op: "eq", value: true },
        ],
      },
      { path: "args.note", op: "absent" },
    ],
  });
  expect(policy({ id: "p", rules: [rule] }).rules[0]).toEqual(rule);
});

test("a time window, as data", () => {
  const hours = { days: ["mon", "fri"], from: "08:00", to: "18:00", zone: "Europe/Berlin" } as const;
  const rule = deny("r", { on: refund, when: ({ time, any, arg }) => [any(time(hours), arg("note").absent())] });
  expect(rule).toMatchObject({ when: [{ any: [{ time: hours }, { path: "args.note", op: "absent" }] }] });
  expect(policy({ id: "p", rules: [rule] }).rules[0]).toEqual(rule);
});

test.each([
  [refund, { action: "refund.issue" }],
  [[refund, transfer], { action: ["refund.issue", "bank.transfer"] }],
  [{ action: "crm.*" }, { action: "crm.*" }],
  [{ effect: "read" }, { effect: "read" }],
  [{ effect: ["read", "write"] }, { effect: ["read", "write"] }],
  [{ dataset: "customers" }, { dataset: "customers" }],
] as const)("on, as data: %#", (on, data) => {
  expect(deny("r", { on: on as typeof refund })).toEqual({ id: "r", verdict: "deny", on: data });
});

test("a rule is frozen to its leaves, and its actions are no part of its data", () => {
  const rule = allow("r", { on: refund, when: ({ arg }) => [arg("amount").lte(5)] }) as { when?: { value: number }[] };
  expect(() => {
    (rule.when?.[0] as { value: number }).value = 5000;
  }).toThrow(TypeError);
  expect(Object.keys(rule)).toEqual(["id", "verdict", "on", "when"]);
});

test("changing what a rule was made of changes nothing in it", () => {
  const open: { approvers: { group: string }; approve: number; within: "1h" } = {
    approvers: { group: "finance" },
    approve: 2,
    within: "1h",
  };
  const rule = ask("r", { on: refund, require: open });
  open.approve = 1;
  expect(rule).toMatchObject({ require: { approve: 2 } });
});

test("every operator and reference judges as written", () => {
  const rules = [
    allow("mine", {
      on: refund,
      when: ({ arg, context }) => [arg("orderId").in(context("facts.orders")), arg("amount").lt(10)],
    }),
  ];
  const judge = compilePolicies([policy({ id: "p", rules })]);
  const context = { facts: { orders: ["o1", "o2"] } };
  const verdict = (orderId: string) => judge.judge(call({ orderId, amount: 5 }, { context })).verdict;
  expect([verdict("o2"), verdict("o3")]).toEqual(["allow", "deny"]);
});

test("the rules of one policy can be used in another", () => {
  const first = policy({ id: "a", rules: [deny("typo-proof", { on: refund })] });
  const second = policy({ id: "b", rules: [...first.rules, allow("rest", { on: { action: "*" } })] });
  const loaded = loadPolicy(JSON.parse(JSON.stringify(first)), [refund]);
  expect(policy({ id: "b", rules: [...loaded.rules, allow("rest", { on: { action: "*" } })] })).toEqual(second);
});

test("an argument that the schema lacks is refused for a rule on several actions too", () => {
  const rule = deny("r", { on: [refund, transfer], when: ({ arg }) => [(arg as (path: string) => never)("from")] });
  expect(refusal(() => policy({ id: "p", rules: [rule] })).join()).toContain("rules[0].when[0]");
  const loose = [refund, transfer] as readonly (typeof refund)[];
  const typed = deny("r", { on: loose, when: ({ arg }) => [arg("orderId").eq("o")] });
  expect(refusal(() => policy({ id: "p", rules: [typed] }))).toEqual([
    'rules[0].when[0].path: the input schema of bank.transfer has no argument "orderId"',
  ]);
});

test("a rule by hand cannot name an action that the policy does not hold", () => {
  const rule = { id: "r", verdict: "deny", on: { action: "refund.issue" } };
  expect(refusal(() => policy({ id: "p", rules: [rule] }))[0]).toContain('no action "refund.issue" was given');
  expect(policy({ id: "p", rules: [rule, allow("a", { on: refund })] }).rules).toHaveLength(2);
});

test("an action by its name alone is refused: a misspelt one would do nothing", () => {
  const rule = deny("r", { on: { action: "refund.isue" } });
  expect(refusal(() => policy({ id: "p", rules: [rule] }))[0]).toContain('no action "refund.isue" was given');
});

test("a misspelt key of a rule is refused, not left out", () => {
  const spec = { on: refund, wehn: () => [] };
  expect(refusal(() => policy({ id: "p", rules: [allow("r", spec)] }))[0]).toContain("rules[0].wehn: is no key here");
});

test.each([
  ["no subject", () => allow("r", {} as { on: typeof refund }), "say what it is `on`"],
  ["no spec", () => allow("r", undefined as never), "say what it is `on`"],
  ["a look-alike action", () => allow("r", { on: { name: "refund.issue", effect: "money" } }), "this is not an action"],
  [
    "a look-alike in a list",
    () => allow("r", { on: [refund, { name: "x", effect: "read" }] }),
    "this is not an action",
  ],
  ["conditions that are no function", () => deny("r", { on: refund, when: [] as never }), "give a function"],
  ["a BigInt", () => deny("r", { on: { dataset: 1n as never } }), "a rule is plain data"],
])("a builder refuses %s", (_, make, text) => {
  expect(refusal(make)[0]).toContain(text);
});

test.each([
  ["no rules", { id: "p" }, "rules: is missing"],
  ["null for a rule", { id: "p", rules: [null] }, "rules[0]: is null"],
  ["nothing", undefined, ": is not JSON"],
])("policy refuses %s", (_, spec, text) => {
  expect(refusal(() => policy(spec as never))[0]).toContain(text);
});
