import type { Shown } from "../../desk/look.js";
import { pathOf } from "./act-form.js";
import { reasonField } from "./fields.js";
import { type Html, html } from "./html.js";
import { tokenField } from "./layout.js";
import type { Frame, Given } from "./model.js";

/** For the call's own people: they may take it back, never approve it. */
export const cancelForm = (frame: Frame, { message }: Shown, given: Given | undefined): Html =>
  html`<div class="card-in stack"><h3>This is your own call</h3><p class="small muted">You asked for it, answer for its agent or wrote a revision, so someone else must decide. You can cancel it; then nothing runs.</p>
<form method="post" action="${pathOf(frame, message, "cancel")}">${tokenField(frame.token)}
${reasonField({ required: "required", hint: "goes in the log", label: "Why it is not needed", ...said(given) })}
<button class="btn btn-deny btn-wide">Cancel this call</button></form></div>`;

/** For a call whose result was lost: a person looks and says what became of it. */
export const reconcileForm = (frame: Frame, { message }: Shown, given: Given | undefined): Html =>
  html`<div class="card-in stack"><h3>Settle the outcome</h3><p class="small muted">Look in the system that it acts on. What you say here is recorded as the outcome; it runs nothing.</p>
<form method="post" action="${pathOf(frame, message, "reconcile")}">${tokenField(frame.token)}
<fieldset class="stack"><legend class="label">What did you find?</legend>
<label class="check"><input type="radio" name="outcome" value="succeeded" required><span>It was done</span></label>
<label class="check"><input type="radio" name="outcome" value="failed" required><span>It was not done</span></label></fieldset>
${reasonField({ required: "required", hint: "goes in the log", label: "How you know", ...said(given) })}
<button class="btn btn-solid btn-wide">Record this outcome</button></form></div>`;

const said = (given: Given | undefined) => ({
  ...(given?.reason !== undefined && { text: given.reason }),
  error: given?.errors["reason"],
});
