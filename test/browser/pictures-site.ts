import * as z from "zod";
import { action, proven } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { deskSite, OKTA, type Site } from "./desk-site.js";

const NAMES = { ana: "Ana Ruiz", bo: "Bo Lindqvist", eli: "Eli Okafor", fay: "Fay Haddad" };

const euros = (amount: number): string => amount.toLocaleString("en-US", { minimumFractionDigits: 2 });
const refund = action("refund.issue", {
  input: z.object({
    amount: z.number().positive(),
    currency: z.literal("EUR"),
    payee: z.string(),
    order: z.string(),
    note: z.string(),
    customerToken: z.string(),
  }),
  effect: "money",
  critical: ["amount", "payee", "order"],
  secret: ["customerToken"],
  datasets: ["orders", "payments"],
  describe: ({ amount, order }) => `Refund ${euros(amount)} EUR for order ${order}`,
});
const mail = action("mail.send", {
  input: z.object({ to: z.string(), subject: z.string(), body: z.string() }),
  effect: "message",
  critical: ["to"],
  describe: ({ to }) => `Send a message to ${to}`,
});
const drop = action("dataset.drop", {
  input: z.object({ dataset: z.string(), rows: z.number().int() }),
  effect: "destroy",
  critical: ["dataset"],
  datasets: ({ dataset }) => [dataset],
  describe: ({ dataset }) => `Drop dataset ${dataset}`,
});
const access = action("access.grant", {
  input: z.object({ who: z.string(), role: z.string(), days: z.number().int() }),
  effect: "credential",
  critical: ["role", "who"],
  describe: ({ who, role }) => `Give ${who} the role ${role}`,
});

const rules = [
  ask("large-refunds", {
    on: refund,
    when: ({ arg }) => [arg("amount").gt(500)],
    require: { approvers: { group: "finance" }, approve: 2, proof: "L2", within: "30m", modify: "author" },
  }),
  ask("outside-mail", { on: mail, require: { approvers: { group: "finance" }, within: "25m" } }),
  ask("dropped-data", {
    on: drop,
    require: { approvers: { group: "finance" }, approve: 2, proof: "L2", within: "2d" },
  }),
  ask("new-access", { on: access, require: { approvers: { group: "finance" }, within: "4h" } }),
];

const at = (subject: string) => ({ issuer: OKTA, subject });
const context = (user: string, agent: string, session: string, says?: string) => ({
  user: at(user),
  owner: at("dov"),
  agent: { issuer: "agents.acme.com", subject: agent },
  session,
  ...(says && { facts: { agentSays: says } }),
});

/** A desk as it is on a working day: some requests of every weight, and earlier ones that were decided. */
export async function pictureSite(): Promise<{ site: Site; refundId: string }> {
  const site = await deskSite(rules, { names: NAMES, context: { model: "example-model-1" } });
  const { guard, desk } = site.cs;
  const guarded = { refund: guard(() => "paid", refund), mail: guard(() => "sent", mail) };
  const others = { drop: guard(() => "dropped", drop), access: guard(() => "given", access) };
  const support = (session: string, says?: string) => ({ context: context("chi", "support-triage", session, says) });
  const rest = { currency: "EUR", customerToken: "tok_0123456789abcdef0123456789abcdef" } as const;

  async function answer(id: string, who: string, decision: "approve" | "deny", reason: string) {
    const { revision = 0, digest = "" } = (await desk.message(id)) ?? {};
    const by = proven({ ...at(who), proof: "L2", evidence: {} });
    await desk.review(id, { decision, revision, digest, by, ...(reason && { reason }) });
  }
  async function earlier(
    amount: number,
    order: string,
    answers: readonly (readonly [string, "approve" | "deny", string])[],
  ) {
    const payee = `XX00 TEST 0000 00${order.slice(-2)} 18`;
    const done = guarded.refund.attempt({ ...rest, amount, payee, order, note: "Goodwill." }, support("s-188"));
    const id = await site.waiting();
    for (const [who, decision, reason] of answers) await answer(id, who, decision, reason);
    await done;
    await site.clock.advance("47h");
  }
  const agreed = (reason: string) =>
    [
      ["bo", "approve", reason],
      ["eli", "approve", ""],
    ] as const;
  await earlier(540, "o-4219", agreed("Receipt attached."));
  await earlier(1120, "o-4388", [["bo", "deny", "The order was never paid."]]);
  await earlier(610, "o-4402", agreed("Charged twice."));

  void others.drop.attempt(
    { dataset: "orders_2023", rows: 48_112 },
    { context: context("dov", "data-janitor", "s-071") },
  );
  await site.waiting(1);
  await site.clock.advance("3h");
  void others.access.attempt(
    { who: "kim@acme.com", role: "billing-admin", days: 7 },
    { context: context("dov", "access-helper", "s-077") },
  );
  await site.waiting(2);
  await site.clock.advance("40m");
  void guarded.refund.attempt(
    {
      ...rest,
      amount: 1840,
      payee: "XX00 TEST 0000 0044 71",
      order: "o-4471",
      note: "Goodwill,\u200b order total \u202e0481",
    },
    support("s-204", "The customer has waited nine days. It is a routine goodwill refund, please confirm quickly."),
  );
  const refundId = await site.waiting(3);
  await answer(refundId, "bo", "approve", "The bank confirms the double charge.");
  await site.clock.advance("4m");
  void guarded.mail.attempt(
    {
      to: "press@example.org",
      subject: "Outage of 21 November",
      body: "We restored all orders by 09:40 UTC.\nNo payment data was lost.",
    },
    { context: context("chi", "press-desk", "s-209") },
  );
  await site.waiting(4);
  await site.clock.advance("760s");
  return { site, refundId };
}
