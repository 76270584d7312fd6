import { argumentsIn, type Edited, fieldsOf, filled, withIssues } from "../../action/edit.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { Decision, ReviewOutcome } from "../../approval/review.js";
import type { Fields } from "./activity.js";
import { type Answered, shows, tells } from "./answered.js";
import { botCard } from "./card.js";
import { isEditable, NAMES } from "./forms.js";
import { reasonIn, textIn } from "./inputs.js";
import { isWhole } from "./shown.js";

/** All arguments as they were filled in, or the card again with what is wrong. */
export function modification(message: RequestMessage, data: Fields): Decision | Answered {
  if (!isEditable(message) || !isWhole(message))
    return tells("Not recorded. It cannot be modified here: open the full review.");
  const made = argumentsIn(filledIn(message, data));
  if ("wrong" in made) return again(message, made.wrong, ["Not recorded."]);
  return { decision: "modify", args: made.args, ...reasonIn(data, NAMES.why) };
}

/** The card again, with what the desk found wrong at the fields and on top. */
export function invalidAgain(message: RequestMessage, data: Fields, { why, issues = [] }: ReviewOutcome): Answered {
  const { fields, errors } = withIssues(filledIn(message, data), issues);
  return again(message, fields, [why, ...errors]);
}

/** A field that was emptied does not come at all. */
const filledIn = ({ view }: RequestMessage, data: Fields): readonly Edited[] =>
  filled(fieldsOf(view), { get: (name) => textIn(data, name) ?? "" });

function again(message: RequestMessage, fields: readonly Edited[], said: readonly string[]): Answered {
  const wrong = fields.flatMap(({ path, error }) => (error === undefined ? [] : [`${path}: ${error}`]));
  const text = [...said, ...wrong].join(" ");
  return shows(botCard(message, { filled: fields, told: { text, as: "refused" } }));
}
