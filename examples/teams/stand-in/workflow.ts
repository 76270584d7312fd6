import { type Card, isCard } from "./card.js";
import { tooLarge } from "./size.js";

/** `posted`, or `failed` and why. The one who called the workflow never learns which. */
export interface Run {
  readonly outcome: "posted" | "failed";
  readonly why?: string;
}

/** `attachments`: posts each attachment of a message, as the stock template does. `body`: posts the whole body as one card. */
export type Template = "attachments" | "body";

/** Says what is wrong with a card, a line each; nothing if nothing is. */
export type Validate = (card: Card) => readonly string[];

const failed = (why: string): Run => ({ outcome: "failed", why });
const content = (attachment: unknown): unknown => (attachment as { content?: unknown } | null)?.content;

function cardsIn(body: unknown, template: Template): readonly unknown[] | undefined {
  if (template === "body") return [body];
  const attachments = (body as { attachments?: unknown } | null)?.attachments;
  return Array.isArray(attachments) ? attachments.map(content) : undefined;
}

function refused(card: unknown, validate: Validate): string | undefined {
  if (!isCard(card)) return "Property 'type' must be 'AdaptiveCard'.";
  if (tooLarge(card)) return "RequestEntityTooLarge: the message is larger than 28 KB.";
  const wrong = validate(card);
  return wrong.length > 0 ? `The card is not valid: ${wrong.join("; ")}` : undefined;
}

/** One run of the workflow on what was posted to its webhook: a message for each card, up to the first that fails. */
export function run(body: unknown, template: Template, validate: Validate, post: (card: Card) => void): Run {
  const cards = cardsIn(body, template);
  if (cards === undefined)
    return failed("'Send_each_adaptive_card' failed: @triggerOutputs()?['body']?['attachments'] is not an array.");
  for (const card of cards) {
    const why = refused(card, validate);
    if (why !== undefined) return failed(why);
    post(card as Card);
  }
  return { outcome: "posted" };
}
