import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";
import * as z from "zod";
import { type SlackStandIn, slackStandIn } from "../../../examples/slack/stand-in/slack.js";
import type { Message, Modal } from "../../../examples/slack/stand-in/workspace.js";
import { type Listed, staticDirectory } from "../../../src/directories/static.js";
import { action, type Config, createCountersign, proven, type Store } from "../../../src/index.js";
import { ask, policy, type Rule } from "../../../src/policy.js";
import { toNode } from "../../../src/server/node.js";
import { createHandler } from "../../../src/server/server.js";
import { type FakeClock, fakeClock, inMemory, memoryApprover } from "../../../src/testing/testing.js";
import type { SlackOptions } from "../../../src/transports/slack/options.js";
import { slackOn } from "../../../src/transports/slack/slack-on.js";
import { refund } from "../../world.js";
import { seen } from "./seen.js";

export type Tier = "webhook" | "app" | "socket";
export const TEAM = "T0000000001";
const URL_OF_DESK = "https://review.example";
export const DENY = "countersign.deny";
export const APPROVE = "countersign.approve";
export const MODIFY = "countersign.modify";

/** One press is enough. */
export const note = action("note.add", {
  input: z.object({ text: z.string().min(1, "say something"), to: z.string().default("all") }),
  effect: "write",
  critical: ["text"],
});
/** It takes a tick. */
const mail = action("mail.send", {
  input: z.object({ to: z.string(), body: z.string().default("") }),
  effect: "message",
  critical: ["to"],
});

/** Asks finance, one of it within half an hour unless said. */
export const asks = (require: object = {}, id = "finance"): Rule =>
  ask(id, { on: [note, mail, refund], require: { approvers: { group: "finance" }, within: "30m", ...require } });

const slackId = (subject: string) => ({ issuer: `slack:${TEAM}`, subject });
/** Somebody who decides elsewhere. */
export const by = (subject: string) => proven({ ...slackId(subject), proof: "L1", evidence: {} });
const listed = (id: string, subject: string, groups: readonly string[]): Listed => ({
  id,
  identities: [slackId(subject)],
  groups,
});
/** Ana and Bo are finance; Eve is nobody's approver. The owner of the agent is in no workspace. */
export const PEOPLE: readonly Listed[] = [
  listed("ana", "U1", ["finance"]),
  listed("bo", "U2", ["finance"]),
  listed("eve", "U3", []),
  { id: "owner", identities: [{ issuer: "test", subject: "owner" }] },
];
/** Accounts of the workspace. */
const ACCOUNTS = [
  { id: "U1", name: "ana", email: "ana@acme.example" },
  { id: "U2", name: "bo", email: "bo@acme.example" },
  { id: "U3", name: "eve", email: "eve@acme.example" },
];

export interface Office {
  readonly tier?: Tier;
  readonly rules?: readonly Rule[];
  readonly people?: readonly Listed[];
  readonly options?: Partial<Record<"name" | "appId" | "byEmail" | "team" | "signingSecret", unknown>>;
  readonly config?: Partial<Config>;
  /** What stands before the store. */
  readonly store?: (store: Store) => Store;
}

const closes: (() => Promise<unknown>)[] = [];
/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const close of closes.splice(0).reverse()) await close();
}
export const closing = (close: () => Promise<unknown>): void => void closes.push(close);

/** A stand-in of Slack on the desk's time, whose members are ana, bo and eve. */
export async function workspace(clock: FakeClock): Promise<SlackStandIn> {
  const slack = await slackStandIn({ now: () => clock.now(), team: TEAM });
  for (const account of ACCOUNTS) slack.join(account);
  closing(() => slack.close());
  return slack;
}

/** What the transport of a tier is made with. */
export function optionsFor(tier: Tier, slack: SlackStandIn, more: Office["options"] = {}): SlackOptions {
  const { team, signingSecret, webhookUrl, botToken, appToken, channel, apiUrl } = slack;
  const app = { botToken, channel, apiUrl };
  const entry = tier === "socket" ? { appToken } : { signingSecret };
  return { team, network: "any", ...entry, ...(tier === "webhook" ? { webhookUrl } : app), ...more } as SlackOptions;
}

/** Listens on this machine for what Slack sends to a desk; answers where. */
export async function served(desk: Parameters<typeof createHandler>[0], name = "slack"): Promise<string> {
  const server = createServer(toNode(createHandler(desk, { path: "/countersign" })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/countersign/in/${name}`;
}

/** A desk whose only transport is Slack, and the workspace behind it. */
export async function office({ tier = "app", people = PEOPLE, rules = [asks()], ...given }: Office = {}) {
  const clock = fakeClock(new Date().toISOString());
  const slack = await workspace(clock);
  const parts = inMemory(memoryApprover({}), clock);
  const { store, delivered } = counting(parts.store);
  const ran: unknown[] = [];
  const body = (args: unknown, run: { readonly approvedBy: readonly { readonly id: string }[] }) => {
    ran.push(args);
    return { by: run.approvedBy.map(({ id }) => id) };
  };
  /** One process: several share the store, the log and what ran. */
  const start = async () => {
    const transport = slackOn(optionsFor(tier, slack, given.options), { clock });
    const cs = createCountersign({
      ...parts,
      store: given.store?.(store) ?? store,
      directory: staticDirectory(people),
      transports: [transport],
      policy: policy({ id: "p", rules }),
      url: URL_OF_DESK,
      ...given.config,
    });
    closing(() => cs.close());
    const url = tier === "socket" ? undefined : await served(cs.desk, transport.name);
    const guarded = { note: cs.guard(body, note), mail: cs.guard(body, mail), refund: cs.guard(body, refund) };
    return { transport, cs, url, ...guarded };
  };
  const first = await start();
  slack.requestUrl = first.url;
  const events = () => parts.audit.log.events.map(({ type }) => type.slice("dev.countersign.".length, -".v1".length));
  return { clock, slack, parts, ran, ...first, start, events, delivered, ...lookingAt(slack, delivered) };
}

/** A store, and when it knows of so many deliveries. */
function counting(store: Store): { readonly store: Store; delivered(count: number): Promise<void> } {
  const known = new Map<string, number>();
  const compareAndSet: Store["compareAndSet"] = async (id, expected, next) => {
    const answer = await store.compareAndSet(id, expected, next);
    const { deliveries } = next.progress as { readonly deliveries?: readonly unknown[] };
    if (answer.set && deliveries) known.set(id, deliveries.length);
    return answer;
  };
  const sum = () => [...known.values()].reduce((all, one) => all + one, 0);
  return { store: { ...store, compareAndSet }, delivered: (count) => until(() => sum() >= count) };
}

export const isCard = ({ blocks }: Message): boolean => JSON.stringify(blocks).includes(`"${DENY}"`);

/** What people see in the channel, and what they do there. */
function lookingAt(slack: SlackStandIn, delivered: (count: number) => Promise<void>) {
  const shows = ({ ts }: Pick<Message, "ts">): string => seen(now(ts).blocks);
  const now = (ts: string): Message => {
    const found = slack.messages().find((one) => one.ts === ts);
    if (!found) throw new Error(`there is no message ${ts}`);
    return found;
  };
  /** The newest card that waits, once there are so many, and the desk knows of them. */
  const card = async (count = 1): Promise<Message> => {
    await delivered(count);
    await until(() => slack.messages().filter(isCard).length >= count);
    return slack.messages().filter(isCard).at(-1) as Message;
  };
  const told = (user: string): readonly string[] =>
    slack.ephemerals().flatMap((one) => (one.user === user ? [one.text] : []));
  /** The form that a press opened. */
  const form = async (who: string, on: Message, verb: typeof APPROVE | typeof MODIFY): Promise<Modal> => {
    await slack.press(who, on, verb);
    const modal = slack.modals().findLast(({ user }) => user === who);
    if (!modal) throw new Error(`no form is open before ${who}`);
    return modal;
  };
  const open = ({ id }: Modal): Modal | undefined => slack.modals().find((one) => one.id === id);
  const says = (modal: Modal): string => {
    const { view } = open(modal) ?? modal;
    return seen(view["blocks"] as readonly object[]);
  };
  return { shows, now, card, told, form, open, says };
}

/** What a card's buttons carry. */
export function carriedBy({ blocks }: Pick<Message, "blocks">): { r: string; v: number; d: string } {
  const buttons = blocks.flatMap(({ elements }) => (elements ?? []) as readonly { readonly value?: string }[]);
  return JSON.parse(buttons.find(({ value }) => value !== undefined)?.value ?? "") as {
    r: string;
    v: number;
    d: string;
  };
}
/** The press of a button that the card does not have, or of one that carries something else. */
export const as =
  (action_id: string, more: object = {}) =>
  (payload: Record<string, unknown>) => ({
    ...payload,
    actions: (payload["actions"] as readonly object[]).map((one) => ({ ...one, action_id, ...more })),
  });

/** Resolves as soon as it holds. */
export const until = (holds: () => unknown): Promise<void> =>
  vi.waitFor(
    () => {
      if (!holds()) throw new Error(`did not come true: ${holds.toString()}`);
    },
    { timeout: 5000, interval: 5 },
  );
