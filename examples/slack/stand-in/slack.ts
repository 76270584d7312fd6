import type { Answer } from "./answer.js";
import { argumentsOf, formOf, jsonOf } from "./asked.js";
import { type Failure, failures } from "./failures.js";
import { respond, webhook } from "./hooks.js";
import { type Answered, type Change, press, submit } from "./interact.js";
import { type Asked, listen } from "./server.js";
import { type SocketMode, type Sockets, sockets } from "./sockets.js";
import type { Entered } from "./values.js";
import { webApi } from "./web-api.js";
import {
  type Account,
  type Ephemeral,
  type Message,
  type Modal,
  type Seen,
  type Settings,
  type Workspace,
  workspace,
} from "./workspace.js";

const API = "/api/";

/**
 * A stand-in of Slack on this machine: one workspace with one channel and one app. It does what Slack documents of webhooks,
 * of the Web API and of interactivity, and refuses what Slack refuses. What it cannot tell is what only Slack knows.
 */
export interface SlackStandIn extends Omit<Settings, "now" | "patience"> {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly apiUrl: string;
  /** It posts to `channel`. */
  readonly webhookUrl: string;
  /** Adds an account, or changes one. */
  join(account: Partial<Account> & { readonly id: string }): void;
  /** All messages of the channel as they stand now, oldest first. */
  messages(): readonly Message[];
  ephemerals(): readonly Ephemeral[];
  /** The open ones. */
  modals(): readonly Modal[];
  /** What was asked of it over HTTP, in order. */
  readonly seen: readonly Seen[];
  /** What the next request to a method, to `webhook` or to `response_url` is answered. Several wait in line. */
  fail(method: string, failure: Failure): void;
  /** Where interactivity goes, signed; over an open connection of Socket Mode where there is none. */
  requestUrl: string | undefined;
  readonly sockets: Sockets;
  /** A person presses a button of a message, which may be an old copy of it. */
  press(who: string | Account, message: Message, actionId: string, change?: Change): Promise<Answered>;
  /** A person fills a modal in and submits it; what the app answers is done to `modals()`. */
  submit(who: string | Account, modal: Modal, entered: Entered, change?: Change): Promise<Answered>;
  close(): Promise<void>;
}

export async function slackStandIn(options: Partial<Settings> = {}): Promise<SlackStandIn> {
  const failing = failures();
  const listening = await listen((asked) => {
    const method = methodOf(asked.url.pathname);
    space.seen.push(seenOf(asked, method));
    return failing.instead(method, () => answer(space, mode, asked));
  });
  const space = workspace(listening.url, options);
  const mode = sockets(space, listening.server);
  const { accounts, url, seen, team, domain, appId, channel, channelName, signingSecret, botToken, appToken } = space;
  const standIn: SlackStandIn = {
    ...{ url, seen, team, domain, appId, channel, channelName, signingSecret, botToken, appToken },
    apiUrl: `${url}${API}`,
    webhookUrl: `${url}${space.hook}`,
    join: ({ id, ...rest }) => void accounts.set(id, { name: id.toLowerCase(), ...accounts.get(id), ...rest, id }),
    messages: () => space.messages,
    ephemerals: () => space.ephemerals,
    modals: () => space.modals,
    fail: failing.add,
    requestUrl: undefined,
    sockets: mode,
    press: (...act) => press({ space, sockets: mode, requestUrl: standIn.requestUrl }, ...act),
    submit: (...act) => submit({ space, sockets: mode, requestUrl: standIn.requestUrl }, ...act),
    async close() {
      mode.close();
      await listening.close();
    },
  };
  return standIn;
}

function methodOf(path: string): string {
  if (path.startsWith(API)) return path.slice(API.length);
  if (path.startsWith("/services/")) return "webhook";
  return path.startsWith("/actions/") ? "response_url" : path;
}

const seenOf = (asked: Asked, method: string): Seen => {
  const { url, headers } = asked;
  return { method, path: url.pathname, headers, body: argumentsOf(asked) };
};

function answer(space: Workspace, mode: SocketMode, asked: Asked): Answer {
  const path = asked.url.pathname;
  const method = methodOf(path);
  if (path.startsWith(API)) {
    const call = {
      method,
      args: argumentsOf(asked),
      form: formOf(asked),
      authorization: asked.headers["authorization"] ?? "",
    };
    return webApi(space, call, () => ({ url: mode.ticket() }));
  }
  if (asked.method !== "POST") return { status: 404, body: "not_found" };
  if (method === "webhook") return webhook(space, path, jsonOf(asked));
  return method === "response_url" ? respond(space, path, jsonOf(asked)) : { status: 404, body: "not_found" };
}
