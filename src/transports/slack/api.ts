import type { Clock } from "../../clock.js";
import { type Answer, jsonOf } from "../../wire/answer.js";
import { endpointOf } from "../../wire/endpoint.js";
import { type Exchange, exchange } from "../../wire/exchange.js";
import type { Posted } from "./options.js";
import { sortApi } from "./sorted.js";

type Said = Readonly<Record<string, unknown>>;

/** The few methods of Slack's Web API that a card needs. Each @throws WireError with Slack's own word for what went wrong. */
export interface SlackApi {
  /** `chat.postMessage` or `chat.update`: one after another per token, as Slack counts them. `until` as for an endpoint. */
  chat(method: "chat.postMessage" | "chat.update", message: Said, until?: number): Promise<Said>;
  /** `views.open` or `views.update`, at once and once: a trigger lasts three seconds. */
  views(method: "views.open" | "views.update", form: Said): Promise<void>;
  /** `users.info`. */
  user(id: string): Promise<Said>;
}

/** A person waits for the answer, and Slack itself for no more than three seconds. */
const AT_ONCE: Exchange = { attempts: 1, timeout: 2500 };

export function apiOf({ api, botToken }: Posted, clock: Clock): SlackApi {
  const authorization = `Bearer ${botToken}`;
  const chats = endpointOf(`${api.href} ${botToken}`, { where: `POST ${api.host}`, clock });
  const posting = (said: Said): Exchange => ({
    headers: { authorization, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(said),
    sort: sortApi,
  });
  const saidIn = (answer: Answer): Said => jsonOf(answer) as Said;
  return {
    chat: async (method, message, until) => saidIn(await chats.send(`${api.href}${method}`, posting(message), until)),
    async views(method, form) {
      await exchange(`${api.href}${method}`, { ...posting(form), ...AT_ONCE, clock });
    },
    async user(id) {
      const url = `${api.href}users.info?user=${encodeURIComponent(id)}`; // takes no JSON (docs.slack.dev, users.info)
      const answer = await exchange(url, { headers: { authorization }, sort: sortApi, ...AT_ONCE, clock });
      const { user } = saidIn(answer);
      return typeof user === "object" && user !== null ? { ...user } : {};
    },
  };
}
