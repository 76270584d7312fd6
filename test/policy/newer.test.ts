import { expect, test } from "vitest";
import { policyHash } from "../../src/policy/hash.js";
import { compilePolicies } from "../../src/policy/judge.js";
import type { Policy } from "../../src/policy/rule.js";
import { refusal, ruleOf } from "./parts.js";

/** A policy as a newer version of the package could have made it: its hash fits. */
function newer(rule: object, more: object = {}): Policy {
  const policy = { id: "p", mode: "enforce", rules: [rule] } as unknown as Policy;
  return { ...policy, hash: policyHash(policy), ...more };
}
const when = (condition: object) => ruleOf("allow", { when: [condition] });

test.each([
  ["a verdict", ruleOf("allow", { verdict: "mask" }), 'no verdict "mask"'],
  ["a key of a rule", ruleOf("allow", { until: "2030" }), 'no key "until"'],
  ["a mask", { id: "m", on: { action: "*" }, mask: { a: "blur" } }, 'no mask "blur"'],
  ["a key beside a mask", { id: "m", on: { action: "*" }, mask: { a: "drop" }, require: 1 }, 'no key "require"'],
  ["a side of a guardrail", { id: "g", on: { action: "*" }, guardrail: { both: ["secrets"] } }, 'no key "both"'],
  ["a check", { id: "g", on: { action: "*" }, guardrail: { input: ["secrets"] } }, "its guardrails cannot inspect"],
  ["a shadow", ruleOf("deny", { shadow: "soft" }), "`shadow` is true"],
  ["a predicate", when({ fn: "quiet" }), 'no predicate "quiet"'],
  ["a history", when({ history: "mean", within: "1h", per: "user", op: "gt", value: 1 }), "history: use count"],
  ["an operator", when({ path: "args.x", op: "neq", value: 1 }), 'no operator "neq"'],
  ["a key of a condition", when({ path: "args.x", op: "absent", within: "1h" }), 'no key "within"'],
  ["a value of another kind", when({ path: "args.x", op: "gt", value: "1" }), "gt takes a number"],
  ["a path of another kind", when({ path: "history.x", op: "absent" }), "is not a path"],
  ["any of nothing", when({ any: [] }), "is a list, not empty"],
  ["any of no list", when({ any: "x" }), "is a list, not empty"],
  ["any within any", when({ any: [{ any: [] }] }), 'no key "any"'],
  ["a key beside any", when({ any: [{ path: "args.x", op: "absent" }], not: true }), 'no key "not"'],
  ["an operator within any", when({ any: [{ path: "args.x", op: "neq", value: 1 }] }), 'no operator "neq"'],
  ["a zone", when({ time: { from: "08:00", to: "18:00", zone: "Mars/Base" } }), "time.zone: takes a time zone"],
  ["a window", when({ any: [{ time: "always" }] }), "time: give { days, from, to, zone }"],
  ["a key beside time", when({ time: { from: "08:00", to: "18:00", zone: "UTC" }, not: true }), 'no key "not"'],
  ["a list of conditions without any", ruleOf("allow", { when: [] }), "an empty list"],
  ["an ask of nobody", ruleOf("deny", { verdict: "ask" }), "has `require`"],
])("%s that this version does not know is refused, never passed over", (_, rule, text) => {
  expect(refusal(() => compilePolicies([newer(rule)]))[0]).toContain(text);
});

test("a key of the policy that this version does not know is refused", () => {
  const policy = newer(ruleOf("allow"), { layer: "app" });
  expect(refusal(() => compilePolicies([policy]))[0]).toContain('no key "layer"');
});

test("a policy in another mode is refused", () => {
  const policy = newer(ruleOf("allow"), { mode: "audit" });
  expect(refusal(() => compilePolicies([policy]))[0]).toContain("this is not a policy");
});
