import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";
import { type Message, type TeamsStandIn, teamsStandIn } from "../../../examples/teams/stand-in/teams.js";
import { staticDirectory } from "../../../src/directories/static.js";
import { createCountersign } from "../../../src/index.js";
import { ask, policy } from "../../../src/policy.js";
import { createHandler } from "../../../src/server/handler.js";
import { toNode } from "../../../src/server/node.js";
import { fakeClock, inMemory, memoryApprover } from "../../../src/testing/testing.js";
import type { TeamsBotOptions } from "../../../src/transports/teams/options.js";
import { teamsOn } from "../../../src/transports/teams/teams-on.js";
import { refund, refunds } from "../../world.js";
import { wrongWith } from "./card-schema.js";

export const oids = {
  ana: "aaaaaaaa-0000-4000-8000-000000000001",
  bo: "bbbbbbbb-0000-4000-8000-000000000002",
  eve: "eeeeeeee-0000-4000-8000-000000000003",
} as const;
export type Who = keyof typeof oids;
export const TENANT = "11111111-2222-4333-8444-555555555555";
export const ISSUER = `https://login.microsoftonline.com/${TENANT}/v2.0`;

/** The options of a bot before a stand-in. */
export const botOptions = (standIn: TeamsStandIn, more: Partial<TeamsBotOptions> = {}): TeamsBotOptions => ({
  appId: standIn.appId,
  appSecret: standIn.appSecret,
  tenant: standIn.tenant,
  conversation: standIn.conversation,
  serviceUrl: standIn.serviceUrl,
  network: "any",
  cloud: {
    issuer: "https://api.botframework.com",
    metadata: standIn.metadataUrl,
    login: standIn.url,
    scope: "https://api.botframework.com/.default",
  },
  ...more,
});

export interface Hiring {
  /** How many must approve; default 1. */
  readonly approve?: number;
  readonly reason?: "required";
  readonly remind?: "10m";
}

/** A desk whose only transport is a bot in a channel of the stand-in, where ana and bo of finance are, and eve of nothing. */
export async function office({ approve = 1, reason, remind }: Hiring = {}) {
  const clock = fakeClock(new Date().toISOString());
  const standIn = await teamsStandIn({ now: () => clock.now(), validate: wrongWith, tenant: TENANT });
  const listed = (id: Who, groups: readonly string[]) => ({
    id,
    identities: [{ issuer: ISSUER, subject: oids[id] }],
    groups,
  });
  const parts = inMemory(memoryApprover({}), clock);
  const large = ask("large", {
    on: refund,
    require: {
      approvers: { group: "finance" },
      approve,
      within: "30m",
      ...(reason && { reason: "required" as const }),
      ...(remind && { remind: [remind] as const }),
    },
  });
  const cs = createCountersign({
    ...parts,
    directory: staticDirectory([
      listed("ana", ["finance"]),
      listed("bo", ["finance"]),
      listed("eve", []),
      { id: "owner", identities: [{ issuer: "test", subject: "owner" }] },
    ]),
    transports: [teamsOn(botOptions(standIn), { clock })],
    policy: policy({ id: "p", rules: [large] }),
    url: "https://review.example",
  });
  const server = createServer(toNode(createHandler(cs.desk, { path: "/" })));
  await once(server.listen(0, "127.0.0.1"), "listening");
  standIn.messagingUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in/teams`;
  for (const [id, oid] of Object.entries(oids)) standIn.join({ id: `29:${id}`, oid, name: `The name of ${id}` });

  const { issue, ran } = refunds(cs);
  const attempt = (args: Parameters<typeof issue.attempt>[0] = { orderId: "o-1", amount: 600 }) =>
    issue.attempt(args, { key: "k", hold: 0 });
  const cards = (who?: Who) => standIn.messages(who && `29:${who}`);
  return {
    cs,
    clock,
    standIn,
    ran,
    attempt,
    cards,
    log: parts.audit.log,
    events: () => parts.audit.log.events.map(({ type }) => type.slice("dev.countersign.".length, -".v1".length)),
    /** Asks, and waits for the card. */
    async ask(args?: Parameters<typeof issue.attempt>[0]): Promise<Message> {
      await attempt(args);
      await vi.waitFor(
        () => {
          if (cards().length === 0) throw new Error("no card yet");
        },
        { timeout: 20_000 },
      );
      return cards()[0] as Message;
    },
    press: (
      who: Who,
      message: Message,
      verb: "approve" | "deny" | "modify",
      inputs: Readonly<Record<string, string>> = {},
      change: Parameters<TeamsStandIn["press"]>[4] = {},
    ) => standIn.press(`29:${who}`, message, `countersign.${verb}`, inputs, change),
    async close() {
      await cs.close();
      server.close();
      server.closeAllConnections();
      await standIn.close();
    },
  };
}
export type Office = Awaited<ReturnType<typeof office>>;

/** All texts of a card that people read, in order, a line for each element; the cells of a row on one. */
export function linesOf(card: unknown): string[] {
  if (Array.isArray(card)) return card.flatMap(linesOf);
  if (typeof card !== "object" || card === null) return [];
  const element = card as Readonly<Record<string, unknown>>;
  if (element["type"] === "RichTextBlock")
    return [(element["inlines"] as readonly { readonly text: string }[]).map(({ text }) => text).join("")];
  if (element["type"] === "ColumnSet") return [linesOf(element["columns"]).join(" | ")];
  return Object.values(element).flatMap(linesOf);
}

/** The titles of what can be pressed, those in forms after a slash. */
export const pressable = (card: unknown): string[] =>
  ((card as { actions?: { title: string; card?: unknown }[] }).actions ?? []).flatMap(({ title, card: form }) => [
    title,
    ...(form ? pressable(form).map((inner) => `${title}/${inner}`) : []),
  ]);
