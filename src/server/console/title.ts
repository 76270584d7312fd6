import type { RequestMessage } from "../../approval/request-message.js";
import { marked } from "./chips.js";
import { effectTag } from "./effect.js";
import { type Html, html, type Part } from "./html.js";

/** What the call is, in the action's own sentence. */
export const title = ({ view, revision, requestId }: RequestMessage, under: Part = ""): Html =>
  html`<div class="title"><div class="title-meta">${effectTag(view.effect)}<span>revision ${revision}</span><span class="mono title-id">${requestId}</span></div><h1>${marked(view.title)}</h1>${under}</div>`;
