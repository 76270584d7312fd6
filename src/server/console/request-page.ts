import { changed } from "./changed.js";
import { compared } from "./compared.js";
import { decisionRail } from "./decision-rail.js";
import { dock } from "./dock.js";
import { html, type Part } from "./html.js";
import { icon } from "./icons.js";
import { crumb, layout } from "./layout.js";
import type { Frame, RequestPage } from "./model.js";
import { noticeHtml } from "./notice.js";
import { said } from "./said.js";
import { seal } from "./seal.js";
import { stamp } from "./stamp.js";
import { timeline } from "./timeline.js";
import { title } from "./title.js";
import { why, whyShort } from "./why.js";

/** One request: the facts in reading order, and the decision beside them. */
export function requestPage(frame: Frame, page: RequestPage): string {
  const { message, agreement } = page.shown;
  const { view, revision, state } = message;
  const answers = agreement.map(({ agreed }) => agreed).join(",");
  return layout(frame, {
    title: view.title,
    ...(view.environment !== undefined && { environment: view.environment }),
    live: `${message.digest} ${revision} ${state} ${answers}`,
    main: html`${crumb(`${frame.base}/`, "Inbox")}
<div class="split${state === "pending" ? "" : " spent"}"><div class="facts-col">
${title(message, whyShort(page.shown))}
${page.notice ? noticeHtml(page.notice) : ""}
<div data-changed hidden></div>
${stamp(frame, page.shown)}
${notComplete(page)}
${changed(message, { title: `What changed in revision ${revision}`, was: `Revision ${revision - 1}`, now: `Revision ${revision}, now` })}
${seal(message, page.words)}
${state === "pending" ? compared(frame.base, page.shown, page.earlier) : ""}
${why(page.shown)}
${said(message)}
${timeline(frame, page.shown)}
</div>
${decisionRail(frame, page)}</div>
${dock(frame, page)}`,
  });
}

/** A view that was cut to fit: nobody approves what they cannot see. */
const notComplete = ({ shown: { message } }: RequestPage): Part =>
  message.view.complete
    ? ""
    : html`<section class="note note-warn" aria-labelledby="cut-h">${icon("warn")}<h2 id="cut-h">Not everything is shown</h2><p>Parts of this call were cut to fit. Approve is offered only where everything is shown: here you can deny.</p></section>`;
