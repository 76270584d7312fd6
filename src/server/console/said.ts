import type { RequestMessage } from "../../approval/request-message.js";
import { marked } from "./chips.js";
import { type Html, html, type Part } from "./html.js";
import { icon } from "./icons.js";

/** The agent's own words, in quarantine: dashed, below all facts, and never part of what is approved. */
export function said({ view, session }: RequestMessage): Part {
  const { agentSays, model } = view;
  if (!agentSays && model === undefined && session === undefined) return "";
  return html`<section class="sect" aria-labelledby="out-h"><div class="sect-h"><h2 id="out-h">What was said</h2><span class="small">Recorded, not part of what you approve</span></div>
<figure class="quote"><figcaption class="quote-h">${icon("robot", 14)}<strong>${agentSays ? "Written by the agent" : "Reported by the agent"}</strong>${reported(model, session)} Not checked by anyone.</figcaption>${agentSays ? html`<blockquote class="quote-b">${lines(agentSays)}</blockquote>` : ""}</figure></section>`;
}

function reported(model: string | undefined, session: string | undefined): Part {
  const facts = [
    ...(model === undefined ? [] : [html`model ${marked(model)}`]),
    ...(session === undefined ? [] : [html`session ${marked(session)}`]),
  ];
  return facts.length === 0 ? "" : html`<span>${facts.map((one, at) => html`${at > 0 ? ", " : ""}${one}`)}.</span>`;
}

const lines = (text: string): Html =>
  html`${text.split(/\r\n|\r|\n/).map((line, at) => html`${at > 0 ? html`<br>` : ""}${marked(line)}`)}`;
