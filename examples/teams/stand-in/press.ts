import { randomUUID } from "node:crypto";
import { type Card, executes, isCard, merged } from "./card.js";
import type { Message } from "./conversation.js";
import type { Account, Identity } from "./identity.js";
import { tooLarge } from "./size.js";
import { type KeyName, minted } from "./tokens.js";
import type { Validate } from "./workflow.js";

type Part = Record<string, unknown>;

/** What is unlike a press that Teams sends: the activity, the token's claims and header, the key, the HTTP headers. */
export interface Change {
  activity?(activity: Part): unknown;
  claims?(claims: Part): Part;
  header?(header: Part): Part;
  headers?(headers: Record<string, string>): Record<string, string>;
  readonly key?: KeyName;
}

/** The HTTP answer, and what Teams shows the person for it. */
export interface Pressed {
  /** 0 where none came in time. */
  readonly status: number;
  readonly body: unknown;
  readonly shows: "card" | "message" | "error";
  readonly card?: Card;
  readonly text?: string;
}

export interface Press {
  readonly by: Account;
  readonly message: Message;
  readonly verb: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly change: Change;
}

const UNREACHABLE = "Unable to reach app. Please try again.";
const WRONG = "Something went wrong. Please try again.";

/** The claims of a token that the Bot Service sends with an activity now. */
export function claimsAt(at: number, { appId }: Identity, serviceurl: string): Part {
  const seconds = Math.floor(at / 1000);
  const life = { nbf: seconds - 300, exp: seconds + 3_600 };
  return { serviceurl, ...life, iss: "https://api.botframework.com", aud: appId };
}

/** The invoke of a press, as Teams sends it from a channel: the thread's root stands in the conversation's id. */
function invoke({ by, message, verb, inputs }: Press, identity: Identity, serviceUrl: string, at: number): Part {
  const found = message.card && executes(message.card, verb);
  if (!found) throw new Error(`The message has no Action.Execute with the verb "${verb}".`);
  const { id, title } = found.action;
  const tenant = by.tenant ?? identity.tenant;
  const root = message.replyTo ?? message.id;
  return {
    type: "invoke",
    name: "adaptiveCard/action",
    id: `f:${randomUUID()}`,
    timestamp: new Date(at).toISOString(),
    channelId: "msteams",
    serviceUrl,
    from: { id: by.id, name: by.name, ...(by.oid && { aadObjectId: by.oid }), ...(by.role && { role: by.role }) },
    recipient: { id: `28:${identity.appId}`, name: identity.botName },
    conversation: {
      isGroup: true,
      conversationType: "channel",
      tenantId: tenant,
      id: `${identity.conversation};messageid=${root}`,
    },
    replyToId: message.id,
    channelData: { tenant: { id: tenant }, channel: { id: identity.conversation }, source: { name: "message" } },
    value: {
      action: { type: "Action.Execute", ...(id !== undefined && { id }), title, verb, data: merged(found, inputs) },
      trigger: "manual",
    },
  };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What Teams makes of an invoke's answer: a card or a message of the documented shape, else an error. */
function shown(status: number, body: unknown, validate: Validate): Omit<Pressed, "status" | "body"> {
  const { statusCode, type, value } = (body ?? {}) as { statusCode?: unknown; type?: unknown; value?: unknown };
  if (status !== 200 || typeof statusCode !== "number") return { shows: "error", text: UNREACHABLE };
  if (statusCode === 200 && type === "application/vnd.microsoft.activity.message" && typeof value === "string")
    return { shows: "message", text: value };
  const card = statusCode === 200 && type === "application/vnd.microsoft.card.adaptive" && isCard(value);
  if (!card || tooLarge(body)) return { shows: "error", text: WRONG };
  const wrong = validate(value);
  return wrong.length > 0 ? { shows: "error", text: `${WRONG} (${wrong.join("; ")})` } : { shows: "card", card: value };
}

/** Sends the invoke of a press to the bot, and tells what came back. */
export async function pressed(
  press: Press,
  to: { readonly url: string; readonly identity: Identity; readonly serviceUrl: string; readonly patience: number },
  at: number,
  validate: Validate,
): Promise<Pressed> {
  const { change } = press;
  const sent = invoke(press, to.identity, to.serviceUrl, at);
  const activity = change.activity?.(sent) ?? sent;
  const claims = claimsAt(at, to.identity, to.serviceUrl);
  const token = await minted({
    claims: change.claims?.(claims) ?? claims,
    header: change.header?.({}) ?? {},
    key: change.key ?? "own",
  });
  const headers = { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${token}` };
  try {
    const answer = await fetch(to.url, {
      method: "POST",
      redirect: "manual",
      headers: change.headers?.(headers) ?? headers,
      body: typeof activity === "string" ? activity : JSON.stringify(activity),
      signal: AbortSignal.timeout(to.patience),
    });
    const body = read(await answer.text());
    return { status: answer.status, body, ...shown(answer.status, body, validate) };
  } catch {
    return { status: 0, body: undefined, shows: "error", text: UNREACHABLE };
  }
}
