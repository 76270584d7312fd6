import type { Edited } from "../../action/edit.js";
import { argumentName } from "../../action/edit.js";
import { isSecret } from "../../action/value.js";
import { marked } from "./chips.js";
import { fieldError } from "./fields.js";
import { exact, type Html, html, type Part } from "./html.js";
import { valueHtml } from "./value.js";

/** The id of the field at this place. */
export const fieldId = (at: number): string => `f-${at}`;

/** One argument with its own label; what cannot be changed is said to be locked. */
export function editField(field: Edited, at: number): Html {
  const { path, as, why, text } = field;
  if (as === "locked")
    return html`<div class="field"><span class="label mono">${marked(path)}</span><div class="fixed">${isSecret({ text }) ? valueHtml(text) : marked(text)}<span class="muted">${why ?? "It cannot be changed here."}</span></div></div>`;
  const id = fieldId(at);
  return html`<div class="field"><label for="${id}">${marked(path)}${small(field)}</label><div>${control(field, id)}${why ? html`<p class="hint" id="${id}-h">${why}</p>` : ""}${fieldError(`${id}-e`, field.error)}</div></div>`;
}

function small({ critical, as }: Edited): Part {
  const facts = [...(critical ? ["critical"] : []), ...(as === "json" ? ["written as JSON"] : [])];
  return facts.length === 0 ? "" : html`<small>${facts.join(", ")}</small>`;
}

const LINE = 60;

function control(field: Edited, id: string): Html {
  const { path, text, was } = field;
  const attributes = html`class="input input-mono" id="${id}" name="${argumentName(path)}" autocomplete="off" autocapitalize="none" spellcheck="false"${marks(field, id)}`;
  const oneLine = [text, was].every((one) => one.length <= LINE && !one.includes("\n"));
  if (oneLine) return html`<input ${attributes} value="${exact(text)}">`;
  const rows = Math.min(16, Math.max(2, text.split("\n", 17).length, Math.ceil(text.length / LINE)));
  return html`<textarea ${attributes} rows="${rows}">
${exact(text)}</textarea>`;
}

function marks({ error, why }: Edited, id: string): Part {
  const ids = [...(why ? [`${id}-h`] : []), ...(error ? [`${id}-e`] : [])];
  return html`${error ? html` aria-invalid="true"` : ""}${ids.length > 0 ? html` aria-describedby="${ids.join(" ")}"` : ""}`;
}
