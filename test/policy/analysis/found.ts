import { expect } from "vitest";
import * as z from "zod";
import { type Action, action, definitionOf } from "../../../src/action/action.js";
import { capture } from "../../../src/action/capture.js";
import { systemClock } from "../../../src/clock.js";
import { analyse } from "../../../src/policy/analysis/analyse.js";
import type { Finding, Kind, Witness } from "../../../src/policy/analysis/finding.js";
import { loadPolicy } from "../../../src/policy/load.js";
import { tallyName } from "../../../src/policy/past.js";
import type { Policy } from "../../../src/policy/rule.js";
import type { Predicate } from "../../../src/policy/tools.js";
import { judging } from "../../../src/policy/verdict.js";
import { finance } from "../parts.js";

export const refund = action("refund.issue", {
  input: z.object({
    orderId: z.string(),
    amount: z.number().positive().max(1_000),
    currency: z.enum(["EUR", "USD"]).default("EUR"),
    iban: z.string().max(34).optional(),
    mail: z.email().optional(),
  }),
  effect: "money",
  critical: ["iban"],
  datasets: ["payments"],
});
export const transfer = action("bank.transfer", {
  input: z.object({ to: z.string(), amount: z.number() }),
  effect: "money",
  critical: ["to"],
});
export const read = action("crm.read", {
  input: z.object({ id: z.string() }),
  output: z.object({ name: z.string(), notes: z.array(z.object({ text: z.string() })) }),
  effect: "read",
});
export const ACTIONS = [refund, transfer, read];

export const arg = (path: string, op: string, value?: unknown): object => ({
  path: `args.${path}`,
  op,
  ...(value !== undefined && { value }),
});
const rule =
  (verdict: string) =>
  (id: string, on: object | string | readonly string[], more: object = {}) => ({
    id,
    verdict,
    on: typeof on === "string" || Array.isArray(on) ? { action: on } : on,
    ...(verdict === "ask" && { require: finance }),
    ...more,
  });
export const [allow, deny, ask] = [rule("allow"), rule("deny"), rule("ask")];
/** So that nothing is said of actions that a test is not about. */
export const others = allow("others", ["bank.transfer", "crm.read"], {
  when: [{ path: "context.session", op: "eq", value: "s-1" }],
});

export const policyOf = (
  rules: readonly object[],
  actions: readonly Action[] = ACTIONS,
  predicates?: Readonly<Record<string, Predicate>>,
  id = "p",
): Policy => loadPolicy({ id, rules }, actions, predicates);

/** What is found, each example judged again. */
export async function foundIn(
  rules: readonly object[],
  actions: readonly Action[] = ACTIONS,
  predicates?: Readonly<Record<string, Predicate>>,
): Promise<readonly Finding[]> {
  const policy = policyOf(rules, actions, predicates);
  const found = await analyse([policy], actions);
  for (const { witness } of found) if (witness) await expectJudged(witness, [policy], actions);
  return found;
}

/** The one finding of a kind. */
export async function oneIn(
  kind: Kind,
  rules: readonly object[],
  actions: readonly Action[] = ACTIONS,
): Promise<Finding> {
  const found = (await foundIn(rules, actions)).filter((one) => one.kind === kind);
  expect(found.map(({ message }) => message)).toHaveLength(1);
  return found[0] as Finding;
}

export async function kindsIn(
  rules: readonly object[],
  actions: readonly Action[] = ACTIONS,
): Promise<readonly string[]> {
  return (await foundIn(rules, actions)).map(({ kind, path }) => `${kind} ${path}`);
}

/** The call, made as a guard makes it and as the first of all calls, is judged as the example says. */
export async function expectJudged(
  witness: Witness,
  policies: readonly Policy[],
  actions: readonly Action[],
): Promise<void> {
  const given = actions.find(({ name }) => name === witness.action) as Action;
  const { tainted, environment = null, tenant = "t", ...context } = witness.context;
  const about = { action: witness.action, callId: "c" };
  const call = await capture(definitionOf(given), witness.args, { context, actors: "" }, about);
  expect(call.args).toEqual(witness.args);
  const judge = judging({
    policies,
    judges: [],
    deployment: { app: "a", tenant, environment },
    clock: { ...systemClock, now: () => Date.parse(witness.at ?? "2026-01-05T12:00:00Z") },
    sources: {
      past: async (tallies) => new Map(tallies.map((tally) => [tallyName(tally), { now: 0, entries: [] }])),
      tainted: async () => tainted,
      forget: async () => {},
      denied: async () => {},
      taint: async () => {},
    },
  });
  const { verdict, rules } = await judge.judge(call, "", { how: "look", id: "c" });
  expect({ verdict, rules }).toEqual({ verdict: witness.verdict, rules: witness.rules });
}
