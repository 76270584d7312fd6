import * as z from "zod";
import { action, type Config, createCountersign } from "../../src/index.js";
import type { Predicate } from "../../src/policy/tools.js";
import { allow, ask, policy, type Rule } from "../../src/policy.js";
import { inMemory } from "../../src/testing/testing.js";
import { world } from "../world.js";

export const MAIL = "lin.chen@customer.example";
export const IBAN = "DE89370400440532013000";
export const CUSTOMER = { id: "c-1", mail: MAIL, bank: { iban: IBAN } };

const input = z.object({ id: z.string(), desk: z.string().default("support"), pin: z.string().optional() });
/** Its results have a schema, so they are kept; `mail` may be left out, `bank.iban` is any text of four or more. */
export const find = action("crm.find", {
  input,
  output: z.object({
    id: z.string(),
    mail: z.string().optional(),
    bank: z.object({ iban: z.string().min(4) }).optional(),
  }),
  effect: "read",
  secret: ["pin"],
});
/** Its results may be anything. */
export const fetchAll = action("crm.fetch", { input, effect: "read", datasets: ["customers"] });

export const all = allow("all", { on: { action: "*" } });
export const asked = ask("asked", {
  on: { action: "*" },
  require: { approvers: { group: "finance" }, within: "30m" },
});
export const ways: readonly [name: string, Rule][] = [
  ["an allowed", all],
  ["an approved", asked],
];

interface Given {
  readonly config?: Partial<Config>;
  readonly predicates?: Readonly<Record<string, Predicate["test"]>>;
}

/** A deployment with these rules, and what its log holds. */
export function office(rules: readonly Rule[], { config = {}, predicates = {} }: Given = {}) {
  const versioned = Object.entries(predicates).map(([name, test]) => [name, { version: "1", test }] as const);
  const made = policy({ id: "p", rules, predicates: Object.fromEntries(versioned) });
  const one = world(undefined, { policy: made, ...config });
  const lines = () => one.parts.audit.log.events.map(({ line }) => line);
  const outcome = () => {
    const found = lines().findLast((line) => /execution\.(succeeded|failed)/.test(line));
    return (JSON.parse(found ?? "{}") as { data?: Readonly<Record<string, unknown>> }).data;
  };
  const rows = async () => JSON.stringify((await one.parts.store.list({ tenant: "default", limit: 10 })).rows);
  return { ...one, lines, outcome, rows };
}

/** Another process on the same store, with its own rules. */
export function elsewhere(
  first: Pick<ReturnType<typeof office>, "people" | "clock" | "parts">,
  rules: readonly Rule[],
) {
  const own = inMemory(first.people, first.clock);
  const config = { ...own, store: first.parts.store, directory: first.people, transports: [first.people] };
  return createCountersign({ ...config, policy: policy({ id: "p", rules }) });
}

/** Everything that an error tells, its causes and its stack included. */
export function toldBy(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => (error as unknown as Record<string, unknown>)[name]);
  const model = (error as { forModel?: () => string }).forModel?.();
  return [String(error), model, ...own.map((one) => (one instanceof Error ? toldBy(one) : JSON.stringify(one)))].join(
    "\n",
  );
}
