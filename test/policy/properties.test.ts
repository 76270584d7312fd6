import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.js";
import { policyHash } from "../../src/policy/hash.js";
import { compilePolicies, type Judged, type Subject } from "../../src/policy/judge.js";
import type { Policy } from "../../src/policy/rule.js";
import { call, finance } from "./parts.js";

const NAMES = ["a", "b", "c"] as const;
const scalar = fc.constantFrom<Json[]>("x", "y", "bo@x.y", "10.0.0.1", "X ", "\u200bx", 1, 2, null, true);
const path = fc.constantFrom("args.a", "args.b", "args.c.a", "context.session", "context.facts.a");
// `absent` is left out: what it asks for is a value less.
const comparison = fc.oneof(
  fc.record({ path, op: fc.constant("eq"), value: scalar.filter((value) => value !== "\u200bx") }),
  fc.record({ path, op: fc.constantFrom("eq", "in"), ref: path }),
  fc.record({ path, op: fc.constant("in"), value: fc.constantFrom(["x", 1], ["x", "y"], [null]) }),
  fc.record({ path, op: fc.constantFrom("gt", "gte", "lt", "lte"), value: fc.constantFrom(1, 2) }),
  fc.record({ path, op: fc.constant("under"), value: fc.constantFrom("x", "y") }),
  fc.record({ path, op: fc.constantFrom("startsWith", "endsWith"), value: fc.constantFrom("x", "y") }),
  fc.record({ path, op: fc.constant("mailDomain"), value: fc.constantFrom(["x.y"], ["*.y"]) }),
  fc.record({ path, op: fc.constant("cidr"), value: fc.constantFrom(["10.0.0.0/8"], ["::/0"]) }),
  fc.record({ path, op: fc.constant("pattern"), value: fc.constantFrom("slug", "hex") }),
  fc.record({ path, op: fc.constant("host"), value: fc.constant(["x", "*.x"]) }),
);
const time = fc.record({
  time: fc.record({ from: fc.constantFrom("08:00", "20:00"), to: fc.constant("12:00"), zone: fc.constant("UTC") }),
});
const condition = fc.oneof(
  { weight: 6, arbitrary: comparison },
  { weight: 1, arbitrary: time },
  { weight: 1, arbitrary: fc.record({ any: fc.array(fc.oneof(comparison, time), { minLength: 1, maxLength: 3 }) }) },
);
const conditions = fc.array(condition, { minLength: 1, maxLength: 3 });
const on = fc.constantFrom(
  { action: "*" },
  { action: "refund.*" },
  { effect: "money" },
  { dataset: "d" },
  { effect: "read" },
);
const ruleWith = (verdict: "allow" | "deny" | "ask") =>
  fc
    .record({ on, when: fc.option(conditions, { nil: undefined }), unless: fc.option(conditions, { nil: undefined }) })
    .map(({ on, when, unless }) => ({
      verdict,
      on,
      ...(when && { when }),
      ...(unless && { unless }),
      ...(verdict === "ask" && { require: finance }),
    }));
const anyRule = fc.oneof(ruleWith("allow"), ruleWith("allow"), ruleWith("deny"), ruleWith("ask"));
const rules = fc
  .array(anyRule, { minLength: 1, maxLength: 8 })
  .map((list) => list.map((rule, i) => ({ ...rule, id: `r${i}` })));

const value: fc.Arbitrary<Json> = fc.oneof(scalar, fc.constantFrom<Json[]>(["x", "y"], { a: "x" }));
const object: fc.Arbitrary<JsonObject> = fc.dictionary(fc.constantFrom(...NAMES), value);
const subject: fc.Arbitrary<Subject> = fc
  .record({
    args: object,
    session: fc.option(scalar),
    facts: object,
    datasets: fc.constantFrom([], ["d"], ["\u200bd"]),
    now: fc.constantFrom(0, 36e6, 8e7),
  })
  .map(({ args, session, facts, datasets, now }) =>
    call(args, { datasets, now, context: { facts, ...(typeof session === "string" && { session }) } }),
  );

function policyOf(list: readonly object[], id = "p"): Policy {
  const policy = { id, mode: "enforce", rules: list } as unknown as Policy;
  return { ...policy, hash: policyHash(policy) };
}
const judge = (list: readonly object[], of: Subject): Judged => compilePolicies([policyOf(list)]).judge(of);
const PERMITS = { deny: 0, ask: 1, allow: 2 };
const SLOW = { timeout: 60_000 };
const RUNS = { numRuns: 500 };

/** Permits at most as much: a lower verdict, or an ask with everything that the other asks and more. */
function expectNoMore(narrower: Judged, than: Judged): void {
  expect(PERMITS[narrower.verdict]).toBeLessThanOrEqual(PERMITS[than.verdict]);
  if (narrower.verdict === "ask" && than.verdict === "ask")
    expect(narrower.rules).toEqual(expect.arrayContaining([...than.rules]));
}

/** The same; but a rule that now asks may turn a default deny into an ask. It never makes it an allow. */
function expectNoMoreUnasked(narrower: Judged, than: Judged): void {
  const byDefault = than.verdict === "deny" && than.rules.length === 0;
  if (byDefault) expect(narrower.verdict).not.toBe("allow");
  else expectNoMore(narrower, than);
}

/** The same value with each leaf left out in turn. */
function without(of: Json): readonly Json[] {
  if (typeof of !== "object" || of === null || Array.isArray(of)) return [];
  return Object.entries(of as JsonObject).flatMap(([key, inner]) => {
    const { [key]: _, ...rest } = of as Record<string, Json>;
    return [rest, ...without(inner).map((less) => ({ ...rest, [key]: less }))];
  });
}

test("a deny or ask rule more never permits more", SLOW, () => {
  const narrowing = fc.oneof(ruleWith("deny"), ruleWith("ask"));
  fc.assert(
    fc.property(rules, narrowing, subject, (list, extra, of) => {
      expectNoMoreUnasked(judge([...list, { ...extra, id: "extra" }], of), judge(list, of));
    }),
    RUNS,
  );
});

test("a policy more never permits more, whatever is in it", SLOW, () => {
  fc.assert(
    fc.property(rules, rules, subject, (first, later, of) => {
      const alone = compilePolicies([policyOf(first, "a")]).judge(of);
      const both = compilePolicies([policyOf(first, "a"), policyOf(later, "b")]).judge(of);
      expectNoMore(both, { ...alone, rules: alone.rules.map((id) => `a/${id}`) });
    }),
    RUNS,
  );
});

test("an argument or context value less never permits more", SLOW, () => {
  fc.assert(
    fc.property(rules, subject, (list, of) => {
      const judge = compilePolicies([policyOf(list)]);
      const less: Subject[] = [
        { ...of, now: Number.NaN },
        ...without(of.args).map((args) => ({ ...of, args: args as JsonObject })),
        ...without(of.context as JsonObject).map((context) => ({ ...of, context: context as Subject["context"] })),
      ];
      for (const one of less) expectNoMoreUnasked(judge.judge(one), judge.judge(of));
    }),
    RUNS,
  );
});

test("the order of rules changes nothing", SLOW, () => {
  const shuffled = rules.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, subject, ([list, other], of) => {
      expect(judge(other, of)).toEqual(judge(list, of));
    }),
    RUNS,
  );
});

test("judging changes neither arguments nor context", SLOW, () => {
  fc.assert(
    fc.property(rules, subject, (list, of) => {
      const before = structuredClone(of);
      judge(list, of);
      compilePolicies([policyOf(list)]).explain(of);
      expect(of).toEqual(before);
    }),
    { numRuns: 200 },
  );
});
