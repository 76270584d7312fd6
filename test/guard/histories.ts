import type { Config } from "../../src/index.js";
import { allow, ask, deny, type Rule } from "../../src/policy.js";
import { inMemory, person } from "../../src/testing/testing.js";
import { refund, refunds, world } from "../world.js";

export const all = allow("all", { on: refund });
export const asked = ask("asked", { on: refund, require: { approvers: { group: "finance" }, within: "30m" } });
/** Denies from the call after so many on. */
export const capped = (most: number, per: "user" | "agent" | "session" | "app" = "user"): Rule =>
  deny("cap", { on: refund, when: ({ history }) => [history.count({ within: "1h", per }).gte(most)] });

export const input = (amount = 1) => ({ orderId: "o", amount });
export const as = (user: string, more: Partial<Config["context"]> = {}) => ({
  context: { user: person(user), session: "s", ...more },
});

/** One process of a deployment: what it is given of the other is the store, the people and the clock. */
export function guarded(rules: readonly Rule[], config: Partial<Config> = {}, other?: ReturnType<typeof world>) {
  if (!other) {
    const made = world(rules, config);
    return { ...made, ...refunds(made.cs) };
  }
  const parts = inMemory(other.people, other.clock);
  const made = world(rules, {
    ...parts,
    store: other.parts.store,
    directory: other.people,
    transports: [other.people],
    ...config,
  });
  return { ...made, parts, ...refunds(made.cs) };
}

type Issue = ReturnType<typeof refunds>["issue"];
/** What came of a call, in a word. */
export async function came(issue: Issue, amount = 1, options: Parameters<Issue>[1] = as("eve")): Promise<string> {
  const done = await issue.attempt(input(amount), options);
  return done.ok ? "ran" : done.error.code;
}
