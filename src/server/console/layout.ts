import { htmlDocument } from "./document.js";
import { type Html, html } from "./html.js";
import { icon, mark } from "./icons.js";
import type { Frame } from "./model.js";

/** One page of the console. */
export interface Page {
  readonly title: string;
  readonly main: Html;
  /** Where the call lands, shown in the bar. */
  readonly environment?: string;
  readonly current?: "inbox";
  /** On a page that follows changes: what it shows now, to be compared with what a fresh copy says. */
  readonly live?: string;
}

export function layout(frame: Frame, page: Page): string {
  const { base } = frame;
  const live = page.live === undefined ? "" : html` data-live="${base}/events" data-mark="${page.live}"`;
  return htmlDocument(
    base,
    page.title,
    html`<a class="skip" href="#main">Skip to content</a>
${bar(frame, page)}
<main class="page" id="main" tabindex="-1"${live}>
<div class="vh" role="status" data-say></div>
${page.main}
</main>`,
  );
}

const bar = (frame: Frame, { environment, current }: Page): Html =>
  html`<header class="bar"><div class="bar-in">
<a class="brand" href="${frame.base}/">${mark()}<span>countersign</span></a>
<nav class="nav" aria-label="Console"><a href="${frame.base}/"${current ? html` aria-current="page"` : ""}>Inbox</a></nav>
<div class="bar-end">${environment === undefined ? "" : placed(environment)}${signedIn(frame)}</div>
</div></header>`;

const placed = (environment: string): Html =>
  html`<span class="env"><svg aria-hidden="true" width="8" height="8" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="currentColor"/></svg><span class="vh">Environment: </span><span class="env-t">${environment}</span></span>`;

const signedIn = ({ base, who, token }: Frame): Html | string =>
  who === undefined
    ? ""
    : html`<span class="who">${avatar(who, "plain")}<span>${who}</span></span>
<form method="post" action="${base}/sign-in/out">${tokenField(token)}<button class="btn btn-quiet btn-small">Sign out</button></form>`;

/** A person by their first letter. */
export function avatar(name: string, kind: "plain" | "yes" | "no" | "open"): Html {
  const [first = "?"] = name.trim();
  return html`<span class="ava ava-${kind}" aria-hidden="true">${first}</span>`;
}

/** What every form of the console sends back, so that no other site can send it. */
export const tokenField = (token: string): Html => html`<input type="hidden" name="token" value="${token}">`;

/** A link back, above the title. */
export const crumb = (href: string, to: Html | string): Html =>
  html`<a class="crumb" href="${href}">${icon("back", 12)}<span>${to}</span></a>`;
