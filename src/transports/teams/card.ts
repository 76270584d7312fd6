import type { Edited } from "../../action/edit.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { JsonObject } from "../../canonical.js";
import { stillNeeded, summaryOf, titleOf, wordsOf } from "../chat/lines.js";
import { type Offer, offerOf } from "../chat/offer.js";
import { type Action, execute, ONE_PRESS, openUrl } from "./actions.js";
import { askedLine, boxOf, footOf, headOf, small, type Told } from "./body.js";
import { calm } from "./calm.js";
import { clipped, type Element, sizeOf } from "./element.js";
import { approveForm, modifyForm } from "./forms.js";
import { isWhole } from "./shown.js";

export type Card = JsonObject;

/** The longest message, in bytes of JSON: Teams takes about 28 KB with everything around it (Teams, connectors and webhooks). */
export const MOST_BYTES = 24_000;
/** What stands around a card: the activity, or the answer to an invoke. */
const AROUND_BYTES = 1_000;
const MOST_SAID = 240;

/** What a card says on top of it, to the one who pressed, and what they wrote into the form that modifies. */
export interface Retold {
  readonly told?: Told;
  readonly filled?: readonly Edited[];
}

/** What can be done on the card of a bot. Asked again when somebody presses: the same message gives the same. */
export const offered = (message: RequestMessage): Offer =>
  offerOf(message, { forms: "forms", shows: isWhole(message) ? "all" : "part" });

/** The card of a bot: people decide on it, as far as everything is shown and one of its forms will do. */
export function botCard(message: RequestMessage, { told, filled }: Retold = {}): Card {
  const shows = isWhole(message) ? "all" : "part";
  const offer = offerOf(message, { forms: "forms", shows });
  const body = [...headOf(message, { told }), askedLine(message), ...boxOf(message), ...footOf(message, offer, "")];
  const card = (forms: readonly Action[]): Card =>
    cardOf(message, body, [...decisions(message, offer, forms), ...open(message)]);
  const modify = message.state === "pending" && shows === "all" ? modifyForm(message, filled) : undefined;
  const full = modify && card([modify]);
  return full && sizeOf(full) <= MOST_BYTES - AROUND_BYTES ? full : card([]);
}

function decisions(message: RequestMessage, { approve, act }: Offer, forms: readonly Action[]): readonly Action[] {
  if (message.state !== "pending") return [];
  const deny = execute("deny", "Deny", message, { style: "destructive", ...ONE_PRESS });
  if (approve === "elsewhere") return [deny, ...forms];
  const yes = approve === "press" ? execute("approve", "Approve", message, ONE_PRESS) : approveForm(message, act);
  return [deny, yes, ...forms];
}

const open = ({ state, url }: RequestMessage): readonly Action[] =>
  state === "pending" ? openUrl("Open full review", url) : openUrl("See the log", url && `${url}/log`);

/** The card of a workflow: one link, and nothing that decides. */
export function webhookCard(message: RequestMessage): Card {
  const offer = offerOf(message, { forms: "none", shows: isWhole(message) ? "all" : "part" });
  const where = message.state === "pending" ? ". You decide on the review page, after signing in." : "";
  const body = [...headOf(message), askedLine(message), ...boxOf(message), ...footOf(message, offer, where)];
  return cardOf(message, body, openUrl("Review", message.url));
}

/** A short one, for the thread of the card: when, and who is still needed. */
export function reminderCard(message: RequestMessage): Card {
  const needed = message.state === "pending" ? [small(stillNeeded(message))] : [];
  return cardOf(message, [...headOf(message), ...needed, small(wordsOf(message))], open(message));
}

/** In the place of a card whose revision is past: nothing can be decided on it. */
export function replacedCard(message: RequestMessage, { told }: Pick<Retold, "told"> = {}): Card {
  const title = `Replaced by revision ${message.revision}: ${titleOf(message)}`;
  return cardOf(message, [...headOf(message, { told, title }), small(wordsOf(message))], open(message));
}

/** `fallbackText` may be read as Markdown and `speak` as markup, so neither holds anything that means something there. */
function cardOf(message: RequestMessage, body: readonly Element[], actions: readonly Action[]): Card {
  const { url: _, ...about } = message;
  const said = clipped(calm(summaryOf(about)), MOST_SAID);
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.5",
    fallbackText: `${said}. Open the review page.`,
    speak: said,
    msteams: { width: "Full" },
    body,
    ...(actions.length > 0 && { actions }),
  };
}
