import { foreignIn, isOpen, isRemoved, meantIn } from "../../action/value.js";
import type { Field, View } from "../../action/view.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { State } from "../../approval/state.js";
import { marked } from "./chips.js";
import { type Html, html, type Part } from "./html.js";
import { icon } from "./icons.js";
import { valueHtml } from "./value.js";
import { checkWordsHtml, count, hexOf } from "./words.js";

const HEADS: Record<State, readonly [string, string]> = {
  pending: ["What will run", "Your decision covers everything in this box and nothing outside it."],
  approved: ["What will run", "Exactly what was approved."],
  executing: ["What is running", "Exactly what was approved."],
  succeeded: ["What ran", "Exactly what was approved."],
  failed: ["What ran and failed", "Exactly what was approved."],
  unknown: ["What was started", "Exactly what was approved."],
  denied: ["What was denied", "None of it ran."],
  expired: ["What was asked", "None of it ran."],
  cancelled: ["What was asked", "None of it ran."],
};

/** The box: what the digest binds of the call, and nothing else. */
export function seal(message: RequestMessage, words: string): Html {
  const [title, says] = HEADS[message.state];
  return html`<section class="seal" aria-labelledby="seal-h">
<div class="seal-top">${icon("lock", 14)}<h2 id="seal-h">${title}</h2><span>${says}</span></div>
${facts(message)}
${argumentsIn(message.view)}
${fingerprint(message.digest, words)}
</section>`;
}

const facts = ({ action, view }: RequestMessage): Html =>
  html`<dl class="facts"><dt>Action</dt><dd><code>${action}</code></dd>${actors(view)}${
    view.environment === undefined ? "" : html`<dt>Environment</dt><dd>${marked(view.environment)}</dd>`
  }${view.datasets.length === 0 ? "" : html`<dt>Data</dt><dd>${view.datasets.map((name, at) => html`${at > 0 ? ", " : ""}${marked(name)}`)}</dd>`}</dl>`;

type Actor = View["actors"][number];
const BEHIND: Record<Actor["role"], string> = {
  user: "",
  delegator: "on whose behalf",
  agent: "agent",
  owner: "owns the agent",
  author: "changed it",
};
const ORDER: readonly Actor["role"][] = ["delegator", "user", "agent", "owner", "author"];

/** From the person who asked to the agent that calls, then those who answer for it. */
function actors({ actors }: View): Html | string {
  const chain = ORDER.flatMap((role) => actors.filter((one) => one.role === role));
  if (chain.length === 0) return "";
  return html`<dt>Asked by</dt><dd><ol class="chain">${chain.map((one) => actor(one))}</ol></dd>`;
}

const actor = ({ role, name }: Actor): Html =>
  html`<li${role === "owner" || role === "author" ? html` class="beside"` : ""}><strong>${marked(name)}</strong>${BEHIND[role] === "" ? "" : html` <span class="muted">${BEHIND[role]}</span>`}</li>`;

/** One table, critical arguments first as the view has them. What only an earlier revision had does not run and is not here. */
function argumentsIn({ fields, complete }: View): Html {
  const rows = fields.filter((field) => !isRemoved(field));
  const meant = new Set(meantIn({ fields }));
  if (rows.length === 0)
    return html`<p class="args-none">${complete ? "It has no arguments." : "No argument is shown here."}</p>`;
  return html`<table class="args"><caption class="vh">Arguments${complete ? ", complete" : ", not complete"}</caption><thead><tr><th scope="col">Argument</th><th scope="col">Value</th></tr></thead><tbody>${rows.map((field) => row(field, meant))}</tbody></table>`;
}

const row = (field: Field, meant: ReadonlySet<Field>): Html =>
  html`<tr${field.critical ? html` class="crit"` : ""}><th scope="row">${marked(field.path)}${field.critical ? html`<span class="vh"> (critical)</span>` : ""}</th><td>${valueHtml(field.text)}${was(field)}${flag(field)}${meant.has(field) ? foreign(field) : ""}</td></tr>`;

function was({ before }: Field): Part {
  if (before === undefined) return "";
  if (before === "") return html`<p class="meta">Not there before this revision.</p>`;
  return html`<p class="meta">Was <del>${valueHtml(before)}</del></p>`;
}

const flag = ({ note, text }: Field): Part => (note === undefined || !isOpen({ text }) ? "" : flagged(note));

function foreign(field: Field): Part {
  const found = foreignIn(field);
  return found === undefined ? "" : flagged(found);
}

const flagged = (text: string): Html => html`<p class="flag">${icon("warn", 13)}<span>${text}</span></p>`;

function fingerprint(digest: string, words: string): Html {
  const hex = hexOf(digest);
  const groups = hex.match(/.{1,8}/g)?.join(" ") ?? digest;
  return html`<div class="print"><span class="print-l">Check words</span>${checkWordsHtml(words)}<span class="hex">${hex.slice(0, 8)}…</span></div>
<details class="more"><summary>Full fingerprint, and how to compare it</summary><div class="stack"><p class="hex">${groups}</p><p class="small muted">Every card of this revision, in chat and in the terminal, shows the same four words. If yours differ, deny. The words help people compare; the machine always compares all ${count(hex.length, "character")}.</p></div></details>`;
}
