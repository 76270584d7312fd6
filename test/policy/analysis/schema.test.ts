import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type Action, action } from "../../../src/action/action.js";
import { compileConditions } from "../../../src/policy/condition.js";
import type { Subject } from "../../../src/policy/subject.js";
import { comparisonsOn } from "./conditions.js";
import { ACTIONS, allow, arg, ask, deny, foundIn, kindsIn, oneIn, others, read } from "./found.js";

const free = allow("free", "refund.issue", { when: [arg("iban", "absent")] });

describe("unknown-path: an argument that no action of the rule has", () => {
  test.each<readonly [string, object]>([
    ["an effect", { effect: "money" }],
    ["a pattern", { action: ["refund.*", "bank.*"] }],
    ["a dataset", { dataset: "payments" }],
  ])("of a rule on %s, with a call on which it is unknown", async (_, on) => {
    const found = await oneIn("unknown-path", [others, free, deny("typo", on, { when: [arg("amuont", "gt", 500)] })]);
    expect(found).toMatchObject({ severity: "error", path: "rules[2].when[0].path", rules: ["typo"] });
    expect(found.message).toMatch(
      /^no action that it is on has the argument "amuont" \(.*\), so it denies calls as if what reads it held$/,
    );
    expect(found.witness).toMatchObject({ action: "refund.issue", verdict: "deny", rules: ["typo"] });
  });
  test("of an allow: it allows nothing; in an exception: that lifts nothing; within any; as a reference; for other calls", async () => {
    const money = { effect: "money" };
    const typo = arg("amuont", "lte", 5);
    expect(await oneIn("unknown-path", [others, allow("a", money, { when: [typo] })])).toMatchObject({
      message: expect.stringMatching(/so what reads it is never known and allows nothing$/),
      witness: { verdict: "deny", rules: [] },
    });
    expect(await oneIn("unknown-path", [others, free, deny("d", money, { unless: [typo] })])).toMatchObject({
      path: "rules[2].unless[0].path",
      message: expect.stringMatching(/so what reads it never lifts the rule$/),
      witness: { verdict: "deny", rules: ["d"] },
    });
    const history = { history: "sum", path: "args.amuont", within: "1h", per: "app", op: "gt", value: 5 };
    const rules = [
      deny("any", money, { when: [{ any: [typo, arg("amount", "gt", 5)] }] }),
      deny("ref", money, { when: [{ path: "context.session", op: "eq", ref: "args.amuont" }] }),
      deny("h", money, { when: [history] }),
    ];
    const found = (await foundIn([others, free, ...rules])).filter(({ kind }) => kind === "unknown-path");
    expect(found.map(({ path }) => path)).toEqual([
      "rules[2].when[0].any[0].path",
      "rules[3].when[0].ref",
      "rules[4].when[0].path",
    ]);
  });
  test("where a check of SQL looks for its text", async () => {
    const guard = {
      id: "sql",
      on: { effect: "money" },
      guardrail: { input: [{ sql: { at: "query", statements: ["read"] } }] },
    };
    expect(await oneIn("unknown-path", [others, free, guard])).toMatchObject({
      path: "rules[2].guardrail.input[0].sql.at",
      message: expect.stringContaining("so this check always fails"),
      witness: { verdict: "deny", rules: ["sql"] },
    });
  });
  test("not where one of the actions has it, or a schema does not say", async () => {
    expect(
      await kindsIn([others, free, deny("some", { effect: "money" }, { when: [arg("orderId", "eq", "o-1")] })]),
    ).not.toContainEqual(expect.stringMatching(/^unknown-path/));
    const open = action("app.open", { input: v.object({ a: v.number() }), effect: "write" });
    expect(await kindsIn([deny("d", "*", { when: [arg("b", "gt", 1)] })], [open])).toEqual([]);
  });
});

describe("out-of-schema: a condition on what an input schema never lets through", () => {
  const when = (...conditions: readonly object[]) => deny("d", "refund.issue", { when: conditions });
  const found = (...conditions: readonly object[]) => oneIn("out-of-schema", [others, free, when(...conditions)]);
  test("beyond the range, with a call on which the rule does nothing", async () => {
    expect(await found(arg("amount", "gt", 1e9))).toMatchObject({
      severity: "error",
      path: "rules[2].when[0]",
      message:
        "args.amount gt 1000000000 never holds: the input schema of refund.issue lets no value through for which it does",
      witness: { action: "refund.issue", verdict: "allow", rules: ["free"] },
    });
  });
  test("of another type: never known, so that a deny denies every call", async () => {
    expect(await found(arg("orderId", "gt", 5))).toMatchObject({
      message:
        "args.orderId gt 5 is never known: the input schema of refund.issue lets no value through that can be compared so",
      witness: { verdict: "deny", rules: ["d"] },
    });
  });
  test.each<readonly [string, object, string]>([
    ["a value that is not in the list", arg("currency", "eq", "eur"), "rules[2].when[0]"],
    ["a value that is not in the list, and so is never it", arg("currency", "ne", "eur"), "rules[2].when[0].value"],
    ["one of several values", arg("currency", "in", ["EUR", "usd"]), "rules[2].when[0].value"],
    ["a beginning that is too long", arg("iban", "startsWith", "X".repeat(35)), "rules[2].when[0]"],
    ["a host in a mail address", arg("mail", "host", ["a.example"]), "rules[2].when[0]"],
    ["a value of another format", arg("mail", "eq", "bo"), "rules[2].when[0].value"],
    ["a value that is too long", arg("iban", "in", ["X".repeat(35)]), "rules[2].when[0].value"],
    ["a number beyond the range", arg("amount", "eq", 5_000), "rules[2].when[0]"],
    ["a text for a number", arg("amount", "eq", "5"), "rules[2].when[0]"],
    ["a flag of the context that is no text", { path: "context.tainted", op: "eq", value: "yes" }, "rules[2].when[0]"],
    ["a person's name that is no number", { path: "context.user.subject", op: "lt", value: 5 }, "rules[2].when[0]"],
    ["one of any", { any: [arg("amount", "lt", 5), arg("amount", "lt", -5)] }, "rules[2].when[0].any[1]"],
  ])("%s", async (_, condition, path) => {
    expect(await found(condition)).toMatchObject({ path, rules: ["d"] });
  });
  test.each<readonly [string, object]>([
    ["the largest number", arg("amount", "gte", 1_000)],
    ["a limit that is always kept", arg("amount", "lte", 5_000)],
    ["a value of the list", arg("currency", "eq", "USD")],
    ["a domain of mail addresses", arg("mail", "mailDomain", ["a.example"])],
    ["an address", arg("mail", "ne", "bo@a.example")],
    ["a beginning as long as it may be", arg("iban", "startsWith", "X".repeat(34))],
    ["an argument that need not be there", arg("iban", "absent")],
    ["a required argument that is not there", arg("amount", "absent")],
    ["a fact of the context", { path: "context.facts.limit", op: "gt", value: 5 }],
    ["a session", { path: "context.session", op: "startsWith", value: "s" }],
  ])("not %s", async (_, condition) => {
    expect(await kindsIn([others, free, when(condition)])).not.toContainEqual(expect.stringMatching(/^out-of-schema/));
  });
  test("of several actions: all of them, or one that is named and can never be compared", async () => {
    const both = ["refund.issue", "bank.transfer"];
    expect(await kindsIn([free, deny("d", both, { when: [arg("amount", "gt", 5_000)] })])).not.toContainEqual(
      expect.stringMatching(/^out-of-schema/),
    );
    const noted = action("app.note", { input: z.object({ amount: z.string() }), effect: "write" });
    const when = { when: [arg("amount", "gt", 500)] };
    expect(
      (await oneIn("out-of-schema", [deny("d", ["app.note", "bank.transfer"], when)], [...ACTIONS, noted])).message,
    ).toContain("schema of app.note lets");
    expect(await kindsIn([deny("d", "*", when)], [...ACTIONS, noted])).not.toContainEqual(
      expect.stringMatching(/^out-of-schema/),
    );
  });
  test("not a value that one of the actions takes", async () => {
    const pay = (name: string, ...of: readonly ["EUR" | "GBP"]) =>
      action(name, { input: z.object({ currency: z.enum(of) }), effect: "money" }) as Action;
    const both = deny("d", "pay.*", { when: [arg("currency", "in", ["EUR", "GBP"])] });
    expect(await kindsIn([both], [pay("pay.here", "EUR"), pay("pay.there", "GBP")])).toEqual([]);
    expect(await kindsIn([both], [pay("pay.here", "EUR")])).toEqual(["out-of-schema rules[0].when[0].value"]);
  });
  test("a schema that gives no data is asked for values all the same, also one that answers later", async () => {
    const input = v.object({ currency: v.picklist(["EUR", "USD"]), note: v.string() });
    const pay = (input: never) => action("app.pay", { input, effect: "money" }) as Action;
    const rules = [deny("d", "app.pay", { when: [arg("currency", "in", ["EUR", "usd"])] })];
    expect((await oneIn("out-of-schema", rules, [pay(input as never)])).message).toMatch(
      /refuses "usd" at args\.currency/,
    );
    const later = z.object({ currency: z.string().refine(async (one) => one === "EUR", "no currency") });
    expect((await oneIn("out-of-schema", rules, [pay(later as never)])).message).toMatch(
      /refuses "usd" at args\.currency \(no currency\)/,
    );
  });
  const SCHEMAS = [
    z.object({ a: z.number().min(1).max(2) }),
    z.object({ a: z.union([z.string().max(2), z.number().int().gt(1)]).optional() }),
    z.object({ a: z.enum(["x", "a.b", "c0ffee"]).nullable() }),
    z.object({ a: z.object({ b: z.string() }).or(z.literal(true)).default(true) }),
  ];
  test("what is never true, or never known, is so for whatever a schema lets through", async () => {
    for (const input of SCHEMAS) {
      const made = action("app.a", { input: input as never, effect: "write" }) as Action;
      const conditions = comparisonsOn("args.a");
      const rules = conditions.map((one, i) => deny(`d${i}`, "app.a", { when: [one] }));
      const told = (await foundIn(rules, [made])).filter(({ kind }) => kind === "out-of-schema");
      expect(told.length).toBeGreaterThan(5);
      fc.assert(
        fc.property(fc.oneof(fc.anything(), fc.constantFrom("x", "a.b", "c0ffee", 1, 2, 2.5, null, true)), (a) => {
          const parsed = input.safeParse({ a });
          if (!parsed.success) return;
          const subject = { args: parsed.data } as unknown as Subject;
          for (const {
            rules: [id = ""],
            message,
          } of told.filter(({ path }) => !path.endsWith("value"))) {
            const data = conditions[Number(id.slice(1))] as (typeof conditions)[number];
            const truth = compileConditions([data], { rule: "", predicates: {} }).test(subject);
            expect([id, truth]).not.toEqual([id, true]);
            if (message.includes("never known")) expect([id, truth]).toEqual([id, undefined]);
          }
        }),
      );
    }
  });
});

describe("no-effect: a rule on nothing", () => {
  const mask = (on: object, masks: object) => ({ id: "m", on, mask: masks });
  test("a mask on what no result has, through lists too", async () => {
    const masks = { phone: "drop", name: "hash", "notes.text": "redact", "notes.body": "drop" };
    const found = (await foundIn([others, free, mask({ effect: "read" }, masks)])).filter(
      ({ kind }) => kind === "no-effect",
    );
    expect(found.map(({ path, severity, message }) => [path, severity, message])).toEqual([
      ['rules[2].mask["phone"]', "error", 'no result of crm.read has "phone", so nothing of it is masked'],
      ['rules[2].mask["notes.body"]', "error", 'no result of crm.read has "notes.body", so nothing of it is masked'],
    ]);
  });
  test("a pattern that no action has, an error; of an allow a warning", async () => {
    const on = ["crm.*", "hr.*"];
    expect(await oneIn("no-effect", [others, free, ask("a", on, { when: [arg("id", "eq", "1")] })])).toMatchObject({
      severity: "error",
      path: "rules[2].on.action",
      message: "no given action has a name as hr.*, so it asks about nothing",
    });
    expect(await oneIn("no-effect", [others, free, allow("a", "hr.*")])).toMatchObject({ severity: "warning" });
  });
  test("an effect that no action has and a dataset that none touches may be meant for later: a warning", async () => {
    expect(await oneIn("no-effect", [others, free, deny("d", { effect: ["destroy", "execute"] })])).toMatchObject({
      severity: "warning",
      message: "no given action has the effect destroy or execute, so it denies nothing",
    });
    expect(await oneIn("no-effect", [others, free, deny("d", { dataset: "customers" })])).toMatchObject({
      severity: "warning",
      path: "rules[2].on.dataset",
    });
  });
  test("not where one action is meant, or may be", async () => {
    const open = action("app.open", { input: z.object({ a: z.string() }), effect: "write", datasets: ({ a }) => [a] });
    const rules = [
      others,
      free,
      allow("open", "app.open", { when: [arg("a", "eq", "1")] }),
      deny("d", { dataset: "customers" }),
      deny("e", { effect: ["destroy", "write"] }, { when: [arg("a", "eq", "1")] }),
      mask({ action: "app.*" }, { b: "drop" }),
    ];
    expect(await kindsIn(rules, [...ACTIONS, open])).not.toContainEqual(expect.stringMatching(/^no-effect/));
    expect(await kindsIn([mask({ action: "*" }, { name: "drop" })], [read])).not.toContainEqual(
      expect.stringMatching(/^no-effect/),
    );
  });
});
