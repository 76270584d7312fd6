import type { State } from "../../approval/state.js";
import type { Difference } from "../../desk/differences.js";
import type { Earlier, EarlierCall } from "../../desk/earlier.js";
import type { Shown } from "../../desk/look.js";
import { marked } from "./chips.js";
import { type Html, html, type Part } from "./html.js";
import { icon } from "./icons.js";
import { listed, nameIn } from "./people.js";
import { ended } from "./state-words.js";
import { day } from "./time.js";
import { count } from "./words.js";

/** How this call differs from earlier ones of its action: what is different comes first. */
export function compared(base: string, shown: Shown, earlier: Earlier): Part {
  if (earlier.count === 0) return first(shown.message.action);
  const order = ["differs", "same"] as const;
  const differences = order.flatMap((kind) => earlier.differences.filter((one) => one.kind === kind));
  return html`<section class="sect" aria-labelledby="like-h"><h2 id="like-h">Compared with ${count(earlier.count, "earlier call")} of ${shown.message.action}</h2>
<div class="card">${differences.length === 0 ? "" : html`<ul class="checks">${differences.map(difference)}</ul>`}${latest(base, shown, earlier.items)}</div></section>`;
}

const first = (action: string): Html =>
  html`<section class="sect" aria-labelledby="like-h"><h2 id="like-h">Compared with earlier calls</h2><p class="muted">You can see no earlier decided call of <code>${action}</code>: there is nothing to compare with.</p></section>`;

const difference = ({ kind, says, detail }: Difference): Html =>
  kind === "differs"
    ? html`<li class="differs">${icon("warn")}<span><strong>${marked(says)}</strong>${extra(detail)}</span></li>`
    : html`<li>${icon("yes")}<span>${marked(says)}${extra(detail)}</span></li>`;

const extra = (detail: string | undefined): Part => (detail ? html` <span class="muted">${marked(detail)}</span>` : "");

const latest = (base: string, shown: Shown, items: readonly EarlierCall[]): Part =>
  items.length === 0
    ? ""
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Latest earlier calls"><table class="tbl"><caption class="vh">Latest earlier calls</caption><thead><tr><th scope="col">Opened</th><th scope="col">Call</th><th scope="col">Answer</th><th scope="col">Reason</th></tr></thead><tbody>${items.map((one) => earlierRow(base, shown, one))}</tbody></table></div>`;

/** What people answered; where nobody did, how it ended. */
const answer = (state: State, by: readonly string[]): string =>
  by.length > 0 && state !== "denied" ? "Approved" : ended(state);

const earlierRow = (base: string, shown: Shown, { requestId, openedAt, title, state, by, reason }: EarlierCall): Html =>
  html`<tr><td class="nb">${day(openedAt)}</td><td><a href="${base}/requests/${encodeURIComponent(requestId)}">${marked(title)}</a></td><td>${answer(state, by)}${by.length > 0 ? ` by ${listed(by.map((id) => nameIn(shown, id)))}` : ""}</td><td class="muted">${reason ? html`“${marked(reason)}”` : "none"}</td></tr>`;
