import type { KnownBlock } from "@slack/types";
import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { factsOf, stillNeeded, summaryOf, titleOf } from "../chat/lines.js";
import { type Offer, offerOf } from "../chat/offer.js";
import { acts, foot, opening } from "./acts.js";
import { context, fields, header, plain, section } from "./blocks.js";
import { linked, linkOf } from "./link.js";
import { modifyModal } from "./modal.js";
import { type Shown, shownOf } from "./shown.js";
import { cut, inert } from "./text.js";

/** `webhook`: one press decides, or nothing here does. `app`: forms open too. */
export type Tier = "webhook" | "app";

/** A message for `chat.postMessage`, an incoming webhook or a `response_url`. */
export interface SlackCard {
  /** For notifications, and for clients that show no blocks. It is mrkdwn, so it is inert but for our own link. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/**
 * The card of a request: all that a decision covers, as far as it fits, and what can be done from here. Of a request that
 * waits no more: how it ended, and where its log is. The agent's own words are never on it.
 */
export function cardOf(message: RequestMessage, tier: Tier): SlackCard {
  const shown = shownOf(message);
  const { title, facts, people, what } = shown;
  const text = textOf(message);
  if (message.state !== "pending") return { text, blocks: [...title, ...facts, ...what, ...opening(message)] };
  const offer = offered(message, tier, shown);
  const forms = tier === "app" && shown.shows === "all"; // else there is none, and a long message is not read twice
  const modify = forms && modifyModal(message, NOWHERE) ? "form" : "elsewhere";
  const doing = [acts(message, { offer, modify }), ...foot(message, offer)];
  return { text, blocks: [...title, ...facts, ...people, ...what, ...doing] };
}

const NOWHERE = { channel: "", ts: "" };

/** What the card of a message offers. It depends on the message alone: ask again when a button is pressed. */
export const offerOn = (message: RequestMessage, tier: Tier): Offer => offered(message, tier, shownOf(message));

const offered = (message: RequestMessage, tier: Tier, { shows }: Shown): Offer =>
  offerOf(message, { forms: tier === "app" ? "forms" : "none", shows });

/**
 * What an older card becomes when there is a newer one: nothing can be decided on it any more.
 *
 * @param message as it is now
 * @param revision that of the older card
 */
export function replacedCard(message: RequestMessage, revision: number): SlackCard {
  const head = `Replaced by revision ${message.revision}`;
  const title = cut(titleOf(message), SUMMARY);
  const what = `This card was revision ${revision}. Nothing can be decided here.`;
  return {
    text: `${head}: ${inert(title)}`,
    blocks: [header(head), section(title), context([what]), ...opening(message)],
  };
}

/** A reply in the thread of a card that still waits: until when, and for whom. Its acts are on the card. */
export const reminderOf = (message: RequestMessage): SlackCard => ({
  text: textOf(message),
  blocks: [
    section(cut(summaryOf(unlinked(message)), SUMMARY)),
    context(factsOf(message).map((fact) => cut(fact, SUMMARY))),
    fields(["Who must agree", cut(stillNeeded(message), SUMMARY)]),
    ...opening(message),
  ],
});

/** A word for one person alone: why something was not recorded, with the way to the review where there is one. */
export const noteOf = (text: string, message?: RequestMessage): SlackCard => ({
  text: `${inert(plain(visible(text), SUMMARY).text)}${message ? linkIn(message) : ""}`,
  blocks: [section(text.split("\n").map(visible).join("\n")), ...(message ? opening(message) : [])],
});

const SUMMARY = 300;

const textOf = (message: RequestMessage): string =>
  `${inert(cut(summaryOf(unlinked(message)), SUMMARY))}${message.state === "pending" ? `.${linkIn(message)}` : ""}`;

const unlinked = ({ url: _, ...message }: RequestMessage): RequestMessage => message;

function linkIn(message: RequestMessage): string {
  const link = linkOf(message);
  return link ? ` Open ${linked(link.page)}` : "";
}
