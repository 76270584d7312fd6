import { isRemoved } from "../../action/value.js";
import { pathOf } from "./act-form.js";
import { marked } from "./chips.js";
import { effectTag } from "./effect.js";
import { type Html, html, type Part } from "./html.js";
import { icon } from "./icons.js";
import { crumb, layout, tokenField } from "./layout.js";
import type { Frame, StepUpPage } from "./model.js";
import { noticeHtml } from "./notice.js";
import { proofNeeded } from "./proof.js";
import { countdown, minuteOf } from "./time.js";
import { shortValue } from "./value.js";
import { checkWordsHtml } from "./words.js";

/** The decision is made and waits for its proof: of this decision and no other. */
export function stepUpPage(frame: Frame, page: StepUpPage): string {
  const { message } = page.shown;
  const { view } = message;
  return layout(frame, {
    title: "Confirm it is you",
    ...(view.environment !== undefined && { environment: view.environment }),
    main: html`<div class="step">${crumb(`${frame.base}/requests/${encodeURIComponent(message.requestId)}`, marked(view.title))}
${page.notice ? noticeHtml(page.notice) : ""}
<section class="card" aria-labelledby="su-h"><div class="card-in">
<div class="title-meta">${effectTag(view.effect)}<span>${ready(page) ? "last step" : "one more step"}</span></div>
<h1 id="su-h">${ready(page) ? "It is you: record it" : "Confirm it is you"}</h1>
<p class="lead">${lead(page)}</p>
${recap(page)}
${form(frame, page)}
</div>${help(frame, page)}</section>
${page.challenge === undefined ? "" : NO_SCRIPT}
<p class="small muted step-foot">Not recorded yet. ${countdown(message.expiresAt, frame.now)} left to decide; leaving this page changes nothing.</p></div>`,
  });
}

/** The proof is there; only the sending is left. */
const ready = ({ challenge, start, proof }: StepUpPage): boolean =>
  challenge === undefined && start === undefined && proof === "L2";

function lead(page: StepUpPage): string {
  if (ready(page))
    return "Your sign-in was made for this decision and counts for no other. It is recorded when you send it.";
  const needs = proofNeeded(page.proof) ?? "a proof of who you are";
  return page.challenge === undefined
    ? `The rule wants ${needs}. It is made for this decision and counts for no other.`
    : `The rule wants ${needs}. Your device signs this decision and no other.`;
}

function recap({ shown: { message }, decision, words }: StepUpPage): Html {
  const critical = message.view.fields.filter((field) => field.critical && !isRemoved(field)).slice(0, 6);
  return html`<dl class="recap"><dt>${decision === "approve" ? "You approve" : "You send"}</dt><dd><strong>${marked(message.view.title)}</strong>${decision === "modify" ? html` <span class="muted">as you changed it</span>` : ""}</dd>${critical.map((field) => html`<dt>${marked(field.path)}</dt><dd class="mono">${shortValue(field.text)}</dd>`)}<dt>Check words</dt><dd>${checkWordsHtml(words)}</dd></dl>`;
}

function form(frame: Frame, page: StepUpPage): Html {
  const { message } = page.shown;
  const challenge = page.challenge === undefined ? "" : html` data-challenge="${JSON.stringify(page.challenge)}"`;
  const late = `Your device did not confirm. Nothing was recorded; the request still waits until ${minuteOf(message.expiresAt, frame.now)}.`;
  return html`<form method="post" action="${pathOf(frame, message, "step-up")}"${challenge} data-failed="${late}">${tokenField(frame.token)}<input type="hidden" name="revision" value="${message.revision}"><input type="hidden" name="digest" value="${message.digest}"><input type="hidden" name="assertion" value="">
<p class="error error-live" role="alert" data-problem></p>
<div class="pair"><button class="btn btn-deny" name="decision" value="deny" formaction="${pathOf(frame, message, "decide")}" formnovalidate>Deny instead</button>${way(page)}</div></form>`;
}

function way(page: StepUpPage): Part {
  const { challenge, start, decision } = page;
  const again =
    start === undefined
      ? ""
      : html`<a class="btn${challenge === undefined ? " btn-solid" : ""}" href="${start}">Sign in again</a>`;
  if (challenge !== undefined) return html`${again}<button class="btn btn-solid">${icon("key")}Use passkey</button>`;
  if (start !== undefined) return again;
  return ready(page)
    ? html`<button class="btn btn-solid">${decision === "approve" ? "Approve" : "Send the revision"}</button>`
    : "";
}

/** What to do where the proof cannot be given here. */
function help({ base, now }: Frame, { challenge, start, proof, shown: { message } }: StepUpPage): Part {
  const until = minuteOf(message.expiresAt, now);
  if (challenge !== undefined && start === undefined)
    return html`<details class="more"><summary>No passkey on this device?</summary><div class="stack small"><p>Open this page on a device that has one; the request waits until ${until}. Deny never needs a passkey.</p></div></details>`;
  if (start !== undefined || proof === "L2") return "";
  return html`<div class="more-note"><p class="small">No passkey of yours is known here, so you cannot approve this yet. <a href="${base}/sign-in/passkeys">Add a passkey</a>, then come back: the request waits until ${until}.</p></div>`;
}

const NO_SCRIPT = html`<noscript><section class="note note-warn step-note" aria-labelledby="ns-h">${icon("warn")}<h2 id="ns-h">A passkey needs JavaScript</h2><p>Browsers offer no passkey without it. You can deny here, or leave it to somebody else whom the rule asks.</p></section></noscript>`;
