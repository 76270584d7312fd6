import { describe, expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../../src/action/action.js";
import { analyse } from "../../../src/policy/analysis/analyse.js";
import { ACTIONS, allow, arg, ask, deny, foundIn, kindsIn, oneIn, policyOf, read, transfer } from "./found.js";

const reads = allow("reads", { effect: "read" });
const money = (more: object) => allow("money", "bank.transfer", more);
const MONEY = [transfer, read];

describe("free-critical: an allow in which nothing limits where the effect lands", () => {
  test("is told with a call that it allows", async () => {
    expect(await oneIn("free-critical", [reads, money({ when: [arg("amount", "lte", 50)] })], MONEY)).toMatchObject({
      severity: "warning",
      path: "rules[1]",
      rules: ["money"],
      message: 'it allows bank.transfer with any "to": no condition limits this critical argument',
      witness: {
        action: "bank.transfer",
        args: { amount: 50, to: expect.any(String) },
        verdict: "allow",
        rules: ["money"],
      },
    });
  });
  test("an optional one is there in the call that shows it", async () => {
    const found = await oneIn("free-critical", [
      reads,
      allow("a", { effect: "money" }, { when: [arg("to", "eq", "me")] }),
      allow("b", "refund.issue"),
    ]);
    expect([found.rules, found.witness?.args["iban"]]).toEqual([["b"], expect.any(String)]);
  });
  test.each<readonly [string, object]>([
    ["no condition at all", {}],
    ["only the other ways of any", { when: [{ any: [arg("to", "eq", "me"), arg("amount", "lte", 5)] }] }],
    ["only that it is there", { unless: [arg("to", "absent")] }],
    ["only one of two that lift it", { unless: [arg("to", "ne", "me"), arg("amount", "gt", 50)] }],
    ["other calls", { when: [{ history: "count", within: "1h", per: "app", op: "lt", value: 5 }] }],
  ])("also with %s", async (_, conditions) => {
    expect((await oneIn("free-critical", [reads, money(conditions)], MONEY)).witness).toBeDefined();
  });
  test.each<readonly [string, readonly object[]]>([
    ["a list of values", [money({ when: [arg("to", "in", ["me", "you"])] })]],
    ["a relation", [money({ when: [{ path: "context.facts.own", op: "eq", ref: "args.to" }] })]],
    ["grounding", [money({ when: [{ path: "critical", op: "grounded" }] })]],
    ["every way of any", [money({ when: [{ any: [arg("to", "eq", "me"), arg("to", "startsWith", "DE")] }] })]],
    ["an exception", [money({ unless: [arg("to", "ne", "me")] })]],
    [
      "another rule that asks where it is not in the request",
      [money({}), ask("a", "bank.transfer", { unless: [arg("to", "grounded")] })],
    ],
    ["shadow", [money({ shadow: true })]],
  ])("not where it is limited by %s", async (_, rules) => {
    expect(await kindsIn([reads, ...rules], MONEY)).not.toContainEqual(expect.stringMatching(/^free-critical/));
  });
  test("not where a predicate may look at it", async () => {
    const own = { version: "1", test: () => true };
    const found = await foundIn([reads, money({ when: [{ fn: "own" }] })], MONEY, { own });
    expect(found.map(({ kind }) => kind)).toEqual([]);
  });
  test("not of a read, and not of an action without critical arguments", async () => {
    const write = action("app.write", { input: z.object({ a: z.string() }), effect: "write" });
    const look = action("app.look", { input: z.object({ a: z.string() }), effect: "read", critical: ["a"] });
    expect(await kindsIn([allow("all", "*")], [write, look])).toEqual([]);
  });
});

describe("no-rule: an action that is denied because nothing is said of it", () => {
  test("is told with a call of it", async () => {
    const remove = action("crm.delete", { input: z.object({ id: z.uuid() }), effect: "destroy" });
    expect(await oneIn("no-rule", [reads, deny("money", { effect: "money" })], [...ACTIONS, remove])).toMatchObject({
      severity: "warning",
      path: "rules",
      rules: [],
      message: "no rule allows, denies or asks about crm.delete: every call of it is denied",
      witness: { action: "crm.delete", args: { id: expect.any(String) }, verdict: "deny", rules: [] },
    });
  });
  test("a mask and a rule in shadow say nothing of it; a deny and a dataset that it touches do", async () => {
    const mask = { id: "m", on: { action: "*" }, mask: { name: "drop" } };
    expect(
      await kindsIn([mask, allow("r", { effect: "read" }, { shadow: true }), deny("d", { effect: "money" })]),
    ).toContain("no-rule rules");
    expect(await kindsIn([reads, deny("d", "bank.transfer"), ask("p", { dataset: "payments" })])).not.toContain(
      "no-rule rules",
    );
  });
});

test("a policy without anything odd has no findings, with and without its actions", async () => {
  const rules = [
    reads,
    allow("small", ["refund.issue"], { when: [arg("amount", "lte", 50), arg("iban", "absent")] }),
    ask("large", ["refund.issue"], { when: [arg("amount", "gt", 50)] }),
    ask("transfer", "bank.transfer"),
  ];
  expect(await foundIn(rules)).toEqual([]);
  expect(await analyse([policyOf(rules)], undefined)).toEqual([]);
});

test("without actions, rules are compared by what they are on, and no call is shown", async () => {
  const rules = [
    allow("a", "refund.issue", { when: [arg("amount", "lte", 50)] }),
    allow("b", { effect: "money" }, { when: [arg("amount", "lte", 50)] }),
    allow("c", "crm.*"),
    deny("d", ["refund.*", "crm.read"]),
    allow("set", { dataset: "customers" }),
    deny("no-set", { dataset: "customers" }),
    deny("e", "*", { when: [{ path: "context.tainted", op: "gt", value: 5 }] }),
  ];
  const policy = policyOf(rules);
  const found = await analyse([policy], undefined);
  expect(found.map(({ kind, rules, witness }) => [kind, ...rules, witness])).toEqual([
    ["out-of-schema", "e", undefined],
    ["shadowed", "a", "d", undefined],
    ["shadowed", "set", "no-set", undefined],
  ]);
});

test("a policy in shadow is looked at as if it were in force", async () => {
  const policy = { ...policyOf([reads]), mode: "shadow" as const };
  const found = await analyse([policy], MONEY);
  expect(found).toMatchObject([{ kind: "no-rule", witness: { action: "bank.transfer", verdict: "deny" } }]);
});
