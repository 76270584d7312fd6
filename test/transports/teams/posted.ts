import type { Message, TeamsStandIn } from "../../../examples/teams/stand-in/teams.js";
import { message } from "./sample-card.js";

/** An access token for the connector, asked for as a bot asks. */
export async function accessToken({ tokenUrl, appId, appSecret }: TeamsStandIn): Promise<string> {
  const fields = { grant_type: "client_credentials", client_id: appId, client_secret: appSecret };
  const body = new URLSearchParams({ ...fields, scope: "https://api.botframework.com/.default" });
  const issued = (await (await fetch(tokenUrl, { method: "POST", body })).json()) as { access_token: string };
  return issued.access_token;
}

async function sent(standIn: TeamsStandIn, method: "POST" | "PUT", id: string, card: unknown): Promise<void> {
  const conversation = encodeURIComponent(standIn.conversation);
  await fetch(`${standIn.serviceUrl}/v3/conversations/${conversation}/activities/${id}`, {
    method,
    headers: { authorization: `Bearer ${await accessToken(standIn)}`, "content-type": "application/json" },
    body: JSON.stringify(message(card)),
  });
}

/** The message that stands in the channel once the bot has posted a card. */
export async function posted(standIn: TeamsStandIn, card: unknown): Promise<Message> {
  await sent(standIn, "POST", "", card);
  return standIn.messages().at(-1) as Message;
}

/** The bot puts another card in the place of a message's. */
export const changed = (standIn: TeamsStandIn, { id }: Message, card: unknown): Promise<void> =>
  sent(standIn, "PUT", id, card);
