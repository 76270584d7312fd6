import type { ActionsBlock, Button, ContextBlock } from "@slack/types";
import type { RequestMessage } from "../../approval/request-message.js";
import { carriedBy } from "../chat/carried.js";
import type { Offer } from "../chat/offer.js";
import { actions, button, context } from "./blocks.js";
import { linkOf } from "./link.js";
import { cut } from "./text.js";

/** The `action_id` of each button. */
const ACTIONS = {
  deny: "countersign.deny",
  approve: "countersign.approve",
  modify: "countersign.modify",
  open: "countersign.open",
} as const;

/** What a card that waits has buttons for, besides denying and opening the review. */
export interface Offered {
  readonly offer: Offer;
  readonly modify: "form" | "elsewhere";
}

/** The buttons of a card that waits. None carries more than which revision it is about. */
export function acts(message: RequestMessage, { offer, modify }: Offered): ActionsBlock {
  const value = JSON.stringify(carriedBy(message));
  const act = (
    name: "deny" | "approve" | "modify",
    text: string,
    more: Pick<Button, "style" | "accessibility_label">,
  ) => button(ACTIONS[name], text, { value, ...more });
  const link = linkOf(message);
  return actions(
    [
      act("deny", "Deny", { style: "danger", accessibility_label: `Deny this call. ${AT_ONCE}` }),
      ...(offer.approve === "press"
        ? [act("approve", "Approve", { accessibility_label: `Approve this call. ${AT_ONCE}` })]
        : []),
      ...(offer.approve === "form"
        ? [act("approve", "Approve…", { accessibility_label: "Approve this call: opens a form." })]
        : []),
      ...(modify === "form"
        ? [act("modify", "Modify…", { accessibility_label: "Modify the arguments: opens a form." })]
        : []),
      ...(link ? [button(ACTIONS.open, openText(offer), { url: link.page })] : []),
    ],
    `countersign:${message.requestId}`,
  );
}

const AT_ONCE = "Takes effect at once.";
const REVIEW = "Open full review";

const openText = ({ approve, act }: Offer): string =>
  approve === "elsewhere" && act.kind !== "withheld" ? "Review and approve" : REVIEW;

/** The way to the review, or to the log where it is over; nothing where there is none. */
export function opening(message: RequestMessage): ActionsBlock[] {
  const link = linkOf(message);
  if (!link) return [];
  const waits = message.state === "pending";
  return [actions([button(ACTIONS.open, waits ? REVIEW : "See the log", { url: waits ? link.page : link.log })])];
}

/** Why it cannot be approved here, as a sentence. */
export const whyNot = ({ act, why = "open the full review" }: Offer): string =>
  act.kind === "withheld" ? act.why : `No Approve here: ${why}.`;

/** Why there is no Approve, and what is left out. */
export function foot(message: RequestMessage, offer: Offer): ContextBlock[] {
  const texts = [
    ...(offer.approve === "elsewhere" ? [whyNot(offer)] : []),
    ...(message.view.agentSays !== undefined && linkOf(message) ? [WORDS] : []),
  ];
  return texts.length > 0 ? [context([cut(texts.join(" "), 400)])] : [];
}

const WORDS = "The agent's own words are on the review page.";
