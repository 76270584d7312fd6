import type { Json, JsonObject } from "../../canonical.js";
import type { Clock } from "../../clock.js";
import { type Answer, jsonOf } from "../../wire/answer.js";
import { endpointOf } from "../../wire/endpoint.js";
import type { Exchange } from "../../wire/exchange.js";
import { wireError } from "../../wire/failed.js";
import type { Reach } from "../../wire/reach.js";
import type { Bot } from "./options.js";
import { sortConnector } from "./sorted.js";
import { tokensOf } from "./tokens.js";

/** Where an activity stands: its own id, and that of the one whose thread it is in. */
export interface Place {
  readonly activity: string;
  readonly thread: string;
}
/** What is posted; made when its turn has come, so that it says what is so then. */
export type Made = () => JsonObject | Promise<JsonObject>;

/** Activities in the one conversation: one after another, each within the 28 seconds of an endpoint. Each @throws WireError */
export interface Connector {
  /** Posts an activity, in a thread where one is given, and says which id it has. */
  post(activity: JsonObject, more: { readonly thread?: string; readonly until?: number }): Promise<string>;
  /** Puts another activity in the place of one, within ten seconds or never. */
  put(place: Place, made: Made): Promise<void>;
}

const SOON_MS = 10_000;
const ID = /^[\x21-\x7e]{1,256}$/;

export function connectorOf(bot: Bot, means: { readonly clock: Clock; readonly reach: Reach }): Connector {
  const { clock, reach } = means;
  const tokens = tokensOf(bot, means);
  const where = new URL(bot.serviceUrl).host;
  const endpoint = endpointOf(`${bot.serviceUrl} ${bot.conversation}`, { where, clock });
  const asked = async (method: "POST" | "PUT", activity: Json): Promise<Exchange> => {
    const fetch = await reach();
    let [token, refused] = ["", 0];
    return {
      method,
      headers: async () => {
        token = await tokens.get();
        return { authorization: `Bearer ${token}`, "content-type": "application/json" };
      },
      body: JSON.stringify(activity),
      sort: (answer) => {
        if (answer.status !== 401 || refused++ > 0) return sortConnector(answer);
        tokens.forget(token);
        return { kind: "retry", reason: "status 401" };
      },
      ...(fetch && { fetch }),
    };
  };
  return {
    async post(activity, { thread, until }) {
      const answer = await endpoint.send(addressOf(bot, thread, thread), () => asked("POST", activity), until);
      const id = idIn(answer);
      if (id !== undefined) return id;
      throw wireError(`POST ${where}`, { kind: "permanent", reason: "the answer has no id of an activity" });
    },
    async put({ activity, thread }, made) {
      const url = addressOf(bot, activity, thread === activity ? undefined : thread);
      await endpoint.send(url, async () => asked("PUT", await made()), clock.now() + SOON_MS);
    },
  };
}

/** In a channel, a thread is named behind the conversation (Teams, proactive messages); a chat has none. */
function addressOf({ serviceUrl, conversation }: Bot, activity?: string, thread?: string): string {
  const isChannel = /@thread\.(?:tacv2|skype)$/.test(conversation);
  const named = encodeURIComponent(
    thread !== undefined && isChannel ? `${conversation};messageid=${thread}` : conversation,
  );
  const place = `${serviceUrl}/v3/conversations/${named}/activities`;
  return activity === undefined ? place : `${place}/${encodeURIComponent(activity)}`;
}

function idIn(answer: Answer): string | undefined {
  const { id } = { ...(jsonOf(answer) as { readonly id?: unknown } | null) };
  return typeof id === "string" && ID.test(id) ? id : undefined;
}
