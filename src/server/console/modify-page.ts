import type { Edited } from "../../action/edit.js";
import { pathOf } from "./act-form.js";
import { diffRow } from "./changed.js";
import { marked } from "./chips.js";
import { deadline } from "./decision-rail.js";
import { editField, fieldId } from "./edit-field.js";
import { reasonField } from "./fields.js";
import { type Html, html, type Part } from "./html.js";
import { type IconName, icon } from "./icons.js";
import { crumb, layout, tokenField } from "./layout.js";
import type { Frame, ModifyPage } from "./model.js";
import { sentence } from "./sentence.js";
import { count } from "./words.js";

/** The arguments as a form. What is sent becomes a new revision; nothing is decided here. */
export function modifyPage(frame: Frame, page: ModifyPage): string {
  const { message } = page.shown;
  const wrong = page.fields.filter(({ error }) => error !== undefined).length + page.errors.length;
  return layout(frame, {
    title: `${wrong > 0 ? `${count(wrong, "error")}: ` : ""}Modify ${message.view.title}`,
    ...(message.view.environment !== undefined && { environment: message.view.environment }),
    main: html`${crumb(`${frame.base}/requests/${encodeURIComponent(message.requestId)}`, marked(message.view.title))}
<div class="split"><div class="facts-col">
<div class="title"><h1>Modify the call</h1><p class="lead">Change the arguments, look at the difference, then send it back for approval.</p></div>
${problems(page)}
<section class="card" aria-label="Arguments"><div class="card-in"><form class="edit" method="post" action="${pathOf(frame, message, "modify")}" id="edit">${tokenField(frame.token)}<input type="hidden" name="revision" value="${message.revision}"><input type="hidden" name="digest" value="${message.digest}">
${page.fields.length === 0 ? html`<p class="muted">It has no arguments.</p>` : page.fields.map(editField)}
</form></div></section>
${difference(page)}
</div>
<aside class="rail" aria-label="Decision"><section class="card decide" aria-labelledby="mod-h">${deadline(page.shown, frame.now)}${consequences(page)}
<div class="card-in stack">${reasonField({ required: message.reason, hint: "shown to the others", text: page.reason, form: "edit" })}
<button class="btn btn-solid btn-wide" form="edit" name="step" value="check">Check the difference</button><a class="btn btn-quiet btn-wide" href="${frame.base}/requests/${encodeURIComponent(message.requestId)}">Back without changes</a></div></section></aside></div>`,
  });
}

/** All that is wrong, above the form, each with a link to its field. */
function problems({ fields, errors }: ModifyPage): Part {
  const wrong = fields.flatMap((field, at) => (field.error === undefined ? [] : [problem(field, at, field.error)]));
  const all = [...errors.map((one) => html`<li>${sentence(one)}</li>`), ...wrong];
  if (all.length === 0) return "";
  return html`<section class="note note-danger" role="alert" aria-labelledby="err-h">${icon("no")}<h2 id="err-h">${wrong.length > 0 ? `${count(wrong.length, "field needs", "fields need")} a change` : "It cannot be sent so"}</h2><ul>${all}</ul><p>Nothing was sent.</p></section>`;
}

const problem = ({ path, as }: Edited, at: number, error: string): Html =>
  as === "locked"
    ? html`<li><code>${marked(path)}</code>: ${sentence(error)}</li>`
    : html`<li><a href="#${fieldId(at)}">${marked(path)}</a>: ${sentence(error)}</li>`;

function difference({ fields, shown: { message } }: ModifyPage): Html {
  const differ = fields.filter(({ was, text }) => was !== text);
  const table = html`<div class="card"><table class="diff"><caption class="vh">Changed arguments</caption><thead><tr><th scope="col">Argument</th><th scope="col">Revision ${message.revision}</th><th scope="col">Yours</th></tr></thead><tbody>${differ.map(edited)}</tbody></table></div>`;
  return html`<section class="sect" aria-labelledby="diff-h"><div class="sect-h"><h2 id="diff-h">Difference so far</h2><span class="small">${differ.length} of ${fields.length} arguments</span></div>${differ.length === 0 ? html`<p class="muted">Nothing is changed yet. “Check the difference” shows what you changed.</p>` : table}</section>`;
}

const edited = ({ path, was, text, as }: Edited): Html =>
  diffRow(path, marked(was, as === "json" ? "json" : "text"), marked(text, as === "json" ? "json" : "text"));

function consequences({ shown: { message } }: ModifyPage): Html {
  const points: readonly (readonly [IconName, string])[] = [
    [
      "change",
      `It becomes revision ${message.revision + 1}. Approvals of revision ${message.revision} no longer count.`,
    ],
    ["person", "You become an author of it. Unless the rule says otherwise, an author cannot approve."],
    ["lock", "The policy judges it again. It never needs fewer people than before."],
    ["clock", "The deadline stays."],
  ];
  return html`<div class="card-in stack"><h2 id="mod-h">What modifying does</h2><ul class="why small">${points.map(([name, text]) => html`<li>${icon(name)}<p>${text}</p></li>`)}</ul></div>`;
}
