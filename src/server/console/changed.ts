import { isRemoved } from "../../action/value.js";
import type { Field } from "../../action/view.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { marked } from "./chips.js";
import { type Html, html, type Part } from "./html.js";
import { listed } from "./people.js";
import { valueHtml } from "./value.js";

export interface Heads {
  readonly title: string;
  readonly was: string;
  readonly now: string;
}

/** The arguments of a revision beside those of the one that it replaces. */
export function changed({ view }: Pick<RequestMessage, "view">, { title, was, now }: Heads): Part {
  const [differ, same] = [view.fields.filter(isChanged), view.fields.filter((one) => !isChanged(one))];
  if (differ.length === 0) return "";
  return html`<section class="sect-1" aria-labelledby="diff-h"><div class="sect-h"><h2 id="diff-h">${title}</h2><span class="small">${differ.length} of ${view.fields.length} arguments</span></div>
<div class="card"><table class="diff"><caption class="vh">Changed arguments</caption><thead><tr><th scope="col">Argument</th><th scope="col">${was}</th><th scope="col">${now}</th></tr></thead><tbody>${differ.map(row)}${unchanged(same)}</tbody></table></div></section>`;
}

const isChanged = ({ before }: Field): boolean => before !== undefined;

const row = ({ path, before = "", text }: Field): Html =>
  diffRow(path, before === "" ? ABSENT : valueHtml(before), isRemoved({ text }) ? ABSENT : valueHtml(text));

const ABSENT = html`<span class="gone">not there</span>`;

/** One changed argument: struck out and underlined, not by colour alone, and said to be so. */
export const diffRow = (path: string, was: Html, now: Html): Html =>
  html`<tr><th scope="row">${marked(path)}</th><td><span class="vh">was </span><del>${was}</del></td><td><span class="vh">now </span><ins>${now}</ins></td></tr>`;

/** Names what did not change, up to a line. */
const unchanged = (same: readonly Field[]): Part =>
  same.length === 0
    ? ""
    : html`<tr><th scope="row">${same.length > 8 ? `${same.length} others` : marked(listed(same.map(({ path }) => path)))}</th><td colspan="2" class="same">unchanged</td></tr>`;
