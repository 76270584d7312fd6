import type { Delivered } from "../../approval/request.js";
import type { Shown } from "../../desk/look.js";
import { pathOf } from "./act-form.js";
import { marked } from "./chips.js";
import { eventSays, type Told, type Tone } from "./event-says.js";
import { type Html, html, type Part } from "./html.js";
import { tokenField } from "./layout.js";
import type { Frame } from "./model.js";
import { nameIn } from "./people.js";
import { moment } from "./time.js";

const CLASSES: Record<Tone, string> = { done: "d", open: "", yes: "g", no: "x" };

/** What happened so far, oldest first, and the messages that did not arrive. */
export function timeline(frame: Frame, shown: Shown): Html {
  const told = shown.history.map((event) => eventSays(event, (id) => nameIn(shown, id)));
  return html`<section class="sect" aria-labelledby="time-h"><div class="sect-h"><h2 id="time-h">Timeline</h2><a class="small" href="${pathOf(frame, shown.message, "log")}">Log and verification</a></div>
${told.length === 0 ? html`<p class="muted">This process recorded nothing of it; another one may have.</p>` : html`<ol class="line">${told.map((one) => step(one, frame.now))}</ol>`}
${undelivered(frame, shown)}</section>`;
}

const step = ({ says, tone, at }: Told, now: number): Html =>
  html`<li class="${CLASSES[tone]}"><span>${marked(says)}</span>${at ? moment(at, now) : ""}</li>`;

/** The newest attempt of each transport counts. */
function undelivered(frame: Frame, { message, deliveries }: Shown): Part {
  if (message.state !== "pending") return "";
  const newest = [...new Map(deliveries.map((one) => [one.transport, one])).values()];
  const failed = newest.filter((one) => one.failed !== undefined);
  return failed.length === 0 ? "" : html`<ul class="lost">${failed.map((one) => again(frame, message, one))}</ul>`;
}

const again = (frame: Frame, message: Shown["message"], { transport, failed = "" }: Delivered): Html =>
  html`<li><p><strong>${marked(transport)}</strong> did not take the message. <span class="muted">${marked(failed.slice(0, 300))}</span></p><form method="post" action="${pathOf(frame, message, "redeliver")}">${tokenField(frame.token)}<input type="hidden" name="transport" value="${transport}"><button class="btn">Send again<span class="vh"> by ${transport}</span></button></form></li>`;
