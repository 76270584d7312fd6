import type { Needed, Voter } from "../../desk/agreement.js";
import type { Shown } from "../../desk/look.js";
import { type Html, html } from "./html.js";
import { avatar } from "./layout.js";
import { proofGiven, proofNeeded } from "./proof.js";
import { brief } from "./time.js";
import { count } from "./words.js";

/** Who must agree, and who has. */
export const stages = ({ agreement, you, message }: Shown, now: number): Html =>
  html`${agreement.map((needed) => stage(needed, { you: you.id, now, over: message.state !== "pending" ? "yes" : "no" }))}`;

interface Seen {
  readonly you: string;
  readonly now: number;
  readonly over: "yes" | "no";
}

const stage = (needed: Needed, seen: Seen): Html =>
  html`<div class="stage"><div class="stage-h"><h3>${needed.who}</h3><span class="muted">${needed.agreed} of ${needed.approve} agreed</span></div>${conditions(needed, seen)}${people(needed, seen)}</div>`;

function conditions({ open, proof }: Needed, { over }: Seen): Html | string {
  if (over === "yes") return "";
  const needs = proofNeeded(proof);
  const says = [
    ...(open === "later" ? ["Opens when the stages above are met."] : []),
    ...(needs ? [`Needs ${needs}.`] : []),
  ];
  return says.length === 0 ? "" : html`<p class="stage-c">${says.join(" ")}</p>`;
}

function people({ people, more }: Needed, seen: Seen): Html {
  if (people === "unknown")
    return html`<p class="stage-c">The directory cannot say now who they are. Nobody is taken for one of them until it can.</p>`;
  if (people.length === 0 && more === 0)
    return html`<p class="stage-c">The directory knows nobody for this place who may answer.</p>`;
  return html`<ul class="people">${people.map((one) => voter(one, seen))}${more > 0 ? html`<li class="muted people-more">and ${count(more, "more person", "more people")}</li>` : ""}</ul>`;
}

const FACES = { approve: "yes", deny: "no", nothing: "open" } as const;

const voter = (one: Voter, { you, now, over }: Seen): Html =>
  html`<li>${avatar(one.name ?? one.id, FACES[one.said])}<span class="people-n">${one.name ?? one.id}${one.id === you ? " (you)" : ""}</span><span class="muted">${said(one, now, over)}</span></li>`;

function said({ said, proof, at }: Voter, now: number, over: "yes" | "no"): string {
  if (said === "nothing") return over === "yes" ? "no answer" : "not yet";
  const how = said === "deny" ? "denied" : proof === undefined ? "approved" : proofGiven(proof);
  return at === undefined ? how : `${how}, ${brief(at, now)}`;
}
