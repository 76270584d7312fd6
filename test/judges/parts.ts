import type { Call } from "../../src/policy/verdict.js";

export const finance = { approvers: { group: "finance" }, within: "30m" } as const;
export const security = { approvers: { group: "security" }, within: "10m", proof: "L2" } as const;

/** A call of ana's, as a judge sees it. */
export const call = (args: unknown = {}, context: object = {}, more: Partial<Call> = {}): Call => ({
  id: "call-1",
  action: "refund.issue",
  effect: "money",
  args: args as Call["args"],
  context: {
    user: { issuer: "https://idp.example", subject: "ana" },
    tenant: "default",
    ...context,
  } as Call["context"],
  digest: "d".repeat(64),
  ...more,
});

/** What a promise fails with, as text; fails where it does not. */
export const failed = (promise: unknown): Promise<string> =>
  Promise.resolve(promise).then(
    (value) => Promise.reject(new Error(`no failure but ${JSON.stringify(value)}`)),
    (error: unknown) => String(error),
  );
