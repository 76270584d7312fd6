import { describe, expect, test } from "vitest";
import { analyse } from "../../../src/policy/analysis/analyse.js";
import { finance } from "../parts.js";
import { ACTIONS, allow, arg, ask, deny, foundIn, kindsIn, oneIn, others, policyOf } from "./found.js";

const notFree = { unless: [arg("mail", "mailDomain", ["a.example"])] };
const small = allow("small", "refund.issue", { when: [arg("amount", "lte", 50), arg("iban", "absent")] });

describe("shadowed: a rule that a stronger one always overrules", () => {
  test("an allow on calls that are all denied, with such a call", async () => {
    const found = await oneIn("shadowed", [others, small, deny("none", "refund.*")]);
    expect(found).toMatchObject({
      severity: "warning",
      path: "rules[1]",
      rules: ["small", "none"],
      message: "every call that it allows is denied by none",
      witness: { action: "refund.issue", args: { amount: 50 }, verdict: "deny", rules: ["none"] },
    });
  });
  test("an ask on calls that are all denied, and an allow on calls that are all asked about", async () => {
    const rules = [
      ask("large", "refund.issue", { when: [arg("amount", "gt", 500)] }),
      deny("some", "refund.issue", { when: [arg("amount", "gte", 500)] }),
    ];
    expect(await oneIn("shadowed", [others, ...rules])).toMatchObject({
      rules: ["large", "some"],
      witness: { verdict: "deny" },
    });
    expect(await oneIn("shadowed", [others, small, ask("all", "refund.issue")])).toMatchObject({
      message: "every call that it allows is asked about by all",
      witness: { verdict: "ask", rules: ["all"] },
    });
  });
  test("by several rules, each of another of its actions", async () => {
    const both = allow("both", ["refund.issue", "bank.transfer"], { when: [arg("amount", "lte", 50)] });
    const found = await oneIn("shadowed", [both, deny("one", "refund.issue"), ask("two", "bank.transfer")]);
    expect(found).toMatchObject({
      rules: ["both", "one", "two"],
      message: "every call that it allows is denied or asked about by one and two",
    });
  });
  test.each<readonly [string, readonly object[]]>([
    ["a stronger rule that a value lifts", [small, deny("some", "refund.issue", { when: [arg("amount", "gt", 49)] })]],
    ["a stronger rule with an exception", [small, deny("some", "refund.issue", notFree)]],
    ["a stronger rule in shadow", [small, deny("none", "refund.issue", { shadow: true })]],
    [
      "a stronger rule of one of two actions",
      [
        allow("both", ["refund.issue", "bank.transfer"], { when: [arg("amount", "lte", 5)] }),
        deny("one", "refund.issue"),
      ],
    ],
    ["a stronger rule on a dataset that the call may not touch", [small, deny("set", { dataset: "payments" })]],
    [
      "a weaker one",
      [
        deny("some", "refund.issue", { when: [arg("amount", "gt", 500)] }),
        allow("all", "refund.issue", { when: [arg("iban", "absent")] }),
      ],
    ],
  ])("not by %s", async (_, rules) => {
    expect(await kindsIn([others, ...rules])).not.toContainEqual(expect.stringMatching(/^(shadowed|redundant)/));
  });
  test("an unknown value is no way out: what a deny is not sure about it denies", async () => {
    const unsure = allow("unsure", "refund.issue", { when: [arg("amount", "absent")] });
    expect(
      await oneIn("shadowed", [others, unsure, deny("large", "refund.issue", { when: [arg("amount", "gt", 500)] })]),
    ).toMatchObject({
      rules: ["unsure", "large"],
      message: "every call that it allows is denied by large; no example was found",
    });
  });
});

describe("redundant: a rule whose calls another one decides alike", () => {
  test("a smaller allow, with a call that both allow", async () => {
    const wider = allow("wider", "refund.issue", { when: [arg("amount", "lte", 90), arg("iban", "absent")] });
    expect(await oneIn("redundant", [others, small, wider])).toMatchObject({
      severity: "warning",
      path: "rules[1]",
      rules: ["small", "wider"],
      message: "every call that it allows is allowed by wider too",
      witness: { args: { amount: 50 }, verdict: "allow", rules: ["small", "wider"] },
    });
  });
  test("of two that are the same, the second", async () => {
    expect(await oneIn("redundant", [others, small, { ...small, id: "again" }])).toMatchObject({
      rules: ["again", "small"],
    });
  });
  test("of a chain, all but the last that is left", async () => {
    const limits = [10, 30, 20].map((value, i) =>
      deny(`d${i}`, "refund.issue", { when: [arg("amount", "gt", value)] }),
    );
    const found = (await foundIn([others, small, ...limits])).filter(({ kind }) => kind === "redundant");
    expect(found.map(({ rules }) => rules)).toEqual([
      ["d1", "d0"],
      ["d2", "d0"],
    ]);
  });
  test("an ask of the same people, and not one of others", async () => {
    const asked = (require: object) => [
      ask("some", "refund.issue", { when: [arg("amount", "gt", 500)], require }),
      ask("more", "refund.issue", { when: [arg("amount", "gt", 100)] }),
    ];
    expect(await oneIn("redundant", [others, ...asked(finance)])).toMatchObject({ rules: ["some", "more"] });
    expect(await kindsIn([others, ...asked({ ...finance, approve: 2 })])).not.toContainEqual(
      expect.stringMatching(/^redundant/),
    );
  });
  test("a condition that cannot be compared is the same as itself, but other calls are counted for each rule", async () => {
    const twice = (when: readonly object[]) => [
      deny("one", "refund.issue", { when: [...when, arg("amount", "gt", 5)] }),
      deny("two", "refund.issue", { when }),
    ];
    const time = { time: { from: "08:00", to: "18:00", zone: "UTC" } };
    const history = { history: "count", within: "1h", per: "app", op: "gt", value: 3 };
    expect(await oneIn("redundant", twice([time]))).toMatchObject({
      rules: ["one", "two"],
      witness: { verdict: "deny", at: expect.any(String) },
    });
    expect(await kindsIn(twice([history]))).not.toContainEqual(expect.stringMatching(/^redundant/));
  });
});

describe("conflicting: a rule that narrows and an allow overlap in part", () => {
  const foreign = ask("foreign", "refund.issue", { when: [arg("currency", "eq", "USD")] });
  test("is a note, with a call that both are about", async () => {
    expect(await oneIn("conflicting", [others, small, foreign])).toMatchObject({
      severity: "note",
      path: "rules[2]",
      rules: ["foreign", "small"],
      message: "it asks about some of the calls that small allows, and others: those are asked about",
      witness: { args: { amount: 50, currency: "USD" }, verdict: "ask", rules: ["foreign"] },
    });
  });
  test.each<readonly [string, readonly object[]]>([
    ["where they have no call in common", [small, ask("large", "refund.issue", { when: [arg("amount", "gt", 50)] })]],
    [
      "where the one is an exception of the other",
      [small, deny("tiny", "refund.issue", { when: [arg("amount", "lt", 5), arg("iban", "absent")] })],
    ],
    [
      "where no call of both can be shown",
      [small, deny("odd", "refund.issue", { when: [arg("currency", "ne", "EUR"), arg("orderId", "eq", 7)] })],
    ],
  ])("not %s", async (_, rules) => {
    expect(await kindsIn([others, ...rules])).not.toContainEqual(expect.stringMatching(/^conflicting/));
  });
  test("of very many, the first are told and the rest are counted", async () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      deny(`d${i}`, "refund.issue", { when: [arg("orderId", "eq", `o${i}`)] }),
    );
    const found = (await foundIn([small, ...many])).filter(({ kind }) => kind === "conflicting");
    expect([found.length, found.at(-1)?.message]).toEqual([
      51,
      "10 more rules may overlap so with an allow: only the first 50 were looked at",
    ]);
  });
});

describe("of layers", () => {
  const org = [allow("all", "*")];
  const labelled = async (...layers: readonly (readonly object[])[]) => {
    const policies = layers.map((rules, i) => policyOf(rules, ACTIONS, undefined, `l${i}`));
    return (await analyse(policies, ACTIONS)).map(({ kind, policy, rules }) => [kind, policy, ...rules]);
  };
  test("a later allow that no allow of the first covers widens, and nothing else is said", async () => {
    const cut = [allow("reads", { effect: "read" })];
    expect(await labelled(cut, [small])).toEqual([["widening", "l1", "l1/small"]]);
    expect(await labelled(org, [small])).not.toContainEqual(expect.arrayContaining(["widening"]));
  });
  test("a later rule that says what an earlier one says is redundant, and an ask of the first is not so because of a later one", async () => {
    const large = { when: [arg("amount", "gt", 500)] };
    expect(
      await labelled([...org, ask("large", "refund.issue", large)], [ask("again", "refund.issue", large)]),
    ).toContainEqual(["redundant", "l1", "l1/again", "l0/large"]);
    const first = [ask("large", "refund.issue", large)];
    expect(await labelled(first, [ask("wider", "refund.issue")])).not.toContainEqual(
      expect.arrayContaining(["redundant"]),
    );
  });
  test("an ask of a later policy overrules no allow: without that it would not even ask", async () => {
    expect(await labelled([small], [ask("all", "refund.issue")])).not.toContainEqual(
      expect.arrayContaining(["shadowed"]),
    );
  });
});
