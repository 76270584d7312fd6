import fc from "fast-check";
import { expect, test } from "vitest";
import { action } from "../../../src/action/action.js";
import { canonical, type Json, type JsonObject } from "../../../src/canonical.js";
import { empty } from "../../../src/policy/analysis/empty.js";
import { matterOf } from "../../../src/policy/analysis/matter.js";
import { overruled } from "../../../src/policy/analysis/overruled.js";
import { applies, compileRule } from "../../../src/policy/compile.js";
import type { Past } from "../../../src/policy/entry.js";
import { policyHash } from "../../../src/policy/hash.js";
import { compilePolicies, type Judged, type Subject } from "../../../src/policy/judge.js";
import { tallyName } from "../../../src/policy/past.js";
import type { Policy, RuleData } from "../../../src/policy/rule.js";
import { type Predicate, toolsOf, withTools } from "../../../src/policy/tools.js";
import { finance } from "../parts.js";
import { comparisonsOn, VALUES } from "./conditions.js";

/** No schema says anything of its arguments, so any call may come. */
const anything = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) } } as const;
const named = (name: string, effect: "write" | "money") =>
  action(name, { input: anything as never, effect, critical: ["a"] as never, datasets: ["d"] });
const ACTIONS = [named("crm.one", "write"), named("crm.two", "money"), named("hr.three", "money")];

const PATHS = ["args.a", "args.b", "context.session"];
const FEW = ["eq", "in", "gt", "lte", "startsWith", "mailDomain", "absent"];
const comparison = fc.constantFrom(...PATHS.flatMap(comparisonsOn).filter(({ op }) => FEW.includes(op)));
const opaque = fc.constantFrom(
  { path: "args.a", op: "eq", ref: "args.b" },
  { path: "args.a", op: "grounded" },
  { path: "critical", op: "absent" },
  { fn: "isOdd" },
  { time: { from: "08:00", to: "18:00", zone: "UTC" } },
  { history: "count", within: "1h", per: "app", op: "gt", value: 1 },
);
const single = fc.oneof({ weight: 6, arbitrary: comparison }, { weight: 1, arbitrary: opaque });
const condition = fc.oneof(
  { weight: 4, arbitrary: single },
  { weight: 1, arbitrary: fc.record({ any: fc.array(single, { minLength: 1, maxLength: 3 }) }) },
);
const list = fc.option(fc.array(condition, { minLength: 1, maxLength: 2 }), { nil: undefined });
const on = fc.constantFrom(
  { action: "*" },
  { action: "*" },
  { action: "crm.*" },
  { action: ["crm.one", "hr.three"] },
  { effect: "money" },
  { dataset: "d" },
);
const rule = fc.record({
  verdict: fc.constantFrom("allow", "deny", "ask"),
  on,
  when: list,
  unless: list,
  shadow: fc.constantFrom(undefined, undefined, undefined, true),
  require: fc.constantFrom(finance, finance, { ...finance, approve: 2 }),
});
/** Some rules are there twice, or again without their last condition. */
const more = fc.constantFrom("nothing", "nothing", "twin", "wider");
const rules = fc
  .array(fc.tuple(rule, more), { minLength: 1, maxLength: 5 })
  .map((all) => [
    ...all.map(([one]) => one),
    ...all.flatMap(([one, more]) => {
      if (more === "nothing") return [];
      return [
        more === "twin" ? one : { ...one, when: one.when && one.when.length > 1 ? one.when.slice(0, -1) : undefined },
      ];
    }),
  ])
  .map((all) =>
    all.map(({ when, unless, shadow, require, ...rest }, i) => ({
      id: `r${i}`,
      ...rest,
      ...(when && { when }),
      ...(unless && { unless }),
      ...(shadow && { shadow }),
      ...(rest.verdict === "ask" && { require }),
    })),
  ) as unknown as fc.Arbitrary<readonly RuleData[]>;

const value = fc.constantFrom(...VALUES);
const subjectOf = fc
  .record({
    a: value,
    b: value,
    session: fc.constantFrom("x", "xy", undefined),
    request: fc.constantFrom(undefined, "x and 1"),
    one: fc.constantFrom(...ACTIONS),
    datasets: fc.constantFrom(["d"], [], ["\u200bd"]),
    now: fc.constantFrom(0, 36e6, Number.NaN),
    past: fc.array(fc.constantFrom<Past[]>("unknown", entries(0), entries(5)), { minLength: 10, maxLength: 10 }),
  })
  .map(
    ({ a, b, session, request, one, datasets, now, past }): Subject => ({
      action: one.name,
      effect: one.effect,
      datasets,
      args: given({ a, b }) as JsonObject,
      context: given({ session, request }),
      secret: [],
      critical: ["a"],
      now,
      past: new Map(past.map((known, i) => [tallyName({ rule: `p/r${i}`, per: "app" }), known])),
    }),
  );

function entries(length: number): Past {
  return { now: 0, entries: Array.from({ length }, (_, i) => ({ id: `${i}`, at: 0, values: {} })) };
}
const given = (all: Record<string, Json | undefined>) =>
  Object.fromEntries(Object.entries(all).filter(([, one]) => one !== undefined));

const isOdd: Predicate = { version: "1", test: ({ args }) => ((args as JsonObject)["a"] as number) % 2 === 1 };
const TOOLS = { ...toolsOf(undefined), predicates: { isOdd } };
function policyOf(list: readonly RuleData[]): Policy {
  const policy = { id: "p", mode: "enforce", predicates: { isOdd: "1" }, rules: list } as unknown as Policy;
  return withTools({ ...policy, hash: policyHash(policy) }, TOOLS);
}

/** What becomes of a call, whichever rules say so. */
const said = ({ verdict, requirements, remember }: Judged) => ({
  verdict,
  requirements: [...new Set(requirements.map((one) => canonical(one as unknown as Json)))].sort(),
  remember,
});

const SLOW = { timeout: 120_000 };

test(
  "a rule that is told to be shadowed or redundant can be taken out, alone and with all others, and no call is judged otherwise",
  SLOW,
  () => {
    let [told, calls] = [0, 0];
    fc.assert(
      fc.property(rules, fc.array(subjectOf, { minLength: 30, maxLength: 30 }), (list, subjects) => {
        const found = overruled(matterOf([policyOf(list)], ACTIONS));
        const gone = found.map(({ finding }) => finding.rules[0]);
        const without = [gone, ...gone.map((id) => [id])].map((ids) =>
          compilePolicies([policyOf(list.filter(({ id }) => !ids.includes(id)))]),
        );
        const before = compilePolicies([policyOf(list)]);
        for (const subject of gone.length > 0 ? subjects : [])
          for (const after of without) expect(said(after.judge(subject))).toEqual(said(before.judge(subject)));
        told += gone.length;
        calls += gone.length > 0 ? subjects.length : 0;
      }),
      { numRuns: 800 },
    );
    expect(told).toBeGreaterThan(100);
    expect(calls).toBeGreaterThan(1_000);
  },
);

test(
  "a rule that is told to be empty is surely true of no call, and an exception that is told so is never true",
  SLOW,
  () => {
    let told = 0;
    fc.assert(
      fc.property(rules, fc.array(subjectOf, { minLength: 60, maxLength: 60 }), (list, subjects) => {
        const found = empty(matterOf([policyOf(list)], ACTIONS)).map(({ finding }) => finding);
        for (const {
          rules: [id],
          path,
          message,
        } of found) {
          const at = list.findIndex((one) => one.id === id);
          const compiled = compileRule(list[at] as RuleData, { policy: "p", label: "", layer: 0, tools: TOOLS });
          const isSure = (of: Subject) =>
            compiled.covers(of) === true && compiled.when.test(of) === true && compiled.unless.test(of) === false;
          for (const subject of subjects) {
            if (path === `rules[${at}].unless`) expect(compiled.unless.test(subject)).not.toBe(true);
            else expect(isSure(subject)).toBe(false);
            if (path === `rules[${at}]` && !message.includes("unknown")) expect(applies(compiled, subject)).toBe(false);
          }
          told++;
        }
      }),
      { numRuns: 800 },
    );
    expect(told).toBeGreaterThan(100);
  },
);
