import { blockActions, viewSubmission } from "./payloads.js";
import { signedRequest } from "./signed.js";
import type { SocketMode } from "./sockets.js";
import { submitted } from "./submitted.js";
import { type Entered, valuesOf } from "./values.js";
import type { Account, Json, Message, Modal, Workspace } from "./workspace.js";

/** How an app answered an interaction. */
export interface Answered {
  /** Of HTTP, and 200 for an acknowledgement over a socket; 0 where none came in time, which the person is told as an error. */
  readonly status: number;
  /** The body of HTTP, or the acknowledgement's payload in JSON; often empty. */
  readonly body: string;
  /** What was sent. */
  readonly payload: Json;
}
/** Changes what is sent: for what Slack does not send. */
export type Change = (payload: Record<string, unknown>) => Record<string, unknown>;
/** Where interactivity goes. */
export interface Place {
  readonly space: Workspace;
  readonly sockets: SocketMode;
  readonly requestUrl: string | undefined;
}

function accountOf({ accounts }: Workspace, who: string | Account): Account {
  const account = typeof who === "string" ? accounts.get(who) : who;
  if (!account) throw new Error(`${String(who)} has not joined.`);
  return account;
}

export async function press(
  place: Place,
  who: string | Account,
  message: Message,
  actionId: string,
  change?: Change,
): Promise<Answered> {
  return sent(place, blockActions(place.space, accountOf(place.space, who), message, actionId), change);
}

export async function submit(
  place: Place,
  who: string | Account,
  modal: Modal,
  entered: Entered,
  change?: Change,
): Promise<Answered> {
  const { space } = place;
  const account = accountOf(space, who);
  if (account.id !== modal.user) throw new Error(`The modal ${modal.id} is open before ${modal.user} alone.`);
  const answered = await sent(place, viewSubmission(space, account, modal, valuesOf(modal, entered)), change);
  submitted(space, modal, answered);
  return answered;
}

async function sent(place: Place, original: Json, change: Change = (payload) => payload): Promise<Answered> {
  const payload = change({ ...original });
  if (place.requestUrl !== undefined) return { ...(await overHttp(place.space, place.requestUrl, payload)), payload };
  if (place.sockets.open === 0) throw new Error("The app has no requestUrl and no open connection.");
  const ack = await place.sockets.deliver(payload);
  if (!ack) return { status: 0, body: "", payload };
  return { status: 200, body: bodyOf(ack.payload), payload };
}

/** Slack's own client acknowledges with the payload `{}` where it has nothing to say. */
const bodyOf = (payload: unknown): string => {
  const json = payload === undefined ? "" : JSON.stringify(payload);
  return json === "{}" ? "" : json;
};

async function overHttp({ signingSecret, now, patience }: Workspace, url: string, payload: Json) {
  const request = signedRequest(signingSecret, payload, { at: now() });
  try {
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(url, { method: "POST", ...request, redirect: "manual", signal });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: 0, body: "" };
  }
}
