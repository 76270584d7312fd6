import { type Html, html } from "./html.js";
import { icon } from "./icons.js";
import { layout } from "./layout.js";
import type { Frame } from "./model.js";

/** Not found, refused, or an error: said in one place. */
export interface MessagePage {
  /** Of the HTTP answer. */
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

export const messagePage = (frame: Frame, { status, title, text }: MessagePage): string =>
  layout(frame, {
    title,
    main: html`<div class="step"><section class="card" aria-labelledby="msg-h"><div class="card-in msg">
${sign(status)}<div><h1 id="msg-h">${title}</h1><p class="lead">${text}</p>
<p class="actions"><a class="btn" href="${frame.base}/">Go to the inbox</a></p></div>
</div></section><p class="small muted msg-code">HTTP ${status}</p></div>`,
  });

const sign = (status: number): Html =>
  status < 400
    ? html`<span class="msg-i">${icon("info", 22)}</span>`
    : html`<span class="msg-i msg-bad">${icon(status >= 500 ? "warn" : "none", 22)}</span>`;
