import { isOpen, isRemoved, isSecret, parsed } from "../../action/value.js";
import { marked } from "./chips.js";
import { type Html, html } from "./html.js";
import { icon } from "./icons.js";

/** The start of a long value; all of it is in the page, one press away. */
const LONG = 480;
const START = 200;
const LINES = 12;

/**
 * An argument as a person reads it. A text stands without its quotes where nothing is lost by it; everything else is
 * JSON, so that `900` and `"900"` are never the same to the eye.
 */
export function valueHtml(text: string): Html {
  if (isSecret({ text })) return secret(text);
  if (isRemoved({ text })) return html`<span class="gone">not there</span>`;
  const value = parsed(text);
  const bare = typeof value === "string" && speaksForItself(value);
  return bare ? folded(value, "text") : folded(text, value === undefined ? "text" : "json");
}

/** For one line of a list: never folded, cut where it is long. */
export function shortValue(text: string, most = 120): Html {
  if (!isOpen({ text })) return valueHtml(text);
  const value = parsed(text);
  const [plain, kind] =
    typeof value === "string" && speaksForItself(value) ? ([value, "text"] as const) : ([text, "json"] as const);
  return html`${marked(plain.slice(0, most), kind)}${plain.length > most ? "…" : ""}`;
}

const speaksForItself = (text: string): boolean =>
  text !== "" && !/^[^\S\n]|[^\S\n]$/.test(text) && !/^["([{]/.test(text) && parsed(text) === undefined;

const LENGTH = /^\(secret, (\d{1,9} characters?)\)$/;

const secret = (text: string): Html =>
  html`<span class="secret">${icon("lock", 14)}<span>Secret${LENGTH.exec(text)?.[1] === undefined ? "" : `, ${LENGTH.exec(text)?.[1]}`}. Used by the call, shown to nobody.</span></span>`;

function folded(text: string, kind: "text" | "json"): Html {
  const lines = text.split("\n", LINES + 1);
  if (text.length <= LONG && lines.length <= LINES) return html`<span class="val">${marked(text, kind)}</span>`;
  const start = lines.slice(0, LINES).join("\n").slice(0, START);
  return html`<details class="fold"><summary><span class="val">${marked(start, kind)}…</span><span class="fold-more">Show all ${text.length.toLocaleString("en-US")} characters</span></summary><div class="val fold-all" tabindex="0" role="region" aria-label="The whole value">${marked(text, kind)}</div></details>`;
}
