import * as z from "zod";
import { action, type Context } from "../src/index.js";
import { allow, ask, deny, policy, type Rule } from "../src/policy.js";
import { sha256 } from "../src/canonical.js";

/** 217 bytes of JSON: what every row's calls are called with. */
export const ARGS = {
  customer: "cus_4fQ9zK2mXw81",
  dataset: "customer_logs",
  destination: "s3://acme-exports/2026-01/logs",
  filters: { level: "info", range: { from: "2026-01-01", to: "2026-01-31" }, service: "checkout-api" },
  format: "parquet",
  limit: 50000,
};

const schema = z.object({
  customer: z.string(),
  dataset: z.string(),
  destination: z.string(),
  filters: z.object({ level: z.string(), range: z.object({ from: z.string(), to: z.string() }), service: z.string() }),
  format: z.string(),
  limit: z.number(),
});

const named = (name: string) => action(name, { input: schema, effect: "share", critical: ["destination"] });
export const exportLogs = named("customer_logs.export");
const others = Array.from({ length: 19 }, (_, i) => named(`other.export_${i}`));

/** A hundred rules over twenty actions, five of them on the one that is called. */
export const hundred = policy({
  id: "bench",
  rules: Array.from({ length: 100 }, (_, i) => rule(i, [exportLogs, ...others][i % 20] as typeof exportLogs)),
});

function rule(i: number, on: typeof exportLogs): Rule {
  const id = `rule-${i}`;
  if (i >= 80) return allow(id, { on, when: ({ context, arg }) => [context("tenant").eq("acme"), arg("filters.level").in(["info", "warn"])] });
  if (i % 2) return ask(id, { on, when: ({ arg }) => [arg("limit").gt(1e6 + i), arg("format").eq("csv")], require: { approvers: { group: "data" }, within: "30m" } });
  return deny(id, { on, when: ({ arg }) => [arg("limit").gt(1e6 + i), arg("filters.level").eq("debug")] });
}

export const CONTEXT: Partial<Context> = {
  agent: { issuer: "https://idp.acme.example", subject: "agent-exporter" },
  user: { issuer: "https://idp.acme.example", subject: "user-8471" },
  owner: { issuer: "https://idp.acme.example", subject: "user-102" },
  model: "gpt-5.2-2026-01-15",
  session: "thread_0aK3vXw81zQ9mF2r",
  run: "run_8d21f0c4b7a94e55",
  toolCall: "call_Zt7Yb3Qm9KfLwX2c",
};

/** What any guard must do: parse, a key-sorted frozen copy, its text, its hash. The unit of every other time. */
export const floor = (times: number): void => {
  for (let i = 0; i < times; i++) sha256(JSON.stringify(sortedCopy(schema.parse(ARGS))));
};

function sortedCopy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(sortedCopy));
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) copy[key] = sortedCopy((value as Record<string, unknown>)[key]);
  return Object.freeze(copy);
}

/** Keeps `callers` calls going at once until there were `times`. */
export function concurrently(callers: number, call: () => Promise<unknown>): (times: number) => Promise<void> {
  return async (times) => {
    let left = times;
    const caller = async () => {
      while (left-- > 0) await call();
    };
    await Promise.all(Array.from({ length: callers }, caller));
  };
}
