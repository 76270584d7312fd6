import { expect, test } from "vitest";
import { compilePolicies } from "../../src/policy/judge.js";
import type { Policy } from "../../src/policy/rule.js";
import { call, finance, judged, policyOf, refusal, ruleOf, verdictOf } from "./parts.js";

const TRUE = { path: "args.amount", op: "gt", value: 1 };
const FALSE = { path: "args.amount", op: "gt", value: 9 };
const UNKNOWN = { path: "args.bank", op: "eq", value: "x" };
const CONDITIONS = { true: [TRUE], false: [FALSE], unknown: [UNKNOWN], none: undefined } as const;
type Truth = keyof typeof CONDITIONS;

/** Rows: `when`; columns: `unless`. Whether the rule applies. */
const APPLIES: Record<"allow" | "narrowing", Record<Truth, Record<Truth, boolean>>> = {
  allow: {
    true: { true: false, false: true, unknown: false, none: true },
    false: { true: false, false: false, unknown: false, none: false },
    unknown: { true: false, false: false, unknown: false, none: false },
    none: { true: false, false: true, unknown: false, none: true },
  },
  narrowing: {
    true: { true: false, false: true, unknown: true, none: true },
    false: { true: false, false: false, unknown: false, none: false },
    unknown: { true: false, false: true, unknown: true, none: true },
    none: { true: false, false: true, unknown: true, none: true },
  },
};
const TABLE = (["allow", "deny", "ask"] as const).flatMap((verdict) =>
  Object.entries(APPLIES[verdict === "allow" ? "allow" : "narrowing"]).flatMap(([when, row]) =>
    Object.entries(row).map(([unless, applies]) => ({
      verdict,
      when: when as Truth,
      unless: unless as Truth,
      applies,
    })),
  ),
);

test.each(TABLE)(
  "$verdict with when $when and unless $unless: applies $applies",
  ({ verdict, when, unless, applies }) => {
    const rule = ruleOf(verdict, { when: CONDITIONS[when], unless: CONDITIONS[unless] });
    expect(judged([rule], call({ amount: 5 })).rules).toEqual(applies ? [verdict] : []);
  },
);

const [T, F, U] = [TRUE, FALSE, UNKNOWN];
test.each([
  { list: [T, T], truth: "true" },
  { list: [T, F], truth: "false" },
  { list: [U, F], truth: "false" },
  { list: [F, U], truth: "false" },
  { list: [T, U], truth: "unknown" },
  { list: [U, U], truth: "unknown" },
])("several conditions are joined by and: $truth", ({ list, truth }) => {
  const subject = call({ amount: 5 });
  expect(verdictOf([ruleOf("allow", { when: list })], subject)).toBe(truth === "true" ? "allow" : "deny");
  expect(judged([ruleOf("deny", { when: list })], subject).rules).toEqual(truth === "false" ? [] : ["deny"]);
});

const three = { allow: ruleOf("allow"), ask: ruleOf("ask"), deny: ruleOf("deny") };
test.each([
  [[three.allow], "allow", ["allow"]],
  [[three.ask, three.allow], "ask", ["ask"]],
  [[three.allow, three.deny, three.ask], "deny", ["deny"]],
  [[ruleOf("allow", { on: { action: "other" + ".*" } })], "deny", []],
] as const)("deny goes before ask before allow before nothing: %#", (rules, verdict, by) => {
  expect(judged(rules, call({}))).toMatchObject({ verdict, rules: by });
});

test("every rule of the deciding verdict is named, and every requirement kept, in the order of ids", () => {
  const two = { ...finance, approve: 2 };
  const rules = [ruleOf("ask", { id: "z", require: two }), ruleOf("allow"), ruleOf("ask", { id: "a" })];
  expect(judged(rules, call({}))).toEqual({ verdict: "ask", rules: ["a", "z"], requirements: [finance, two] });
});

test("requirements come with an ask only", () => {
  expect(judged([three.deny, three.ask], call({})).requirements).toEqual([]);
});

test.each([
  [{ action: "refund.issue" }, true],
  [{ action: ["bank.transfer", "refund.issue"] }, true],
  [{ action: "bank.transfer" }, false],
  [{ action: "*" }, true],
  [{ action: "refund.*" }, true],
  [{ action: "refund.issue.*" }, false],
  [{ action: "ref.*" }, false],
  [{ effect: "money" }, true],
  [{ effect: ["read", "money"] }, true],
  [{ effect: "read" }, false],
] as const)("a rule on %j concerns the call: %s", (on, concerned) => {
  expect(verdictOf([ruleOf("allow", { on })], call({}))).toBe(concerned ? "allow" : "deny");
});

test("a pattern reaches every name below it", () => {
  const rules = [ruleOf("allow", { on: { action: "crm.*" } })];
  expect(verdictOf(rules, call({}, { action: "crm.logs.export" }))).toBe("allow");
  expect(verdictOf(rules, call({}, { action: "crm" }))).toBe("deny");
  expect(verdictOf(rules, call({}, { action: "crmx.export" }))).toBe("deny");
});

test("a rule on a dataset is about the calls that touch it", () => {
  const rules = [ruleOf("allow"), ruleOf("deny", { on: { dataset: "customers" } })];
  expect(verdictOf(rules, call({}, { datasets: ["logs", "customers"] }))).toBe("deny");
  expect(verdictOf(rules, call({}, { datasets: ["logs"] }))).toBe("allow");
});

test("a dataset's name with hidden characters could be any: deny applies, allow does not", () => {
  const spoofed = call({}, { datasets: ["custo\u200bmers"] });
  expect(verdictOf([ruleOf("allow"), ruleOf("deny", { on: { dataset: "customers" } })], spoofed)).toBe("deny");
  expect(verdictOf([ruleOf("allow", { on: { dataset: "customers" } })], spoofed)).toBe("deny");
});

test("one name with two effects is judged by each", () => {
  const judge = compilePolicies([policyOf([ruleOf("allow", { on: { effect: "read" } })])]);
  const verdicts = (["read", "money", "read"] as const).map((effect) => judge.judge(call({}, { effect })).verdict);
  expect(verdicts).toEqual(["allow", "deny", "allow"]);
});

test("more action names than are kept are still judged right", () => {
  const judge = compilePolicies([policyOf([ruleOf("allow", { on: { action: "even.*" } })])]);
  const names = Array.from({ length: 2500 }, (_, i) => `${i % 2 ? "odd" : "even"}.n${i}`);
  const wrong = [...names, ...names].filter(
    (action) => judge.judge(call({}, { action })).verdict !== (action.startsWith("even") ? "allow" : "deny"),
  );
  expect(wrong).toEqual([]);
});

const layered = (...layers: readonly (readonly object[])[]) =>
  compilePolicies(layers.map((rules, i) => policyOf(rules, `l${i}`))).judge(call({ amount: 5 }));
const silent = ruleOf("deny", { id: "silent", on: { effect: "read" } });

test.each([
  ["a later policy denies what the first allows", [three.allow], [three.deny], "deny", ["l1/deny"]],
  ["a later policy asks about what the first allows", [three.allow], [three.ask], "ask", ["l1/ask"]],
  ["a later policy's ask cannot permit what the first does not", [silent], [three.ask], "deny", []],
  ["a later policy's allow does not answer an ask", [three.ask, three.allow], [three.allow], "ask", ["l0/ask"]],
  ["a later policy without a word is neutral", [three.allow], [silent], "allow", ["l0/allow"]],
  ["asks of both count", [three.ask], [three.ask], "ask", ["l0/ask", "l1/ask"]],
  ["a first policy's deny stays", [three.deny, three.allow], [three.allow], "deny", ["l0/deny"]],
] as const)("%s", (_, first, later, verdict, rules) => {
  expect(layered(first, later)).toMatchObject({ verdict, rules });
});

test("no policy at all is refused", () => {
  expect(refusal(() => compilePolicies([]))[0]).toContain("give at least one policy");
});

test("two policies of one id are refused", () => {
  const one = policyOf([three.allow]);
  expect(refusal(() => compilePolicies([one, one]))).toEqual(["policy: two policies of one id"]);
});

test.each([
  ["a rule less", (policy: Policy) => ({ ...policy, rules: policy.rules.slice(1) })],
  ["another id", (policy: Policy) => ({ ...policy, id: "q" })],
  ["another version", (policy: Policy) => ({ ...policy, version: "2" })],
  [
    "an extra key in a rule",
    (policy: Policy) => ({ ...policy, rules: policy.rules.map((rule) => ({ ...rule, x: 1 })) }),
  ],
  ["another hash", (policy: Policy) => ({ ...policy, hash: "0".repeat(64) })],
])("a policy with %s is not what its hash says", (_, change) => {
  const changed = change(policyOf([three.deny, three.allow]));
  expect(refusal(() => compilePolicies([changed]))[0]).toContain("not what its hash says");
});

test.each([[undefined], [null], [{}], [{ id: "p", rules: [] }], ["p"], [[]], [{ mode: "enforce", rules: "x" }]])(
  "%j is not a policy",
  (value) => {
    expect(refusal(() => compilePolicies([value as unknown as Policy]))[0]).toContain("this is not a policy");
  },
);

test("a policy changed after it was compiled changes nothing", () => {
  const open = JSON.parse(JSON.stringify(policyOf([three.deny, three.allow]))) as { rules: { verdict: string }[] };
  const judge = compilePolicies([open as unknown as Policy]);
  open.rules.length = 0;
  expect(judge.judge(call({})).verdict).toBe("deny");
});
