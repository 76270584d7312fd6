import type { JsonObject } from "../../canonical.js";
import type { Card } from "./card.js";

export const CARD_TYPE = "application/vnd.microsoft.card.adaptive";

const attachment = (content: Card): JsonObject => ({ contentType: CARD_TYPE, content });

/** What a workflow is sent: the stock templates post each attachment, others the body as it is. */
export const workflowPayload = (card: Card, payload: "message" | "card"): JsonObject =>
  payload === "card" ? card : { type: "message", attachments: [{ ...attachment(card), contentUrl: null }] };

/** An activity with a card. `summary` is what notifications show. */
export const activityOf = (card: Card, thread?: string): JsonObject => ({
  type: "message",
  summary: card["speak"] ?? "",
  attachments: [attachment(card)],
  ...(thread !== undefined && { replyToId: thread }),
});
