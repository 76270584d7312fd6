import * as z from "zod";
import { action } from "../src/index.js";
import type { Subject } from "../src/policy/judge.js";
import { loadPolicy } from "../src/policy/load.js";
import type { Policy } from "../src/policy/rule.js";
import { subjectOf } from "./subject.js";

export type Case = { readonly path: string } & (
  | { readonly op: "gt" | "gte"; readonly value: number }
  | { readonly op: "eq" | "endsWith"; readonly value: string }
  | { readonly op: "in"; readonly value: readonly string[] }
  | { readonly op: "absent" }
);

/** A rule of the comparison: one action, two or three conditions that must all hold. */
export interface Given {
  readonly id: string;
  readonly verdict: "allow" | "ask" | "deny";
  readonly action: string;
  readonly when: readonly Case[];
}

/** Rules and the calls they are asked about. Every call has all that a rule compares, of its type. */
export interface World {
  readonly rules: readonly Given[];
  readonly policy: Policy;
  readonly subjects: readonly Subject[];
}

const SUBJECTS = 500;

type Random = () => number;

/** Ten rules on ten actions, more on fifty. */
export function worldOf(count: number): World {
  const random = seeded(count);
  const actions = Array.from({ length: Math.min(count, 50) }, (_, i) => `crm.action_${i}`);
  const rules = Array.from({ length: count }, (_, i) => ruleOf(i, actions[i % actions.length] as string, random));
  const subjects = Array.from({ length: SUBJECTS }, () => asItComes(callOf(pick(actions, random), random)));
  return { rules, policy: policyOf(rules), subjects };
}

const CURRENCIES = ["EUR", "USD", "GBP", "CHF"];
const REGIONS = ["eu-west", "eu-north", "us-east", "us-west", "ap-south"];
const COUNTRIES = ["DE", "FR", "US", "GB", "JP", "BR"];
const TIERS = ["basic", "silver", "gold"];
const TEAMS = ["sales", "support", "finance", "legal"];
const ENVIRONMENTS = ["production", "staging", "test"];
const DOMAINS = ["@acme.example", "@partner.example", "@mail.example"];

const some = (from: readonly string[], random: Random): readonly string[] => {
  const start = Math.floor(random() * from.length);
  return [0, 1, 2].map((i) => from[(start + i) % from.length] as string).slice(0, 2 + Math.floor(random() * 2));
};
const up = (to: number, random: Random): number => Math.floor(random() * to);

const CASES: readonly ((random: Random) => Case)[] = [
  (random) => ({ path: "args.amount", op: "gt", value: up(1000, random) }),
  (random) => ({ path: "args.customer.score", op: "gt", value: up(100, random) }),
  (random) => ({ path: "args.priority", op: "gte", value: up(5, random) }),
  (random) => ({ path: "context.facts.risk", op: "gte", value: up(100, random) }),
  (random) => ({ path: "args.currency", op: "eq", value: pick(CURRENCIES, random) }),
  (random) => ({ path: "args.customer.tier", op: "eq", value: pick(TIERS, random) }),
  (random) => ({ path: "context.environment", op: "eq", value: pick(ENVIRONMENTS, random) }),
  (random) => ({ path: "args.region", op: "in", value: some(REGIONS, random) }),
  (random) => ({ path: "args.customer.country", op: "in", value: some(COUNTRIES, random) }),
  (random) => ({ path: "context.facts.team", op: "in", value: some(TEAMS, random) }),
  (random) => ({ path: "args.to", op: "endsWith", value: pick(DOMAINS, random) }),
  () => ({ path: "args.note", op: "absent" }),
];

function ruleOf(i: number, action: string, random: Random): Given {
  const from = up(CASES.length, random);
  const step = 1 + up(CASES.length - 1, random);
  const chosen = new Set([0, step, 2 * step].slice(0, 2 + up(2, random)).map((at) => (from + at) % CASES.length));
  return {
    id: `rule-${String(i).padStart(4, "0")}`,
    verdict: (["allow", "allow", "ask", "deny"] as const)[up(4, random)] as Given["verdict"],
    action,
    when: [...chosen].map((at) => (CASES[at] as (typeof CASES)[number])(random)),
  };
}

/** Twenty-four values, and a note in every second call. */
function callOf(action: string, random: Random): Subject {
  const id = up(1e6, random);
  const principal = (name: string) => ({ issuer: "https://idp.acme.example", subject: `${name}-${id}` });
  return subjectOf({
    action,
    args: {
      amount: up(1000, random),
      priority: up(5, random),
      limit: up(500, random),
      currency: pick(CURRENCIES, random),
      region: pick(REGIONS, random),
      to: `person-${id}${pick(DOMAINS, random)}`,
      reference: `ref-${id}`,
      format: "parquet",
      customer: { tier: pick(TIERS, random), country: pick(COUNTRIES, random), score: up(100, random), name: "Acme" },
      ...(random() < 0.5 && { note: "as agreed on the phone" }),
    },
    context: {
      agent: principal("agent"),
      owner: principal("owner"),
      user: principal("user"),
      model: "model-2026-01-15",
      session: `thread-${id}`,
      tenant: "acme",
      environment: pick(ENVIRONMENTS, random),
      facts: { team: pick(TEAMS, random), risk: up(100, random) },
    },
  });
}

const input = z.object({
  amount: z.number(),
  priority: z.number(),
  limit: z.number(),
  currency: z.string(),
  region: z.string(),
  to: z.string(),
  reference: z.string(),
  format: z.string(),
  customer: z.object({ tier: z.string(), country: z.string(), score: z.number(), name: z.string() }),
  note: z.optional(z.string()),
});

/** From JSON, so that no text is a concatenation. */
const asItComes = ({ args, context, ...call }: Subject): Subject => ({
  ...call,
  ...(JSON.parse(JSON.stringify({ args, context })) as Pick<Subject, "args" | "context">),
});

function policyOf(rules: readonly Given[]): Policy {
  const require = { approvers: { group: "finance" }, within: "30m" };
  const data = rules.map(({ action, ...rule }) => ({
    ...rule,
    on: { action },
    ...(rule.verdict === "ask" && { require }),
  }));
  const actions = [...new Set(rules.map(({ action }) => action))];
  return loadPolicy(
    { id: "bench", rules: data },
    actions.map((name) => action(name, { input, effect: "money", critical: ["to"] })),
  );
}

const pick = <T>(from: readonly T[], random: Random): T => from[up(from.length, random)] as T;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
