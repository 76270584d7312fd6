import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.js";
import { isCountersignError } from "../../src/errors.js";
import type { Entry, Past } from "../../src/policy/entry.js";
import { inspectorOf } from "../../src/policy/guardrail/inspect.js";
import { policyHash } from "../../src/policy/hash.js";
import { compilePolicies, type Judged, type Subject } from "../../src/policy/judge.js";
import { MASKS } from "../../src/policy/mask.js";
import { outgoingOf } from "../../src/policy/outgoing.js";
import { tallyName } from "../../src/policy/past.js";
import type { Policy } from "../../src/policy/rule.js";
import { type Tools, withTools } from "../../src/policy/tools.js";
import { call, finance } from "./parts.js";

const NAMES = ["a", "b", "c"] as const;
const scalar = fc.constantFrom<Json[]>("x", "y", "bo@x.y", "10.0.0.1", "X ", "\u200bx", 1, 2, null, true);
const path = fc.constantFrom("args.a", "args.b", "args.c.a", "context.session", "context.facts.a");
// `absent` is left out: what it asks for is a value less. Of `critical` and `links` too an argument less leaves less to ask of.
const comparison = fc.oneof(
  fc.record({ path, op: fc.constant("eq"), value: scalar.filter((value) => value !== "\u200bx") }),
  fc.record({ path, op: fc.constant("ne"), value: fc.constantFrom<Json[]>("x", 1, null) }),
  fc.record({ path: fc.constantFrom("args.a", "args.b"), op: fc.constant("grounded") }),
  fc.record({ path, op: fc.constantFrom("eq", "ne", "in"), ref: path }),
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
const ordered = { op: fc.constantFrom("gt", "lte"), value: fc.constantFrom(0, 1, 2) };
const window = { within: fc.constantFrom("1h", "7d"), per: fc.constantFrom("user", "app") };
const history = fc.oneof(
  fc.record({ history: fc.constant("count"), ...window, ...ordered }),
  fc.record({ history: fc.constantFrom("sum", "distinct"), path: fc.constant("args.a"), ...window, ...ordered }),
);
const whole = fc.record({ path: fc.constantFrom("critical", "links"), op: fc.constant("grounded") });
const predicate = fc.record({ fn: fc.constantFrom("first", "throws") });
const single = fc.oneof({ weight: 6, arbitrary: comparison }, time, history, predicate);
const condition = fc.oneof(
  { weight: 8, arbitrary: single },
  { weight: 1, arbitrary: fc.record({ any: fc.array(single, { minLength: 1, maxLength: 3 }) }) },
);
const conditions = fc.array(condition, { minLength: 1, maxLength: 3 });
const on = fc.constantFrom(
  { action: "*" },
  { action: "refund.*" },
  { effect: "money" },
  { dataset: "d" },
  { effect: "read" },
);
const ruleOf = (kind: object) =>
  fc
    .record({ on, when: fc.option(conditions, { nil: undefined }), unless: fc.option(conditions, { nil: undefined }) })
    .map(({ on, when, unless }) => ({ ...kind, on, ...(when && { when }), ...(unless && { unless }) }));
const ruleWith = (verdict: "allow" | "deny" | "ask") =>
  ruleOf({ verdict, ...(verdict === "ask" && { require: finance }) });
const guard = (otherwise: object) => ruleOf({ guardrail: { input: [{ words: ["x"] }], ...otherwise } });
const masking = fc.constantFrom("drop", "hash", "last4").chain((kind) => ruleOf({ mask: { a: kind } }));
const narrowing = fc.oneof(
  ruleWith("deny"),
  ruleWith("ask"),
  guard({}),
  guard({ otherwise: { ask: finance } }),
  masking,
  ruleOf({ guardrail: { output: ["secrets"] } }),
);
const inShadow = fc.oneof(ruleWith("allow"), narrowing).map((rule) => ({ ...rule, shadow: true }));
const anyRule = fc.oneof(ruleWith("allow"), ruleWith("allow"), narrowing, narrowing, inShadow);
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
    past: fc.array(
      fc.record({
        id: fc.uuid(),
        at: fc.constantFrom(0, 5e6),
        values: fc.dictionary(fc.constant("args.a"), fc.constantFrom(1, 2, null)),
      }),
      { maxLength: 3 },
    ),
    request: fc.constantFrom("x and 1", "www.x.y", ""),
    tripped: fc.subarray(["r0", "r1", "r2", "r3", "extra"]),
  })
  .map(({ args, session, facts, datasets, now, past, request, tripped }) =>
    call(args, {
      datasets,
      now,
      critical: ["a", "b"],
      context: { facts, request, ...(typeof session === "string" && { session }) },
      past: pastOf(past),
      tripped: new Map(tripped.flatMap((id) => [id, `a/${id}`, `b/${id}`]).map((label) => [label, "found"])),
    }),
  );

/** The same past for every tally that a rule may have. */
function pastOf(entries: readonly Entry[]): ReadonlyMap<string, Past> {
  const names = ["p", "a", "b"].flatMap((policy) => [...Array(9).keys()].map((i) => `${policy}/r${i}`));
  return new Map(
    [...names, "p/extra"].flatMap((rule) =>
      (["user", "app"] as const).map((per) => [tallyName({ rule, per }), { now: 6e6, entries }] as const),
    ),
  );
}

const PREDICATES: Tools["predicates"] = {
  first: {
    version: "1",
    test: ({ args }) => ((args as JsonObject)["a"] === undefined ? "unknown" : (args as JsonObject)["a"] === "x"),
  },
  throws: {
    version: "1",
    test() {
      throw new Error("broken");
    },
  },
};

function policyOf(list: readonly object[], id = "p"): Policy {
  const policy = { id, mode: "enforce", rules: list } as unknown as Policy;
  return withTools({ ...policy, hash: policyHash(policy) }, { predicates: PREDICATES, inspectorOf });
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

const withoutPast = ({ past: _, ...of }: Subject): Subject => of;

/** The same value with each leaf left out in turn. */
function without(of: Json): readonly Json[] {
  if (typeof of !== "object" || of === null || Array.isArray(of)) return [];
  return Object.entries(of as JsonObject).flatMap(([key, inner]) => {
    const { [key]: _, ...rest } = of as Record<string, Json>;
    return [rest, ...without(inner).map((less) => ({ ...rest, [key]: less }))];
  });
}

test("a rule more that does not allow never permits more", SLOW, () => {
  fc.assert(
    fc.property(rules, narrowing, subject, (list, extra, of) => {
      expectNoMoreUnasked(judge([...list, { ...extra, id: "extra" }], of), judge(list, of));
    }),
    RUNS,
  );
});

/** A later policy may not even look as if it permitted more. */
const layered = (first: readonly object[], later: readonly object[], of: Subject): Judged | "refused" => {
  try {
    return compilePolicies([policyOf(first, "a"), policyOf(later, "b")]).judge(of);
  } catch (error) {
    if (isCountersignError(error, "input") && error.reason.includes("a later policy only narrows")) return "refused";
    throw error;
  }
};

test("a policy more never permits more, whatever is in it, or is refused", SLOW, () => {
  const laterRules = rules.chain((first) =>
    fc.tuple(fc.constant(first), fc.oneof(rules, fc.shuffledSubarray(first, { minLength: 1 }))),
  );
  fc.assert(
    fc.property(laterRules, subject, ([first, later], of) => {
      const alone = compilePolicies([policyOf(first, "a")]).judge(of);
      const both = layered(first, later, of);
      if (both !== "refused") expectNoMore(both, { ...alone, rules: alone.rules.map((id) => `a/${id}`) });
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
        withoutPast(of),
        ...[...(of.past ?? [])].map(([name]) => ({ ...of, past: new Map(of.past).set(name, "unknown" as const) })),
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

test("less that is known never takes a mask away, nor makes one weaker", SLOW, () => {
  fc.assert(
    fc.property(rules, subject, (list, of) => {
      const judge = compilePolicies([policyOf(list)]);
      const masks = (one: Subject) => outgoingOf(judge.concerned(one), one);
      for (const args of without(of.args)) {
        const [more, less] = [masks({ ...of, args: args as JsonObject }), masks(of)];
        expect(more?.masking ?? []).toEqual(expect.arrayContaining([...(less?.masking ?? [])]));
        expect(MASKS.indexOf(more?.masks["a"] ?? "last4")).toBeLessThanOrEqual(
          MASKS.indexOf(less?.masks["a"] ?? "last4"),
        );
      }
    }),
    RUNS,
  );
});

test("a rule in shadow changes nothing but what is said of the shadow", SLOW, () => {
  fc.assert(
    fc.property(rules, inShadow, subject, (list, extra, of) => {
      const { shadow: _, ...judged } = judge([...list, { ...extra, id: "extra" }], of);
      const { shadow: __, ...before } = judge(list, of);
      expect(judged).toEqual(before);
    }),
    RUNS,
  );
});

test("what is said of the shadow is what the rules would say without it", SLOW, () => {
  fc.assert(
    fc.property(rules, subject, (list, of) => {
      const enforced = list.map((rule: object) => ({ ...rule, shadow: undefined }));
      const { verdict, rules } = judge(JSON.parse(JSON.stringify(enforced)) as object[], of);
      const { shadow } = judge(list, of);
      if (shadow) expect(shadow).toEqual({ verdict, rules });
    }),
    RUNS,
  );
});

test(
  "a context value less never permits more where every critical argument or link must be in the request",
  SLOW,
  () => {
    const asking = fc.tuple(fc.constantFrom("when", "unless"), whole, narrowing).map(([side, one, rule]) => ({
      ...rule,
      [side]: [one],
    }));
    fc.assert(
      fc.property(rules, asking, subject, (list, extra, of) => {
        const judge = compilePolicies([policyOf([...list, { ...extra, id: "extra" }])]);
        for (const context of without(of.context as JsonObject))
          expectNoMoreUnasked(judge.judge({ ...of, context: context as Subject["context"] }), judge.judge(of));
      }),
      RUNS,
    );
  },
);
