import { randomBytes } from "node:crypto";

/** A member of the workspace, or of another one that shares the channel (`team_id`, `is_stranger`). */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly team_id?: string;
  readonly is_bot?: boolean;
  readonly deleted?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
}
export type Json = Readonly<Record<string, unknown>>;
/** A message of the channel as it stands; what is edited is another object. */
export interface Message {
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly thread_ts?: string;
  /** A reply that was also sent to the channel. */
  readonly broadcast?: true;
  /** How often it was edited. */
  readonly edited: number;
}
export interface Ephemeral {
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly thread_ts?: string;
}
/** An open modal. */
export interface Modal {
  readonly id: string;
  readonly user: string;
  /** The view as it was given, with an id for every block. */
  readonly view: Json;
  readonly hash: string;
  /** What the app said of its inputs, by `block_id`. */
  readonly errors?: Readonly<Record<string, string>>;
  /** What Slack says where an app gives no good answer: "We had some trouble connecting. Try again?" */
  readonly trouble?: string;
}
/** One request to the Web API, the webhook or a `response_url`. */
export interface Seen {
  /** A method of the Web API, `webhook`, `response_url`, or the path of what is unknown. */
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed: JSON, or a form with its JSON-encoded fields and its booleans. */
  readonly body: Json;
}
export interface Settings {
  readonly team: string;
  readonly domain: string;
  readonly appId: string;
  readonly channel: string;
  /** Without `#`. The Web API posts by it, too, and answers with the id. */
  readonly channelName: string;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appToken: string;
  /** Milliseconds since the epoch: for timestamps, `trigger_id`s and `response_url`s. */
  now(): number;
  /** For how many milliseconds an acknowledgement is waited for. Slack waits for 3,000; this is for busy machines. @default 10_000 */
  readonly patience: number;
}
export interface Workspace extends Settings {
  /** Where it is reached. */
  readonly url: string;
  /** The path of the incoming webhook, which is its secret. */
  readonly hook: string;
  readonly accounts: Map<string, Account>;
  messages: readonly Message[];
  ephemerals: readonly Ephemeral[];
  modals: readonly Modal[];
  readonly triggers: Map<string, { readonly user: string; readonly at: number; used: boolean }>;
  readonly responseUrls: Map<string, { readonly user: string; readonly ts: string; readonly at: number; uses: number }>;
  readonly seen: Seen[];
  /** A number that was not given before. */
  count(): number;
}

const random = (length: number) => randomBytes(length).toString("hex").slice(0, length);

const defaults = (): Settings => ({
  team: "T0000000001",
  domain: "acme",
  appId: "A0000000001",
  channel: "C0000000001",
  channelName: "approvals",
  signingSecret: random(32),
  botToken: `xoxb-${random(24)}`,
  appToken: `xapp-${random(24)}`,
  now: () => Date.now(),
  patience: 10_000,
});

export function workspace(url: string, options: Partial<Settings>): Workspace {
  const settings = { ...defaults(), ...options };
  let counted = 0;
  return {
    ...settings,
    url,
    hook: `/services/${settings.team}/B0000000001/${random(24)}`,
    accounts: new Map(),
    messages: [],
    ephemerals: [],
    modals: [],
    triggers: new Map(),
    responseUrls: new Map(),
    seen: [],
    count: () => ++counted,
  };
}

/** Seconds and a counter, as a message's `ts` is. */
export const stamp = (space: Workspace): string =>
  `${Math.floor(space.now() / 1000)}.${String(space.count()).padStart(6, "0")}`;

const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null;
const isActive = (element: unknown): element is Json =>
  isRecord(element) && !["image", "plain_text", "mrkdwn"].includes(String(element["type"])) && "type" in element;

/** Blocks with an id wherever the app gave none. */
export function withIds(space: Workspace, blocks: readonly Json[]): readonly Json[] {
  const id = () => `s${space.count()}`;
  const named = (element: unknown) => (isActive(element) ? { action_id: id(), ...element } : element);
  return blocks.map((block) => ({
    block_id: id(),
    ...block,
    ...(block["type"] === "actions" && { elements: (block["elements"] as readonly unknown[]).map(named) }),
    ...("element" in block && { element: named(block["element"]) }),
    ...("accessory" in block && { accessory: named(block["accessory"]) }),
  }));
}

/** What a message is to say. */
export type Content = Pick<Message, "text" | "blocks"> & Partial<Pick<Message, "thread_ts" | "broadcast">>;

export function post(space: Workspace, { blocks, ...content }: Content): Message {
  const message: Message = { ts: stamp(space), edited: 0, ...content, blocks: withIds(space, blocks) };
  space.messages = [...space.messages, message];
  return message;
}

export function edit(space: Workspace, ts: string, { text, blocks }: Pick<Message, "text" | "blocks">): void {
  space.messages = space.messages.map((one) =>
    one.ts === ts ? { ...one, text, blocks: withIds(space, blocks), edited: one.edited + 1 } : one,
  );
}

/** A message as the Web API and interactions show it. */
export const shown = (space: Workspace, { ts, text, blocks, thread_ts, edited }: Message): Json => ({
  type: "message",
  subtype: "bot_message",
  ts,
  text,
  blocks,
  bot_id: "B0000000002",
  app_id: space.appId,
  team: space.team,
  ...(thread_ts && { thread_ts }),
  ...(edited > 0 && { edited: { user: "B0000000002", ts } }),
});
