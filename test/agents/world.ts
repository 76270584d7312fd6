import * as z from "zod";
import { action, createCountersign, type Guarded, type Run } from "../../src/index.js";
import { allow, ask, deny, policy } from "../../src/policy.js";
import {
  type FakeClock,
  fakeClock,
  type InMemory,
  inMemory,
  type MemoryApprover,
  memoryApprover,
} from "../../src/testing/testing.js";

export const refund = action("refund.issue", {
  input: z.object({ order: z.string(), amount: z.number().positive(), iban: z.string().optional() }),
  effect: "money",
  critical: ["order", "amount"],
  secret: ["iban"],
});

/** Above 100 people are asked, order "blocked" is denied, everything else runs. */
const rules = policy({
  id: "refunds",
  rules: [
    deny("blocked", { on: refund, when: ({ arg }) => [arg("order").eq("blocked")] }),
    ask("large", {
      on: refund,
      when: ({ arg }) => [arg("amount").gt(100)],
      require: { approvers: { group: "finance" }, within: "30m" },
    }),
    allow("small", { on: refund, unless: ({ arg }) => [arg("amount").gt(100)] }),
  ],
});

export type Refund = { order: string; amount: number; iban?: string };
export type World = ReturnType<typeof world>;
/** What outlives a process. */
interface Lasting {
  readonly people: MemoryApprover;
  readonly clock: FakeClock;
  readonly parts: InMemory;
  readonly ran: Refund[];
}

/** A deployment in memory, with people who can approve and a body that keeps what it ran. `again`: another process on the same store. */
export function world(
  body: (args: Refund, run: Run) => unknown = ({ order, amount }) => ({ order, refunded: amount }),
  again?: Lasting,
) {
  const people = again?.people ?? memoryApprover({ ana: { groups: ["finance"] }, bo: { groups: ["finance"] } });
  const clock = again?.clock ?? fakeClock();
  const fresh = inMemory(people, clock);
  const parts = again ? { ...fresh, store: again.parts.store } : fresh;
  const cs = createCountersign({ ...parts, policy: rules });
  const ran: Refund[] = again?.ran ?? [];
  const issue = cs.guard((args: Refund, run): unknown => {
    ran.push(args);
    return body(args, run);
  }, refund) as Guarded<Refund, unknown>;
  const events = (type: string) =>
    parts.audit.log.events
      .filter((event) => event.type === `dev.countersign.${type}.v1`)
      .map((event) => (JSON.parse(event.line) as { data: Record<string, unknown> }).data);
  const heard = (type: Parameters<typeof cs.on>[0]) =>
    new Promise<void>((resolve) => void cs.on(type, () => resolve()));
  return { people, clock, parts, cs, ran, issue, events, heard };
}
