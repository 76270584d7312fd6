import { checkWords } from "../../action/words.js";
import { marked } from "./chips.js";
import { type Html, html } from "./html.js";
import { type IconName, icon } from "./icons.js";
import { crumb, layout } from "./layout.js";
import type { Frame, Logged, LogPage } from "./model.js";
import { moment } from "./time.js";
import { checkWordsHtml, count, hexOf } from "./words.js";

/** What was recorded of one call, and what was found when it was checked. */
export function logPage(frame: Frame, page: LogPage): string {
  const { message } = page.shown;
  const { requestId, view } = message;
  return layout(frame, {
    title: "Log of one call",
    ...(view.environment !== undefined && { environment: view.environment }),
    main: html`<div class="head"><div>${crumb(`${frame.base}/requests/${encodeURIComponent(requestId)}`, marked(view.title))}<h1>Log of one call</h1><p class="lead">Request <span class="mono">${requestId}</span></p></div></div>
${result(page)}
<div class="split"><div class="facts-col">
<section aria-labelledby="ck-h"><h2 id="ck-h" class="vh">Checks</h2><div class="card"><ul class="checks">${page.checks.map(check)}</ul></div></section>
${events(frame, page)}
${linesOf(page)}
</div>
<aside class="rail" aria-label="Check it yourself"><section class="card"><div class="card-in stack"><h2>Check it yourself</h2><p class="small muted">What this page says rests on this server. The log’s own files and the <a href="${frame.base}/keys">public keys</a> do not: they need nothing from here but the open formats.</p><pre class="cmd" tabindex="0" aria-label="Command">npx countersign verify LOG \\
  --key keys.json</pre></div></section>
<section class="card"><div class="card-in stack"><h2>Fingerprint</h2><p>${checkWordsHtml(checkWords(message.digest))}</p><p class="hex">${hexOf(
      message.digest,
    )
      .match(/.{1,8}/g)
      ?.join(" ")}</p></div></section></aside></div>`,
  });
}

type Check = LogPage["checks"][number];
const SIGNS: Record<Check["holds"], readonly [IconName, string]> = {
  yes: ["yes", "holds"],
  no: ["no", "does not hold"],
  unknown: ["none", "not judged"],
};

const check = ({ holds, says }: Check): Html => {
  const [name, word] = SIGNS[holds];
  return html`<li${holds === "yes" ? "" : html` class="check-${holds}"`}>${icon(name)}<span>${marked(says)}</span><span class="how">${word}</span></li>`;
};

function result({ checks, events }: LogPage): Html {
  const bad = checks.some(({ holds }) => holds === "no") || events.some(({ signature }) => signature === "wrong");
  const open = checks.filter(({ holds }) => holds === "unknown").length;
  if (bad)
    return stamped(
      "no",
      "no",
      "Not verified",
      "Do not rely on this record. Keep the files of the log as they are, and tell whoever answers for it.",
    );
  if (checks.length === 0 || events.length === 0)
    return stamped(
      "warn",
      "none",
      "Nothing to check here",
      "This process recorded nothing of this call; another one may have. Its log holds what happened.",
    );
  return open > 0
    ? stamped(
        "warn",
        "none",
        `What could be checked holds; ${count(open, "point is", "points are")} open`,
        "A point is open where this server does not have what would settle it.",
      )
    : stamped("ok", "yes", "Verified", "Checked on this server when this page was made.");
}

const stamped = (kind: string, sign: IconName, title: string, text: string): Html =>
  html`<section class="stamp stamp-${kind}" aria-labelledby="res-h">${icon(sign, 22)}<h2 id="res-h">${title}</h2><p>${text}</p></section>`;

const events = (frame: Frame, { events }: LogPage): Html =>
  html`<section class="sect" aria-labelledby="ev-h"><div class="sect-h"><h2 id="ev-h">Events</h2><span class="small">${events.length}, oldest first, times in UTC</span></div>${events.length === 0 ? html`<p class="muted">None here.</p>` : html`<div class="card scroll" tabindex="0" role="region" aria-label="Events table"><table class="tbl"><caption class="vh">Events of this call</caption><thead><tr><th scope="col">Time</th><th scope="col">Event</th><th scope="col">What happened</th><th scope="col">Proof</th></tr></thead><tbody>${events.map((one) => eventRow(one, frame.now))}</tbody></table></div>`}</section>`;

const PROOFS: Record<Logged["signature"], Html> = {
  signed: html`<span class="tag tag-ok">${icon("yes", 12)}<span>own signature</span></span>`,
  chained: html`<span class="tag">in the chain</span>`,
  wrong: html`<span class="tag tag-danger">${icon("no", 12)}<span>wrong signature</span></span>`,
};

function eventRow({ id, type, time, says, signature }: Logged, now: number): Html {
  const at = new Date(time);
  return html`<tr><td class="nb mono" title="${id}">${Number.isNaN(at.getTime()) ? time : moment(at, now)}</td><td class="nb"><code>${type}</code></td><td>${marked(says)}</td><td class="nb">${PROOFS[signature]}</td></tr>`;
}

/** The lines themselves, as they are in the log. */
const linesOf = ({ events }: LogPage): Html | string =>
  events.length === 0
    ? ""
    : html`<details class="card lines"><summary>The lines as they are in the log</summary><pre class="cmd" tabindex="0" aria-label="Lines of the log">${events.map(
        ({ line }) => html`${line}
`,
      )}</pre></details>`;
