import { describe, expect, test } from "vitest";
import { deny } from "../../src/policy/builders.js";
import { compilePolicies } from "../../src/policy/judge.js";
import { loadPolicy, policy } from "../../src/policy/load.js";
import type { Predicate } from "../../src/policy/tools.js";
import { call, refund } from "./parts.js";

const RULES = [
  { id: "allow", verdict: "allow", on: { action: "*" }, when: [{ fn: "named" }] },
  { id: "deny", verdict: "deny", on: { action: "*" }, when: [{ fn: "named" }] },
] as const;

/** An allow applies where it is true, a deny where it is not false. */
function truth(test: Predicate["test"]): boolean | "unknown" {
  const verdict = (rule: object) =>
    compilePolicies([loadPolicy({ id: "p", rules: [rule] }, [], { named: { version: "1", test } })]).judge(
      call({ amount: 5, to: { iban: "DE1" } }, { context: { session: "s" } }),
    );
  if (verdict(RULES[0]).verdict === "allow") return true;
  return verdict(RULES[1]).rules.length > 0 ? "unknown" : false;
}

describe("a predicate", () => {
  test("says true or false", () => {
    expect([truth(() => true), truth(() => false)]).toEqual([true, false]);
  });

  test.each<readonly [string, () => unknown]>([
    ["says that it is unknown", () => "unknown"],
    ["says something else", () => 1],
    ["says nothing", () => undefined],
    ["makes one wait", async () => true],
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
  ])("that %s is unknown", (_, test) => {
    expect(truth(test as Predicate["test"])).toBe("unknown");
  });

  test("sees arguments and context, secrets as marks", () => {
    expect(
      truth(
        ({ args, context }) =>
          JSON.stringify([args, context]) === '[{"amount":5,"to":{"iban":"[secret]"}},{"session":"s"}]',
      ),
    ).toBe(true);
  });

  test("that changes the arguments is unknown: they are frozen", () => {
    const greedy: Predicate["test"] = ({ args }) => {
      (args as { amount: number }).amount = 0;
      return true;
    };
    const judge = compilePolicies([
      loadPolicy({ id: "p", rules: [RULES[1]] }, [], { named: { version: "1", test: greedy } }),
    ]);
    const subject = call(Object.freeze({ amount: 5 }), { secret: [] });
    expect(judge.judge(subject).rules).toEqual(["deny"]);
    expect(subject.args).toEqual({ amount: 5 });
  });
});

test("builders and data give the same policy, and the predicate goes along", () => {
  const predicates = { named: { version: "2", test: () => true } };
  const built = policy({ id: "p", predicates, rules: [deny("deny", { on: refund, when: ({ fn }) => [fn("named")] })] });
  expect(built.predicates).toEqual({ named: "2" });
  expect(loadPolicy(JSON.parse(JSON.stringify(built)), [refund], predicates)).toEqual(built);
  expect(compilePolicies([built]).judge(call({})).verdict).toBe("deny");
});
