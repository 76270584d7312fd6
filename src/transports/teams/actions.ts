import type { RequestMessage } from "../../approval/request-message.js";
import type { JsonObject } from "../../canonical.js";
import { carriedBy } from "../chat/carried.js";
import type { Element } from "./element.js";

export const VERBS = {
  deny: "countersign.deny",
  approve: "countersign.approve",
  modify: "countersign.modify",
} as const;
export type Verb = keyof typeof VERBS;

export type Action = JsonObject;

/** Sends a press to the bot, with the request, the revision and the digest that were shown. */
export const execute = (verb: Verb, title: string, message: RequestMessage, more: JsonObject = {}): Action => ({
  type: "Action.Execute",
  title,
  verb: VERBS[verb],
  data: carriedBy(message),
  ...more,
});

/** One press: no input goes with it, and none can be missing. */
export const ONE_PRESS = { associatedInputs: "none" } as const;

/** Opens a form in the card. */
export const showCard = (title: string, body: readonly Element[], action: Action): Action => ({
  type: "Action.ShowCard",
  title,
  card: { type: "AdaptiveCard", version: "1.5", body, actions: [action] },
});

const LONGEST_URL = 1000;

/** Nothing where there is no page, or where its address is none that a card may open. */
export function openUrl(title: string, url: string | undefined): readonly Action[] {
  if (url === undefined || url.length > LONGEST_URL || !/^https?:\/\/[\x21-\x7e]+$/.test(url)) return [];
  return [{ type: "Action.OpenUrl", title, url }];
}
