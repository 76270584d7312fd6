import { exact, type Html, html, type Part } from "./html.js";
import { icon } from "./icons.js";
import { sentence } from "./sentence.js";

/** What is wrong with a field, under it. */
export const fieldError = (id: string, error: string | undefined): Part =>
  error ? html`<p class="error" id="${id}">${icon("no", 14)}<span>${sentence(error)}</span></p>` : "";

export interface Reason {
  readonly required: "required" | "optional";
  /** Where it goes. */
  readonly hint: string;
  readonly text?: string;
  readonly error?: string | undefined;
  /** Names the field where a page has several. */
  readonly id?: string;
  readonly label?: string;
  /** The form that it belongs to, where it stands outside. */
  readonly form?: string;
}

/** Why somebody decides so. */
export function reasonField({ required, hint, text, error, id = "reason", label = "Reason", form }: Reason): Html {
  const must = required === "required" ? "needed" : "optional";
  return html`<div class="field"><label for="${id}">${label} <span class="muted">(${must}, ${hint})</span></label><textarea class="input" id="${id}" name="reason" rows="2" maxlength="2000"${required === "required" ? html` required` : ""}${form ? html` form="${form}"` : ""}${error ? html` aria-invalid="true" aria-describedby="${id}-e"` : ""}>
${exact(text ?? "")}</textarea>${fieldError(`${id}-e`, error)}</div>`;
}
