import { argumentName } from "../../action/edit.js";
import { pathOf } from "./act-form.js";
import { changed } from "./changed.js";
import { marked } from "./chips.js";
import { deadline } from "./decision-rail.js";
import { effectTag } from "./effect.js";
import { exact, type Html, html } from "./html.js";
import { icon } from "./icons.js";
import { layout, tokenField } from "./layout.js";
import type { ConfirmPage, Frame } from "./model.js";
import { checkWordsHtml, hexOf } from "./words.js";

/** What would become of the call, before it is sent: the difference, and what the policy says of it now. */
export function confirmPage(frame: Frame, page: ConfirmPage): string {
  const { shown, draft } = page;
  const { message } = shown;
  return layout(frame, {
    title: `Confirm revision ${draft.revision}`,
    ...(draft.view.environment !== undefined && { environment: draft.view.environment }),
    main: html`<div class="split"><div class="facts-col">
<div class="title"><div class="title-meta">${effectTag(draft.view.effect)}<span>revision ${draft.revision}, not sent</span></div><h1>${marked(draft.view.title)}</h1><p class="lead">Was: ${marked(message.view.title)}</p></div>
${changed(draft, { title: "Difference", was: `Revision ${message.revision}`, now: `Revision ${draft.revision}` }) || nothing()}
<div class="card sect-1"><div class="print">${wordsOf(page)}</div></div>
${verdict(page)}
</div>
<aside class="rail" aria-label="Decision"><section class="card decide" aria-label="Send or go on editing">${deadline(shown, frame.now)}
<div class="card-in">${form(frame, page)}</div></section></aside></div>`,
  });
}

const nothing = (): Html =>
  html`<section class="note" aria-labelledby="same-h">${icon("info")}<h2 id="same-h">Nothing is changed</h2><p>The arguments are those of the revision on the table.</p></section>`;

const wordsOf = ({ draft, words }: ConfirmPage): Html =>
  html`<span class="print-l">Check words</span>${checkWordsHtml(words)}<span class="hex">${hexOf(draft.digest).slice(0, 8)}…</span>`;

const verdict = ({ draft: { view } }: ConfirmPage): Html =>
  html`<section class="sect note" aria-labelledby="again-h">${icon("info")}<h2 id="again-h">Judged again by the policy: still asks</h2><ul>${view.because.map((one) => html`<li>${marked(one)}</li>`)}</ul>${view.stillNeeded.length === 0 ? "" : html`<p>Needed: ${marked(view.stillNeeded.join("; "))}. Nobody has approved it yet.</p>`}</section>`;

/** The same fields, hidden, so that editing goes on where it was. */
const form = (frame: Frame, { shown: { message }, draft, fields, reason }: ConfirmPage): Html =>
  html`<form method="post" action="${pathOf(frame, message, "modify")}">${tokenField(frame.token)}<input type="hidden" name="revision" value="${message.revision}"><input type="hidden" name="digest" value="${message.digest}">
${fields.map((one) => (one.as === "locked" ? "" : html`<input type="hidden" name="${argumentName(one.path)}" value="${exact(one.text)}">`))}
<input type="hidden" name="reason" value="${exact(reason)}">
<p class="after">${reason === "" ? "No reason given." : html`Reason: “${marked(reason)}”`}</p>
<div class="pair"><button class="btn btn-deny" name="decision" value="deny" formaction="${pathOf(frame, message, "decide")}">Deny instead</button><button class="btn btn-solid" name="step" value="send">Send revision ${draft.revision}</button></div>
<button class="btn btn-quiet btn-wide" name="step" value="edit">Keep editing</button>
<p class="after">Approvals of revision ${message.revision} no longer count once it is sent.</p></form>`;
