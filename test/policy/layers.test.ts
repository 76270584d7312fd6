import { describe, expect, test } from "vitest";
import { compilePolicies } from "../../src/policy/judge.js";
import { loadPolicy } from "../../src/policy/load.js";
import { call, policyOf, refund, refusal, ruleOf, transfer } from "./parts.js";

const SMALL = { path: "args.amount", op: "lte", value: 50 };
const OPEN = { path: "context.environment", op: "ne", value: "prod" };
const NAMED = { path: "args.note", op: "absent" };
const org = (more: object) => policyOf([ruleOf("allow", { id: "all", ...more })], "org");
const team = (more: object) => policyOf([ruleOf("allow", { id: "mine", ...more })], "team");
const layers = (above: object, below: object) => () => compilePolicies([org(above), team(below)]);

describe("an allow rule of a later policy stands where the first allows as much", () => {
  test.each([
    ["the same calls", { on: { action: "refund.issue" } }, { on: { action: "refund.issue" } }],
    ["every action over one", {}, { on: { action: "refund.issue" } }],
    ["every action over an effect", {}, { on: { effect: "money" } }],
    ["every action over a dataset", {}, { on: { dataset: "d" } }],
    ["a pattern over one of it", { on: { action: "refund.*" } }, { on: { action: "refund.issue" } }],
    ["a pattern over a narrower pattern", { on: { action: "crm.*" } }, { on: { action: "crm.notes.*" } }],
    ["two effects over one of them", { on: { effect: ["read", "money"] } }, { on: { effect: "money" } }],
    ["a condition more", { when: [SMALL] }, { when: [OPEN, SMALL] }],
    ["an exception more", { unless: [SMALL] }, { unless: [SMALL, OPEN] }],
  ])("%s", (_, above, below) => {
    expect(layers(above, below)).not.toThrow();
  });
});

describe("an allow rule of a later policy that the first does not cover is refused at load", () => {
  test.each([
    ["another action", { on: { action: "refund.issue" } }, { on: { action: "bank.transfer" } }],
    ["one action more", { on: { action: "refund.issue" } }, { on: { action: ["refund.issue", "bank.transfer"] } }],
    ["a pattern over one", { on: { action: "refund.issue" } }, { on: { action: "refund.*" } }],
    ["everything over a pattern", { on: { action: "refund.*" } }, { on: { action: "*" } }],
    ["a dataset over an effect", { on: { effect: "money" } }, { on: { dataset: "d" } }],
    ["a condition less", { when: [SMALL, OPEN] }, { when: [SMALL] }],
    ["another condition", { when: [SMALL] }, { when: [NAMED] }],
    ["an exception less", { unless: [SMALL] }, {}],
    ["a rule in shadow", { shadow: true }, {}],
  ])("%s", (_, above, below) => {
    expect(refusal(layers(above, below))).toEqual([
      "policy team: rule mine: a later policy only narrows, and no allow rule of org is on the same calls with these conditions or fewer: allow it there, or leave it out",
    ]);
  });
});

test("a first policy in shadow would permit nothing, and is refused", () => {
  const first = loadPolicy({ id: "org", mode: "shadow", rules: [ruleOf("allow")] }, [refund, transfer]);
  expect(refusal(() => compilePolicies([first]))).toEqual([
    "policy org: the first policy permits, so in shadow it would permit nothing: enforce it",
  ]);
});

test("a later policy in shadow takes no part; what it would have said stands beside the verdict", () => {
  const later = loadPolicy({ id: "team", mode: "shadow", rules: [ruleOf("deny")] }, [refund, transfer]);
  expect(compilePolicies([org({}), later]).judge(call({}))).toEqual({
    verdict: "allow",
    rules: ["org/all"],
    requirements: [],
    shadow: { verdict: "deny", rules: ["team/deny"] },
  });
});
