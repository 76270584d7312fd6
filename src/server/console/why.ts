import type { Shown } from "../../desk/look.js";
import { marked } from "./chips.js";
import { type Html, html, type Part } from "./html.js";
import { icon } from "./icons.js";
import { listed } from "./people.js";

/** The first reason, short, beside the title: seen without scrolling. */
export function whyShort({ message }: Shown): Part {
  const [first, ...others] = message.view.because;
  if (first === undefined) return "";
  const more = others.length === 0 ? "" : html` <a href="#why-h">and ${others.length} more</a>`;
  return html`<p class="lead lead-why">${marked(first.slice(0, 240))}${first.length > 240 ? "…" : ""}${more}</p>`;
}

/** The verdict explained, who is still needed, and how the one who reads comes into it. */
export const why = ({ message, you, agreement }: Shown): Html =>
  html`<section class="sect" aria-labelledby="why-h"><h2 id="why-h">${heading({ message, you })}</h2><ul class="why">
${message.view.because.map((reason) => point("y", "clock", marked(reason)))}
${message.why === "" ? "" : point("y", "clock", marked(message.why))}
${message.state === "pending" ? point("s", "person", html`${yours({ you, agreement })}`) : ""}
</ul></section>`;

const heading = ({ message, you }: Pick<Shown, "message" | "you">): string => {
  if (message.state !== "pending") return "Why people were asked";
  return you.may === "own" ? "Why people are asked" : "Why you are asked";
};

const point = (kind: "y" | "s", name: "clock" | "person", text: Html): Html =>
  html`<li><span class="${kind}">${icon(name)}</span><p>${text}</p></li>`;

function yours({ you, agreement }: Pick<Shown, "you" | "agreement">): string {
  if (you.may === "own")
    return "You are one of this call’s own people, or wrote a revision of it: someone else must decide.";
  const places = agreement.filter(({ people }) => people !== "unknown" && people.some(({ id }) => id === you.id));
  return places.length === 0
    ? "You may decide this: the rule names you or a group of yours."
    : `You may decide this as one of ${listed(places.map(({ who }) => who))}.`;
}
