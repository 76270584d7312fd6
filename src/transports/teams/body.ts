import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { askedBy, factsOf, stillNeeded, titleOf, wordsOf } from "../chat/lines.js";
import type { Offer } from "../chat/offer.js";
import { clipped, type Element, type Look, line } from "./element.js";
import { MOST, shownOf, warningsShown } from "./shown.js";

const SMALL: Look = { size: "Small", isSubtle: true };
const MOST_NOTE = 700;

/** What became of a press, said on top of the card of the one who pressed. */
export interface Told {
  readonly text: string;
  readonly as: "done" | "refused";
}

/** What one looks at first: what it is about. */
export function headOf(message: RequestMessage, { told, title = titleOf(message) }: Head = {}): readonly Element[] {
  const look: Look = { weight: "Bolder", ...(told?.as === "refused" && { color: "Attention" }) };
  return [
    ...(told ? [line([clipped(visible(told.text), MOST_NOTE), look])] : []),
    line([clipped(title, MOST.title), { size: "Large", weight: "Bolder" }]),
    line([clipped(factsOf(message).join(" · "), MOST.facts), SMALL]),
  ];
}
interface Head {
  readonly told?: Told | undefined;
  readonly title?: string;
}

export const askedLine = ({ view }: RequestMessage): Element => {
  const asked = askedBy(view);
  return line([asked === "" ? "Nobody is named who asked." : `Asked by ${clipped(asked, MOST.asked)}.`]);
};

/** What a decision covers, in a box of its own; then what to look at twice. */
export function boxOf(message: RequestMessage): readonly Element[] {
  const shown = shownOf(message);
  const title = line(["What will run", { weight: "Bolder" }]);
  const warnings = warningsShown(message);
  const cut: Element = line(["Not all warnings fit here.", { size: "Small", color: "Warning" }]);
  return [
    { type: "Container", style: "emphasis", spacing: "Medium", items: [title, ...shown.rows] },
    ...warnings.lines,
    ...(warnings.all === "cut" ? [cut] : []),
    line([shownNote(message, shown), SMALL]),
  ];
}

function shownNote({ view }: RequestMessage, { lines, of }: { readonly lines: number; readonly of: number }): string {
  if (lines < of)
    return `${lines} of ${of} lines shown. Approve is offered only where everything is shown: open the full review.`;
  const critical = view.fields.some((field) => field.critical) ? "* critical. " : "";
  return `${critical}${view.complete ? "All arguments shown." : "Not all of it is shown."}`;
}

/** Who has agreed and who must still, why nobody can approve here, and the words by which two cards are compared. */
export function footOf(message: RequestMessage, offer: Offer, more: string): readonly Element[] {
  const { state, by } = message;
  const agreed = by.map(({ name, id }) => visible(name ?? id)).join(", ");
  const waiting = [
    ...(agreed === "" ? [] : [`Agreed so far: ${agreed}.`]),
    stillNeeded(message),
    ...(offer.why === undefined || more !== "" ? [] : [noApprove(offer)]),
  ];
  const lines = state === "pending" ? waiting : [];
  return [...lines, `${wordsOf(message)}${more}`].map(small);
}

/** A line of less weight. */
export const small = (text: string): Element => line([clipped(text, MOST_NOTE), SMALL]);

const noApprove = ({ why = "", act }: Offer): string =>
  act.kind === "withheld" ? `No Approve here. ${why}` : `No Approve here: ${why}.`;
