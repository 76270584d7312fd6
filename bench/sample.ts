import * as z from "zod";
import { sha256 } from "../src/canonical.js";
import { action } from "../src/index.js";
import { allow, ask, deny, policy, type Rule } from "../src/policy.js";

/** 217 bytes of JSON, its keys in no order: what every row's calls are called with. */
export const ARGS = {
  dataset: "customer_logs",
  destination: "s3://acme-exports/logs",
  format: "parquet",
  limit: 50000,
  filters: { service: "checkout", level: "info", range: { from: "2026-01-01", to: "2026-01-31" } },
  customer: "cus_4fQ9",
};

export const schema = z.object({
  dataset: z.string(),
  destination: z.string(),
  format: z.string(),
  limit: z.number(),
  filters: z.object({ service: z.string(), level: z.string(), range: z.object({ from: z.string(), to: z.string() }) }),
  customer: z.string(),
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
  if (i >= 80)
    return allow(id, {
      on,
      when: ({ context, arg }) => [context("tenant").eq("acme"), arg("filters.level").in(["info", "warn"])],
    });
  if (i % 2)
    return ask(id, {
      on,
      when: ({ arg }) => [arg("limit").gt(1e6 + i), arg("format").eq("csv")],
      require: { approvers: { group: "data" }, within: "30m" },
    });
  return deny(id, { on, when: ({ arg }) => [arg("limit").gt(1e6 + i), arg("filters.level").eq("debug")] });
}

/** What is the same for every call of a deployment. */
export const STANDING = {
  agent: { issuer: "https://idp.acme.example", subject: "agent-exporter" },
  owner: { issuer: "https://idp.acme.example", subject: "user-102" },
  model: "gpt-5.2-2026-01-15",
};
/** What each call adds. */
export const OWN = {
  user: { issuer: "https://idp.acme.example", subject: "user-8471" },
  session: "thread_0aK3vXw81zQ9mF2r",
  run: "run_8d21f0c4b7a94e55",
  toolCall: "call_Zt7Yb3Qm9KfLwX2c",
};
export const CONTEXT = { ...STANDING, ...OWN };

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
