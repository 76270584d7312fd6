import { describe, expect, test } from "vitest";
import { allow, arg, ask, deny, foundIn, kindsIn, oneIn, others } from "./found.js";

const free = allow("free", "refund.issue", { when: [arg("iban", "absent")] });
const both = { when: [arg("amount", "gt", 500), arg("amount", "lt", 100)] };

describe("empty: conditions that contradict each other", () => {
  test("an allow never allows; with a call that fits the first of them", async () => {
    expect(await oneIn("empty", [others, free, allow("odd", "refund.issue", both)])).toMatchObject({
      severity: "error",
      path: "rules[2]",
      rules: ["odd"],
      message: "it never allows: args.amount gt 500 and args.amount lt 100 contradict each other",
      witness: { action: "refund.issue", args: { amount: 501 }, verdict: "allow", rules: ["free"] },
    });
  });
  test("a deny, ask, mask or guardrail applies where they are unknown, and that is said", async () => {
    const apart = { when: [arg("orderId", "startsWith", "a"), arg("orderId", "startsWith", "b")] };
    const where = { on: { action: "refund.issue" }, ...apart };
    const rules = [
      deny("d", "refund.issue", apart),
      ask("a", "refund.issue", apart),
      { id: "m", ...where, mask: { "*": "drop" } },
      { id: "g", ...where, guardrail: { input: ["secrets"] } },
    ];
    const found = (await foundIn([others, free, ...rules])).filter(({ kind }) => kind === "empty");
    expect(found.map(({ message }) => message.split(":")[0])).toEqual([
      "it denies only where its conditions are unknown",
      "it asks only where its conditions are unknown",
      "it masks only where its conditions are unknown",
      "it checks only where its conditions are unknown",
    ]);
    expect(found.map(({ witness }) => witness?.verdict)).toEqual(["allow", "allow", "allow", "allow"]);
  });
  test.each<readonly [string, object, string]>([
    [
      "a condition and the exception of it",
      { when: [arg("amount", "gt", 500)], unless: [arg("amount", "gt", 50)] },
      "args.amount gt 500 and not args.amount gt 50",
    ],
    [
      "two values",
      { when: [arg("orderId", "eq", "a"), arg("orderId", "eq", "b")] },
      'args.orderId eq "a" and args.orderId eq "b"',
    ],
    [
      "a value and its absence",
      { when: [arg("iban", "absent"), arg("iban", "startsWith", "DE")] },
      'args.iban absent and args.iban startsWith "DE"',
    ],
    [
      "two hosts",
      { when: [arg("orderId", "host", ["a.org"]), arg("orderId", "host", ["b.org"])] },
      'args.orderId host ["a.org"] and args.orderId host ["b.org"]',
    ],
    [
      "every way of any",
      { when: [arg("amount", "lt", 5), { any: [arg("amount", "gt", 10), arg("amount", "gt", 20)] }] },
      "args.amount lt 5 and args.amount gt 10",
    ],
    [
      "what cannot be compared, and its exception",
      {
        when: [{ path: "args.orderId", op: "eq", ref: "context.session" }],
        unless: [{ path: "args.orderId", op: "eq", ref: "context.session" }],
      },
      "args.orderId eq context.session and not args.orderId eq context.session",
    ],
  ])("%s", async (_, conditions, culprits) => {
    const { message } = await oneIn("empty", [others, free, allow("odd", "refund.issue", conditions)]);
    expect(message).toBe(`it never allows: ${culprits} contradict each other`);
  });
  test("an exception that is never true lifts nothing", async () => {
    expect(await oneIn("empty", [others, free, deny("odd", "refund.issue", { unless: both.when })])).toMatchObject({
      path: "rules[2].unless",
      message: "its exception never holds: args.amount gt 500 and args.amount lt 100 contradict each other",
    });
  });
  test.each<readonly [string, object]>([
    ["a range", { when: [arg("amount", "gt", 100), arg("amount", "lt", 500)] }],
    [
      "one way of any that holds",
      { when: [arg("amount", "lt", 5), { any: [arg("amount", "gt", 10), arg("amount", "gt", 2)] }] },
    ],
    ["an exception in part", { when: [arg("amount", "gt", 50)], unless: [arg("amount", "gt", 500)] }],
    ["conditions on two arguments", { when: [arg("amount", "gt", 500), arg("iban", "absent")] }],
    ["formats that may go together", { when: [arg("orderId", "pattern", "hex"), arg("orderId", "pattern", "slug")] }],
  ])("not %s", async (_, conditions) => {
    expect(await kindsIn([others, free, deny("d", "refund.issue", conditions)])).not.toContainEqual(
      expect.stringMatching(/^empty/),
    );
  });
});

test("unanalysed: conditions that hold in more ways than are looked through are told, and not compared", async () => {
  const any = (...values: readonly string[]) => ({ any: values.map((value) => arg("orderId", "startsWith", value)) });
  const many = { when: [any("a", "b", "c"), any("a", "b", "c", "d", "e"), any("a", "b", "c", "d", "e")] };
  const found = await foundIn([others, free, deny("all", "refund.issue"), deny("many", "refund.issue", many)]);
  expect(found.filter(({ rules }) => rules[0] === "many")).toEqual([
    {
      kind: "unanalysed",
      severity: "note",
      policy: "p",
      path: "rules[3]",
      rules: ["many"],
      message: "its conditions can hold in more than 64 ways, so it was compared with no other rule",
    },
  ]);
});
