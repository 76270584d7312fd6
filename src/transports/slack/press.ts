import type { RequestMessage } from "../../approval/request-message.js";
import type { Decision, ReviewOutcome } from "../../approval/review.js";
import { type Carried, carriedInText } from "../chat/carried.js";
import { refusedAtSight } from "./account.js";
import { offerOn } from "./card.js";
import { approveModal, modifyModal } from "./modal.js";
import type { Press } from "./payload.js";
import { reviewOf } from "./review.js";
import type { Desked } from "./room.js";
import { refresh, tell } from "./tell.js";

/** One button pressed: decides, opens a form, or says why not. Whatever the button claims, the request is looked up anew. */
export async function pressed(desked: Desked, press: Press): Promise<void> {
  const verb = VERBS[press.action];
  if (!verb) return; // a link: Slack tells of those, too
  const seen = refusedAtSight(desked.settings, press.actor);
  if (seen !== undefined) return tell(desked, press, seen);
  const carried = carriedInText(press.value);
  if (!carried) return tell(desked, press, "Not recorded. This button belongs to no request.");
  if (verb === "deny") return decided(desked, press, carried, { decision: "deny" });
  const message = await desked.inbox.message(carried.requestId).catch(() => undefined);
  if (!message) return tell(desked, press, NOT_FOUND);
  if (!isOver(message, carried))
    return verb === "modify" ? modifying(desked, press, message) : approving(desked, press, carried, message);
  if (verb === "approve") return decided(desked, press, carried, { decision: "approve" }); // the desk says why not, and notes it
  await refresh(desked, press, carried, message);
  await tell(desked, press, CHANGED);
}

export const NOT_FOUND = "Not recorded. The request cannot be found right now. Try again, or open the full review.";
export const CHANGED = "Not recorded. The request is not any more as you were shown it.";

/** Whether what was shown can no longer be decided: a state never comes back, and neither does a revision. */
export const isOver = ({ state, digest }: RequestMessage, carried: Carried): boolean =>
  state !== "pending" || digest !== carried.digest;

const VERBS: Readonly<Record<string, "approve" | "deny" | "modify">> = {
  "countersign.approve": "approve",
  "countersign.deny": "deny",
  "countersign.modify": "modify",
};

async function approving(desked: Desked, press: Press, carried: Carried, message: RequestMessage): Promise<void> {
  const { tier } = desked.settings.out;
  const offer = offerOn(message, tier);
  if (offer.approve === "press") return decided(desked, press, carried, { decision: "approve" });
  if (offer.approve === "form" && press.card) return opened(desked, press, approveModal(message, offer, press.card));
  await tell(
    desked,
    press,
    `Not recorded. It cannot be approved here: ${offer.why ?? "the card is unknown"}.`,
    message,
  );
}

async function modifying(desked: Desked, press: Press, message: RequestMessage): Promise<void> {
  const may = desked.app && press.card && message.modifiable;
  const modal = may && press.card ? modifyModal(message, press.card) : undefined;
  if (modal) return opened(desked, press, modal);
  await tell(desked, press, "Not recorded. It cannot be modified here.", message);
}

async function opened(desked: Desked, press: Press, view: object): Promise<void> {
  try {
    await desked.app?.api.views("views.open", { trigger_id: press.trigger, view });
  } catch {
    await tell(desked, press, "Nothing was recorded: Slack did not open the form in time. Press again.");
  }
}

async function decided(desked: Desked, press: Press, carried: Carried, decision: Decision): Promise<void> {
  const outcome = await reviewOf(desked, press.actor, carried, decision, { action_ts: press.at });
  if ("refused" in outcome) return tell(desked, press, outcome.refused);
  const { message, why } = outcome;
  if (message && isNews(outcome, message, carried)) await refresh(desked, press, carried, message);
  if (!isTaken(outcome)) await tell(desked, press, why, outcome.result === "needs_step_up" ? message : undefined);
}

/** Whether a card may show something else by now: a refused answer leaves it as it is. */
export const isNews = (outcome: ReviewOutcome, message: RequestMessage, carried: Carried): boolean =>
  isTaken(outcome) || outcome.result === "duplicate" || isOver(message, carried);

/** Whether a decision stands; else its sender must be told. */
export const isTaken = ({ result }: ReviewOutcome): boolean => ["recorded", "resolved", "revised"].includes(result);
