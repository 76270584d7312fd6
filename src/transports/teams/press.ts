import { undone } from "../../action/act.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { Decision, ReviewOutcome } from "../../approval/review.js";
import type { Inbox } from "../../approval/transport.js";
import { type Carried, carriedIn } from "../chat/carried.js";
import type { Press } from "./activity.js";
import { type Answered, BAD_DATA, shows, tells } from "./answered.js";
import { botCard, offered, replacedCard } from "./card.js";
import { NAMES } from "./forms.js";
import { reasonIn, textIn } from "./inputs.js";
import { invalidAgain, modification } from "./modify.js";

/** Takes a press to the desk, and says what the one who pressed is shown. */
export async function pressed(press: Press, inbox: Inbox): Promise<Answered> {
  const carried = carriedIn(press.data);
  if (!carried) return BAD_DATA;
  const message = await inbox.message(carried.requestId);
  // Nobody is shown a card of a request by naming it: they must have its digest, as it is now.
  const on = message && isSame(message, carried) ? message : undefined;
  const said = decisionOf(press, on);
  if ("statusCode" in said) return said;
  const { requestId, revision, digest } = carried;
  const outcome = await inbox.review(requestId, { ...said, by: press.by, revision, digest });
  if (outcome.result === "invalid" && said.decision === "modify" && on) return invalidAgain(on, press.data, outcome);
  return answerOf(outcome, carried);
}

const isSame = ({ revision, digest, state }: RequestMessage, carried: Carried): boolean =>
  state === "pending" && revision === carried.revision && digest === carried.digest;

/** What is to be reviewed, or what to answer before. Of what is past the desk says so, whatever the decision holds. */
function decisionOf(press: Press, on: RequestMessage | undefined): Decision | Answered {
  if (press.verb === "deny") return { decision: "deny" };
  if (press.verb === "modify") return on ? modification(on, press.data) : { decision: "modify", args: {} };
  if (!on) return { decision: "approve" };
  const { approve, act, why } = offered(on);
  if (approve === "elsewhere") return tells(`Not recorded. It cannot be approved here: ${why}`);
  const wrong = undone(act, on, { get: (name) => textIn(press.data, NAMES[name]) });
  if (wrong) return shows(botCard(on, { told: { text: Object.values(wrong).join(" "), as: "refused" } }));
  return { decision: "approve", ...reasonIn(press.data, NAMES.reason) };
}

const DONE: readonly string[] = ["recorded", "resolved", "revised"];
const SHOWN: readonly string[] = [...DONE, "duplicate", "stale", "too_late"];
/** What the desk tells nobody else of: the card of everybody is put right from here. */
const UNTOLD: readonly string[] = ["recorded", "too_late"];

function answerOf({ result, why, message }: ReviewOutcome, carried: Carried): Answered {
  if (!message || !SHOWN.includes(result)) return tells(why);
  const told = { text: why, as: DONE.includes(result) ? "done" : "refused" } as const;
  const card = result === "revised" ? replacedCard(message, { told }) : botCard(message, { told });
  return UNTOLD.includes(result) ? { ...shows(card), changed: carried } : shows(card);
}
