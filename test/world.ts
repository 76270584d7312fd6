import * as z from "zod";
import { action, type Config, createCountersign } from "../src/index.js";
import { allow, ask, policy, type Rule } from "../src/policy.js";
import { fakeClock, inMemory, memoryApprover } from "../src/testing/testing.js";

export const refund = action("refund.issue", {
  input: z.object({ orderId: z.string(), amount: z.number().positive(), note: z.string().default("") }),
  effect: "money",
  critical: ["orderId", "amount"],
  describe: ({ orderId, amount }) => `Refund ${amount.toFixed(2)} for order ${orderId}`,
});

/** An action whose arguments may be any object: what is refused is refused by core, not by its schema. */
export const anything = action("any", {
  input: z.looseObject({}) as unknown as z.ZodType<{ [name: string]: string }>,
  effect: "write",
});

/** Asks finance above 50, allows the rest. */
export const small = allow("small", { on: refund, when: ({ arg }) => [arg("amount").lte(50)] });
export const large = ask("large", {
  on: refund,
  when: ({ arg }) => [arg("amount").gt(50)],
  require: { approvers: { group: "finance" }, within: "30m" },
});

/** Finance is ana, bo and cy; "owner" owns the agent; eve is nobody's approver. */
export function world(rules: readonly Rule[] = [small, large], config: Partial<Config> = {}) {
  const people = memoryApprover({
    ana: { groups: ["finance"] },
    bo: { groups: ["finance"] },
    cy: { groups: ["finance"] },
    eve: {},
  });
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const parts = inMemory(people, clock);
  const cs = createCountersign({ ...parts, policy: policy({ id: "p", rules }), ...config });
  const events = () => parts.audit.log.events.map(({ type }) => type.slice("dev.countersign.".length, -".v1".length));
  return { people, clock, parts, cs, events };
}

/** A guarded refund that remembers what ran. */
export function refunds(cs: ReturnType<typeof world>["cs"], on: typeof refund = refund) {
  const ran: unknown[] = [];
  const issue = cs.guard((args, run) => {
    ran.push(args);
    return { refunded: args.amount, key: run.key, modified: run.modified, by: run.approvedBy.map(({ id }) => id) };
  }, on);
  return { ran, issue };
}
