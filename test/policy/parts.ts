import * as z from "zod";
import { action } from "../../src/action/action.js";
import type { JsonObject } from "../../src/canonical.js";
import { isCountersignError } from "../../src/errors.js";
import { compilePolicies, type Judged, type Subject } from "../../src/policy/judge.js";
import { loadPolicy } from "../../src/policy/load.js";
import type { Comparison, Policy, RuleData } from "../../src/policy/rule.js";

export const refund = action("refund.issue", {
  input: z.object({
    orderId: z.string(),
    amount: z.number(),
    note: z.string().default(""),
    to: z.object({ iban: z.string() }).optional(),
    bank: z.string().nullable().optional(),
    urgent: z.boolean().optional(),
  }),
  effect: "money",
  secret: ["to.iban"],
});
export const transfer = action("bank.transfer", {
  input: z.object({ from: z.string(), to: z.string(), amount: z.number() }),
  effect: "money",
});
export const finance = { approvers: { group: "finance" }, within: "30m" } as const;

export const call = (args: JsonObject, more: Partial<Subject> = {}): Subject => ({
  action: "refund.issue",
  effect: "money",
  datasets: [],
  args,
  context: {},
  secret: ["to.iban"],
  critical: [],
  now: 0,
  ...more,
});

/** A policy of rules as data, about any action. */
export const policyOf = (rules: readonly object[], id = "p"): Policy => loadPolicy({ id, rules }, [refund, transfer]);
export const ruleOf = (verdict: RuleData["verdict"], more: object = {}): object => ({
  id: verdict,
  verdict,
  on: { action: "*" },
  ...(verdict === "ask" && { require: finance }),
  ...more,
});

export const judged = (rules: readonly object[], subject: Subject): Judged =>
  compilePolicies([policyOf(rules)]).judge(subject);
export const verdictOf = (rules: readonly object[], subject: Subject): string => judged(rules, subject).verdict;

type Tried =
  | (Omit<Comparison, "op"> & { op: string })
  | { any: readonly object[] }
  | { time: object }
  | { history: string; within: string; per: string };

/** A condition's truth: told from which of an allow (true only) and a deny (all but false) applies. */
export function truthOf(condition: Tried, subject: Subject): boolean | "unknown" {
  if (verdictOf([ruleOf("allow", { when: [condition] })], subject) === "allow") return true;
  const denied = judged([ruleOf("deny", { when: [condition] })], subject).rules.length > 0;
  return denied ? "unknown" : false;
}

/** The issues of the input error that `make` throws, as `path: message`. */
export function refusal(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (isCountersignError(error, "input")) return error.issues.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  throw new Error("it was accepted");
}
