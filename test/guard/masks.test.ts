import { describe, expect, test } from "vitest";
import * as z from "zod";
import { utf8 } from "../../src/canonical.js";
import { action, type Context, createCountersign } from "../../src/index.js";
import { allow, guardrail, mask, policy, type Rule } from "../../src/policy.js";
import { inMemory, memoryApprover } from "../../src/testing/testing.js";
import { all, CUSTOMER, fetchAll, MAIL, office } from "../execution/customers.js";

const given = { id: "c-1" };
type Options = { context?: Partial<Context> };

/** What a call gives under these rules. */
const resultOf = (rules: readonly Rule[], options: Options = {}, value: unknown = { id: "c-1", mail: MAIL }) =>
  office([all, ...rules]).cs.guard(() => value, fetchAll)(given, options);

const mails = (id: string, output: Record<string, "drop" | "redact" | "hash" | "last4">, more: object = {}) =>
  mask(id, { on: fetchAll, output, ...more });

describe("the strictest mask of a path applies", () => {
  test("over the rules of a policy", async () => {
    const rules = [mails("b", { mail: "last4" }), mails("a", { mail: "redact" }), mails("c", { mail: "hash" })];
    expect(await resultOf(rules)).toEqual({ id: "c-1", mail: "[redacted]" });
  });

  test("over all layers, the higher one's or the lower one's", async () => {
    const people = memoryApprover({});
    const layered = (...kinds: readonly ("drop" | "last4")[]) => {
      const [above, below] = kinds.map((kind, i) =>
        policy({ id: `layer-${i}`, rules: [allow("all", { on: { action: "*" } }), mails("mails", { mail: kind })] }),
      );
      if (!above || !below) throw new Error("two layers");
      const cs = createCountersign({ ...inMemory(people), policy: [above, below] });
      return cs.guard(() => ({ mail: MAIL }), fetchAll)(given);
    };
    expect([await layered("drop", "last4"), await layered("last4", "drop")]).toEqual([{}, {}]);
  });

  test("and of different paths each its own", async () => {
    const rules = [mails("a", { mail: "drop" }), mails("b", { "bank.iban": "last4" })];
    expect(await resultOf(rules, {}, CUSTOMER)).toEqual({ id: "c-1", bank: { iban: "****3000" } });
  });
});

describe("a mask", () => {
  const masked = { id: "c-1", mail: "[redacted]" };
  const plain = { id: "c-1", mail: MAIL };
  const when = mask("m", {
    on: fetchAll,
    when: ({ context }) => [context("session").eq("sales")],
    output: { mail: "redact" },
  });
  const unless = mask("m", {
    on: fetchAll,
    unless: ({ context }) => [context("session").eq("sales")],
    output: { mail: "redact" },
  });

  test.each<[string, Rule, Options, object]>([
    ["`when` is true", when, { context: { session: "sales" } }, masked],
    ["`when` is false", when, { context: { session: "other" } }, plain],
    ["`when` is unknown", when, {}, masked],
    ["`unless` is true", unless, { context: { session: "sales" } }, plain],
    ["`unless` is false", unless, { context: { session: "other" } }, masked],
    ["`unless` is unknown", unless, {}, masked],
  ])("whose %s", async (_, rule, options, expected) => {
    expect(await resultOf([rule], options)).toEqual(expected);
  });

  test("in shadow masks nothing", async () => {
    expect(await resultOf([mails("m", { mail: "redact" }, { shadow: true })])).toEqual(plain);
  });

  test("permits nothing by itself", async () => {
    const { cs } = office([mails("m", { mail: "redact" })]);
    expect(await cs.guard(() => plain, fetchAll).attempt(given)).toMatchObject({ error: { code: "denied" } });
  });

  test("masks every record of a list, at the top and inside", async () => {
    const rows = [{ mail: MAIL }, { mail: MAIL, id: "c-2" }];
    const rule = mails("m", { mail: "drop", "rows.mail": "drop" });
    expect(await resultOf([rule], {}, rows)).toEqual([{}, { id: "c-2" }]);
    expect(await resultOf([rule], {}, { rows })).toEqual({ rows: [{}, { id: "c-2" }] });
  });
});

describe("a mask on a dataset", () => {
  const rule = mask("pii", { on: { dataset: "customers" }, output: { mail: "redact" } });
  const touching = (datasets?: readonly string[] | ((args: { id: string }) => readonly string[])) =>
    action("any", { input: z.object({ id: z.string() }), effect: "read", ...(datasets && { datasets }) });
  const called = (on: ReturnType<typeof touching>, options: Options = {}) =>
    office([all, rule]).cs.guard(() => ({ mail: MAIL }), on)(given, options);

  test.each<[string, ReturnType<typeof touching>, Options]>([
    ["whose action declares it", touching(["public", "customers"]), {}],
    ["whose arguments touch it", touching(({ id }) => (id === "c-1" ? ["customers"] : [])), {}],
    ["whose context names it", touching(), { context: { datasets: ["customers"] } }],
    ["whose context names one that may be it", touching(), { context: { datasets: ["custom\u200bers"] } }],
  ])("applies to a call %s", async (_, on, options) => {
    expect(await called(on, options)).toEqual({ mail: "[redacted]" });
  });

  test("does not apply to other calls", async () => {
    expect(await called(touching(["public"]), { context: { datasets: ["sales"] } })).toEqual({ mail: MAIL });
  });
});

describe("a hash", () => {
  const rule = mails("m", { mail: "hash" });
  const hash = async (hashKey?: Uint8Array, mail = MAIL) => {
    const { cs } = office([all, rule], { config: hashKey ? { hashKey } : {} });
    return ((await cs.guard(() => ({ mail }), fetchAll)(given)) as { mail: string }).mail;
  };

  test("is the same for equal values as long as the key is the same", async () => {
    const key = utf8("sixteen bytes, or more");
    expect(await hash(key)).toMatch(/^hash:[\w-]{22}$/);
    expect(await hash(key)).toBe(await hash(key.slice()));
    expect(await hash(key)).not.toBe(await hash(key, "other@customer.example"));
    expect(await hash(key)).not.toBe(await hash(utf8("another key of 16+ bytes")));
  });

  test("has a key of this process where none is given", async () => {
    expect(await hash()).toBe(await hash());
    expect(await hash()).not.toBe(await hash(new Uint8Array(32)));
  });

  test("keeps to the key as it was given", async () => {
    const key = utf8("sixteen bytes, or more");
    const { cs } = office([all, rule], { config: { hashKey: key } });
    const before = await hash(key.slice());
    key.fill(0);
    expect(await cs.guard(() => ({ mail: MAIL }), fetchAll)(given)).toEqual({ mail: before });
  });

  test.each([
    ["a text", "x".repeat(32)],
    ["fifteen bytes", new Uint8Array(15)],
    ["null", null],
  ])("refuses %s as its key", (_, hashKey) => {
    expect(() => office([all], { config: { hashKey: hashKey as never } })).toThrow(
      /hashKey: give 16 random bytes or more as a Uint8Array/,
    );
  });
});

test("an input guardrail on the same action is no check of its result", async () => {
  const rules = [mails("m", { "bank.iban": "drop" }), guardrail("in", { on: fetchAll, input: ["personal"] })];
  expect(await resultOf(rules, {}, CUSTOMER)).toEqual({ id: "c-1", mail: MAIL, bank: {} });
});
