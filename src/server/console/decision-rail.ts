import type { Act } from "../../action/act.js";
import type { Shown } from "../../desk/look.js";
import { actForm } from "./act-form.js";
import { cancelForm, reconcileForm } from "./endings.js";
import { type Html, html, type Part } from "./html.js";
import type { Frame, RequestPage } from "./model.js";
import { stages } from "./stages.js";
import { countdown, minuteOf, timeBar } from "./time.js";

/** Beside the facts: until when, who must agree, and what this person can do. */
export function decisionRail(frame: Frame, page: RequestPage): Html {
  const { message, you } = page.shown;
  if (message.state !== "pending") return over(frame, page);
  const decided = { ...page, act: actOn(page) };
  const name = you.may === "own" ? "Who decides" : "Your decision";
  return html`<aside class="rail" aria-label="Decision"><section class="card decide" id="decide" aria-labelledby="dec-h" tabindex="-1"><h2 class="vh" id="dec-h">${name}</h2>
${deadline(page.shown, frame.now)}
${who(page.shown, frame.now)}
${you.may === "own" ? cancelForm(frame, page.shown, page.given) : html`<div class="card-in">${actForm(frame, decided)}</div>`}</section></aside>`;
}

/** Whatever the act: nobody approves what was cut to fit. */
const actOn = ({ shown: { message }, act }: RequestPage): Act =>
  message.view.complete || act.kind === "withheld"
    ? act
    : { kind: "withheld", why: "Not everything is shown here, so it cannot be approved here." };

/** The clock, and its bar. */
export const deadline = ({ message }: Pick<Shown, "message">, now: number): Html =>
  html`<div class="card-in"><div class="clock">${countdown(message.expiresAt, now)}<span class="small muted">decide by ${minuteOf(message.expiresAt, now)}</span></div>${timeBar(message.openedAt, message.expiresAt, now)}</div>`;

const who = (shown: Shown, now: number): Part =>
  shown.agreement.length === 0 ? "" : html`<div class="card-in">${stages(shown, now)}</div>`;

function over(frame: Frame, { shown, given }: RequestPage): Html {
  const settles = shown.message.state === "unknown" && shown.you.may === "decide";
  return html`<aside class="rail" aria-label="Who answered"><section class="card decide" aria-labelledby="who-h"><h2 class="vh" id="who-h">Who answered</h2>${who(shown, frame.now)}${settles ? reconcileForm(frame, shown, given) : ""}</section></aside>`;
}
