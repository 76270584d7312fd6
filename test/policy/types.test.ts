import { expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { type Action, action } from "../../src/action/action.js";
import { allow, ask, deny, policy } from "../../src/policy.js";
import { finance, refund, transfer } from "./parts.js";

const card = action("card.pay", {
  input: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("card"), number: z.string() }),
    z.object({ kind: z.literal("bank"), iban: z.string(), day: z.number() }),
  ]),
  effect: "money",
});
const level = action("log.level", {
  input: z.object({ to: z.enum(["info", "debug"]), tags: z.array(z.string()) }),
  effect: "write",
});

// `tsc` fails on an expected error that does not come; the list only has to be there.
const wrong = (): unknown => [
  // @ts-expect-error misspelt argument
  deny("r", { on: refund, when: ({ arg }) => [arg("amuont").gt(5)] }),
  // @ts-expect-error an argument that only one of the actions has
  deny("r", { on: [refund, transfer], when: ({ arg }) => [arg("orderId").eq("o")] }),
  // @ts-expect-error gt on a text
  deny("r", { on: refund, when: ({ arg }) => [arg("orderId").gt(1)] }),
  // @ts-expect-error host on a number
  deny("r", { on: refund, when: ({ arg }) => [arg("amount").host("a.com")] }),
  // @ts-expect-error a mail domain of a number
  deny("r", { on: refund, when: ({ arg }) => [arg("amount").mailDomain("a.com")] }),
  // @ts-expect-error a range around a number
  deny("r", { on: refund, when: ({ arg }) => [arg("amount").cidr("10.0.0.0/8")] }),
  // @ts-expect-error a pattern of a number
  deny("r", { on: refund, when: ({ arg }) => [arg("amount").pattern("digits")] }),
  // @ts-expect-error a prefix of a number
  deny("r", { on: refund, when: ({ arg }) => [arg("amount").startsWith("1")] }),
  // @ts-expect-error a suffix that is no text
  deny("r", { on: refund, when: ({ arg }) => [arg("orderId").endsWith(1)] }),
  // @ts-expect-error a text against a number
  deny("r", { on: refund, when: ({ arg }) => [arg("amount").eq("5")] }),
  // @ts-expect-error a list with a text against a number
  deny("r", { on: refund, when: ({ arg }) => [arg("amount").in([5, "6"])] }),
  // @ts-expect-error a number against a reference to a text
  deny("r", { on: refund, when: ({ arg, context }) => [arg("amount").eq(context("session"))] }),
  // @ts-expect-error an object has no value to be equal to
  deny("r", { on: refund, when: ({ arg }) => [arg("to").eq({ iban: "DE" })] }),
  // @ts-expect-error nothing is not a value: use absent
  deny("r", { on: refund, when: ({ arg }) => [arg("urgent").eq(undefined)] }),
  // @ts-expect-error not one of the values
  deny("r", { on: level, when: ({ arg }) => [arg("to").eq("trace")] }),
  // @ts-expect-error a list is a leaf
  deny("r", { on: level, when: ({ arg }) => [arg("tags.0").eq("a")] }),
  // @ts-expect-error misspelt part of a person
  deny("r", { on: refund, when: ({ context }) => [context("user.subjct").eq("ana")] }),
  // @ts-expect-error a misspelt argument within any
  deny("r", { on: refund, when: ({ arg, any }) => [any(arg("amuont").gt(5))] }),
  // @ts-expect-error what is no condition within any
  deny("r", { on: refund, when: ({ arg, any }) => [any(arg("amount"))] }),
  // @ts-expect-error a list in any
  deny("r", { on: refund, when: ({ arg, any }) => [any([arg("amount").gt(5)])] }),
  // @ts-expect-error a misspelt day
  deny("r", { on: refund, when: ({ time }) => [time({ days: ["mo"], from: "08:00", to: "18:00", zone: "UTC" })] }),
  // @ts-expect-error a time without minutes
  deny("r", { on: refund, when: ({ time }) => [time({ from: "8", to: "18:00", zone: "UTC" })] }),
  // @ts-expect-error a window without its zone
  deny("r", { on: refund, when: ({ time }) => [time({ from: "08:00", to: "18:00" })] }),
  // @ts-expect-error misspelt effect
  deny("r", { on: { effect: "mony" } }),
  // @ts-expect-error an ask needs people
  ask("r", { on: refund }),
  // @ts-expect-error an allow asks nobody
  allow("r", { on: refund, require: finance }),
  // @ts-expect-error misspelt key
  allow("r", { on: refund, unles: () => [] }),
  // @ts-expect-error ne of another type
  deny("r", { on: refund, when: ({ arg }) => [arg("orderId").ne(1)] }),
  // @ts-expect-error a shadow rule is one or is not
  deny("r", { on: refund, shadow: false }),
  // @ts-expect-error a ceiling for everything
  ask("r", { on: refund, require: finance, remember: { scope: "every call", for: "1h", uses: 1 } }),
  // @ts-expect-error a history is no condition before it is compared
  deny("r", { on: refund, when: ({ history }) => [history.count({ within: "1h", per: "user" })] }),
  // @ts-expect-error misspelt mode
  policy({ id: "p", rules: [], mode: "shadowed" }),
];

test("what must not compile is checked by the compiler", () => {
  expectTypeOf(wrong).toBeFunction();
});

declare const anyAction: Action;
test("what compiles", () => {
  const rules = [
    deny("of-several", { on: [refund, transfer], when: ({ arg }) => [arg("amount").gt(5)] }),
    deny("of-one-variant", {
      on: card,
      when: ({ arg }) => [arg("iban").under("RU"), arg("day").lte(3), arg("kind").eq("bank")],
    }),
    deny("optional", {
      on: refund,
      when: ({ arg, context }) => [arg("to.iban").eq(context("facts.iban")), arg("urgent").eq(true)],
    }),
    deny("nullable", {
      on: refund,
      when: ({ arg }) => [
        arg("bank").mailDomain("a.com"),
        arg("bank").cidr("10.0.0.0/8"),
        arg("bank").pattern("iban"),
        arg("bank").startsWith("a"),
        arg("bank").endsWith("z"),
        arg("bank").eq(null),
        arg("bank").in(["a", null]),
        arg("bank").host("a.com"),
      ],
    }),
    deny("untyped", {
      on: { action: "crm.*" },
      when: ({ arg }) => [arg("a.b").eq("x"), arg("n").gt(1), arg("u").host("a.com")],
    }),
    deny("facts", {
      on: refund,
      when: ({ arg, context }) => [context("facts.day").lt(5), arg("orderId").in(context("facts.mine"))],
    }),
    deny("datasets", {
      on: level,
      when: ({ arg, context }) => [arg("to").absent(), context("user.name").in(["a"]), context("tainted").eq(true)],
    }),
    deny("list", { on: level, when: ({ arg, context }) => [context("session").in(arg("tags"))] }),
  ];
  const dynamic = (on: typeof anyAction) => deny("dynamic", { on, when: ({ arg }) => [arg("anything").eq(1)] });
  expect(
    policy({ id: "p", rules: [...rules, allow("a", { on: [transfer] })], version: "1", mode: "enforce" }).rules,
  ).toHaveLength(9);
  expect(dynamic(refund).id).toBe("dynamic");
});
