import { EFFECTS } from "../../action/action.js";
import { effectName } from "./effect.js";
import { type Html, html, type Part } from "./html.js";
import { icon } from "./icons.js";
import { grouped } from "./inbox-groups.js";
import { inboxRow } from "./inbox-row.js";
import { layout } from "./layout.js";
import type { Frame, InboxPage } from "./model.js";

const QUEUES: Record<InboxPage["queue"], string> = { mine: "Waiting for you", open: "All open", decided: "Decided" };
const LEADS: Record<InboxPage["queue"], string> = {
  mine: "Calls that are held until you and others answer. Soonest deadline first.",
  open: "Every held call that you may see. Soonest deadline first.",
  decided: "Calls that are over and that you may see. Newest first.",
};

/** What waits, by deadline. Nothing is approved from here: each row leads to its request. */
export function inboxPage(frame: Frame, page: InboxPage): string {
  const { queue, items } = page;
  const count = queue === "mine" && items.length > 0 ? ` (${items.length}${page.next ? "+" : ""})` : "";
  return layout(frame, {
    title: `Inbox${count}`,
    current: "inbox",
    live: "inbox",
    main: html`<div class="head"><div><h1>Inbox</h1><p class="lead">${LEADS[queue]}</p></div></div>
<div class="tools">${tabs(frame, page)}${filter(frame, page)}</div>
<div data-list>${items.length === 0 ? empty(frame, page) : list(frame, page)}</div>`,
  });
}

const tabs = ({ base }: Frame, { queue, items, next }: InboxPage): Html =>
  html`<nav class="tabs" aria-label="Requests">${(["mine", "open", "decided"] as const).map((one) => {
    const count = one === queue ? html` <span class="count" data-count>${items.length}${next ? "+" : ""}</span>` : "";
    return html`<a href="${base}/?queue=${one}"${one === queue ? html` aria-current="page"` : ""}>${QUEUES[one]}${count}</a>`;
  })}</nav>`;

const filter = ({ base }: Frame, { queue, filter: { text, effect } }: InboxPage): Html =>
  html`<form class="filter" method="get" action="${base}/" role="search"><input type="hidden" name="queue" value="${queue}">
<label class="vh" for="text">Filter requests</label><input class="input" id="text" name="text" type="search" value="${text}" placeholder="Filter by action, agent, person" autocomplete="off" maxlength="200">
<label class="vh" for="effect">Effect</label><select class="input" id="effect" name="effect"><option value="">Any effect</option>${EFFECTS.map((one) => html`<option value="${one}"${one === effect ? html` selected` : ""}>${effectName(one)}</option>`)}</select>
<button class="btn">Filter</button></form>`;

function list(frame: Frame, { items, queue, next }: InboxPage): Html {
  const groups = grouped(items, queue, frame.now);
  return html`${groups.map(
    ({ title, items }, at) =>
      html`<section class="group" aria-labelledby="g${at}"><h2 id="g${at}">${title} <span class="count">${items.length}</span></h2><ol class="rows">${items.map((one) => inboxRow(frame, one))}</ol></section>`,
  )}${more(next)}`;
}

const more = (next: string | undefined): Part =>
  next === undefined
    ? ""
    : html`<p class="foot"><span>There is more.</span><a class="btn" href="${next}">Next page</a></p>`;

const EMPTY: Record<InboxPage["queue"], readonly [string, string]> = {
  mine: ["Nothing waits for you", "You will get a message when a call needs your answer."],
  open: ["Nothing is held", "No call that you may see waits for an answer."],
  decided: ["Nothing was decided yet", "Calls that are over and that you may see will be listed here."],
};

function empty({ base }: Frame, { queue, filter }: InboxPage): Html {
  const filtered = filter.text !== "" || filter.effect !== "";
  const [title, text] = filtered
    ? ["Nothing matches the filter", "The filter looks at what this list would show."]
    : EMPTY[queue];
  const [href, label] = filtered
    ? [`${base}/?queue=${queue}`, "Show all of them"]
    : [
        `${base}/?queue=${queue === "mine" ? "open" : "mine"}`,
        queue === "mine" ? "See all open requests" : "See what waits for you",
      ];
  return html`<div class="empty">${icon("inbox", 32)}<h2>${title}</h2><p>${text}</p><p class="actions"><a class="btn" href="${href}">${label}</a></p></div>`;
}
