import { describe, expect, test } from "vitest";
import { compilePolicies } from "../../src/policy/judge.js";
import { outgoingOf } from "../../src/policy/outgoing.js";
import { ready } from "../../src/policy/ready.js";
import { call, finance, policyOf } from "./parts.js";

const IS_ONE = { path: "args.x", op: "eq", value: 1 };
const FACTS = { true: { x: 1 }, false: { x: 2 }, unknown: { y: 1 } } as const;
type Fact = keyof typeof FACTS;

/** Every kind of rule, and how it shows that it applies. */
const KINDS: Readonly<Record<string, object>> = {
  allow: { verdict: "allow" },
  deny: { verdict: "deny" },
  ask: { verdict: "ask", require: finance },
  mask: { mask: { card: "last4" } },
  "guardrail on the way in": { guardrail: { input: [{ words: ["bomb"] }] } },
  "guardrail that asks": { guardrail: { input: [{ words: ["bomb"] }], otherwise: { ask: finance } } },
  "guardrail on the way out": { guardrail: { output: ["secrets"] } },
};

const everything = { id: "else", on: { action: "*" }, verdict: "allow" };

/** Whether the rule `r` takes part: in the verdict, or in what becomes of the result. */
async function applies(kind: string, side: "when" | "unless", fact: Fact, more: object = {}): Promise<"yes" | "no"> {
  const rule = { id: "r", on: { action: "*" }, ...KINDS[kind], [side]: [IS_ONE], ...more };
  const policy = compilePolicies([policyOf(kind === "allow" ? [rule] : [rule, everything])]);
  const subject = call({ ...FACTS[fact], note: "a bomb" });
  const concerned = policy.concerned(subject);
  const facts = await ready(concerned, subject, { how: "look", id: "c" }, undefined);
  const rules = policy.judge(facts).rules;
  const outgoing = outgoingOf(concerned, facts);
  const others = [...(outgoing?.masking ?? []), ...(outgoing?.checks ?? []).map(({ rule }) => rule)];
  return [...rules, ...others].includes("r") ? "yes" : "no";
}

/** Unknown never helps the caller. */
const EXPECTED: Readonly<Record<"allow" | "other", Readonly<Record<"when" | "unless", Record<Fact, "yes" | "no">>>>> = {
  allow: { when: { true: "yes", false: "no", unknown: "no" }, unless: { true: "no", false: "yes", unknown: "no" } },
  other: { when: { true: "yes", false: "no", unknown: "yes" }, unless: { true: "no", false: "yes", unknown: "yes" } },
};

const cases = Object.keys(KINDS).flatMap((kind) =>
  (["when", "unless"] as const).flatMap((side) =>
    (Object.keys(FACTS) as Fact[]).map((fact) => ({
      kind,
      side,
      fact,
      expected: EXPECTED[kind === "allow" ? "allow" : "other"][side][fact],
    })),
  ),
);

describe("what a condition that is true, false or unknown does to each kind of rule", () => {
  test.each(cases)("$kind, $side $fact: applies: $expected", async ({ kind, side, fact, expected }) => {
    expect(await applies(kind, side, fact)).toBe(expected);
  });

  test.each(Object.keys(KINDS))("%s in shadow takes no part, whatever is true", async (kind) => {
    for (const fact of Object.keys(FACTS) as Fact[])
      expect([
        await applies(kind, "when", fact, { shadow: true }),
        await applies(kind, "unless", fact, { shadow: true }),
      ]).toEqual(["no", "no"]);
  });
});
