import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { action, type Countersign, createCountersign, type Principal, type Transport } from "countersign";
import { staticDirectory } from "countersign/directories/static";
import { local } from "countersign/local";
import { ask, policy } from "countersign/policy";
import * as z from "zod";

/** Can be undone: one press approves it. */
export const close = action("ticket.close", {
  input: z.object({ tickets: z.array(z.number().int()), idleSince: z.string() }),
  effect: "write",
  critical: ["idleSince"],
  describe: ({ tickets, idleSince }) => `Close ${tickets.length} tickets with no answer since ${idleSince}`,
});
/** Is money: its amount has to be typed. */
export const refund = action("refund.issue", {
  input: z.object({ amount: z.number().positive().max(2000), orderId: z.string(), note: z.string().default("") }),
  effect: "money",
  critical: ["amount", "orderId"],
  describe: ({ amount, orderId }) => `Refund ${amount.toFixed(2)} EUR for order ${orderId}`,
});
const require = { approvers: { group: "support" }, within: "30m" } as const;

/** People who are not in the channel, or may not decide. */
const chi = { issuer: "https://crm.example", subject: "chi", name: "Chi" };
const dov = { issuer: "https://crm.example", subject: "dov", name: "Dov" };

interface People {
  /** In the group that is asked, as the chat names them. */
  readonly reviewer: Principal;
  /** Somebody else of the company, who is in the channel, too. */
  readonly bystander: Principal;
}

/** A support agent that works for Chi. */
export function support(
  folder: string,
  url: string,
  transport: Transport,
  { reviewer, bystander }: People,
): Countersign {
  return createCountersign({
    app: "support",
    environment: "example",
    policy: policy({
      id: "support",
      rules: [ask("closing", { on: close, require }), ask("refunds", { on: refund, require })],
    }),
    ...local(folder),
    directory: staticDirectory([
      { id: "ana", identities: [reviewer], groups: ["support"] },
      { id: "eve", identities: [bystander] },
      { id: "chi", identities: [chi] },
      { id: "dov", identities: [dov] },
    ]),
    transports: [transport],
    url,
    context: { agent: { issuer: "example", subject: "support-triage" }, owner: dov, user: chi },
  });
}

/** What the agent does: each returns once a person has decided, and says what became of it. */
export function agentOf({ guard }: Countersign) {
  const closing = guard(({ tickets }) => `${tickets.length} closed`, close);
  const paying = guard(({ amount, orderId }) => `${amount} paid back for ${orderId}`, refund);
  const told = (done: { ok: true; value: unknown } | { ok: false; error: { forModel(): string } }) =>
    done.ok ? String(done.value) : done.error.forModel();
  return {
    close: async () => told(await closing.attempt({ tickets: [8120, 8133, 8134], idleSince: "2026-09-01" })),
    refund: async () => told(await paying.attempt({ amount: 620, orderId: "o-4466", note: "Late delivery." })),
  };
}

/** Verifies the log that `local` wrote, with the key that its owner kept elsewhere. */
export function verified(folder: string, key: string): number {
  const cli = join(import.meta.dirname, "../dist/cli/main.js");
  return spawnSync(process.execPath, [cli, "verify", folder, "--key", key], { stdio: "inherit" }).status ?? 1;
}
