import type { View } from "../../action/view.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { marked } from "./chips.js";
import { cuesOf } from "./cues.js";
import { effectTag } from "./effect.js";
import { type Html, html, type Part } from "./html.js";
import { icon } from "./icons.js";
import type { Frame } from "./model.js";
import { ended } from "./state-words.js";
import { countdown, minuteOf } from "./time.js";

/** One request in a list. The whole row is one link, and nothing in it decides. */
export const inboxRow = (frame: Frame, message: RequestMessage): Html =>
  html`<li class="row">${effectTag(message.view.effect)}
<div class="row-b"><a class="row-t" href="${frame.base}/requests/${encodeURIComponent(message.requestId)}">${marked(message.view.title)}</a>
<p class="row-m">${about(message)}</p>${cues(message)}</div>
<div class="row-who">${agreed(message)}</div>
<div class="row-due">${message.state === "pending" ? left(message, frame.now) : result(message, frame.now)}</div></li>`;

function about({ action, view, session }: RequestMessage): Html {
  const [agent, user] = [named(view, "agent"), named(view, "user") ?? named(view, "delegator")];
  const parts = [
    action,
    ...(agent === undefined ? [] : [user === undefined ? agent : `${agent} for ${user}`]),
    ...(session === undefined ? [] : [`session ${session}`]),
  ];
  return html`${parts.map((one, at) => html`${at > 0 ? " · " : ""}${marked(one)}`)}`;
}

const named = ({ actors }: View, role: View["actors"][number]["role"]): string | undefined =>
  actors.find((one) => one.role === role)?.name;

function cues(message: RequestMessage): Part {
  const found = cuesOf(message).slice(0, 2);
  if (found.length === 0) return "";
  return html`<ul class="row-c">${found.map(
    ({ kind, sign, text }) => html`<li class="tag tag-${kind}">${sign ? icon(sign, 12) : ""}<span>${text}</span></li>`,
  )}</ul>`;
}

const PIPS = 8;

function agreed({ needed, agreed }: RequestMessage): Html {
  const pips = Array.from({ length: Math.min(PIPS, needed) }, (_, at) =>
    at < agreed ? html`<span class="pip pip-yes"></span>` : html`<span class="pip"></span>`,
  );
  return html`<div class="pips" aria-hidden="true">${pips}</div><span>${agreed} of ${needed} agreed</span>`;
}

const left = ({ expiresAt }: RequestMessage, now: number): Html =>
  html`${countdown(expiresAt, now)}<span class="muted">left</span>`;

const result = ({ state, openedAt }: RequestMessage, now: number): Html =>
  html`<span class="due">${ended(state)}</span><span class="muted">${minuteOf(openedAt, now)}</span>`;
