import { htmlDocument } from "./document.js";
import { type Html, html } from "./html.js";
import { mark } from "./icons.js";

/** One card in the middle of a page that stands outside the console. */
export interface Solo {
  /** Path of the handler, without a slash at its end. */
  readonly base: string;
  readonly title: string;
  readonly body: Html;
  readonly foot?: Html;
}

export const solo = ({ base, title, body, foot }: Solo): string =>
  htmlDocument(
    base,
    title,
    html`<main class="solo" id="main"><div class="solo-card"><section class="card" aria-labelledby="solo-h"><div class="card-in">
<span class="brand">${mark(24)}<span>countersign</span></span>
<h1 id="solo-h">${title}</h1>
${body}
</div></section></div>${foot === undefined ? "" : html`<p class="solo-foot">${foot}</p>`}</main>`,
  );
