import { marked } from "./chips.js";
import { type Html, html } from "./html.js";

/** A sentence of the desk's. What it puts between backticks is a name, and stands as one. */
export function sentence(text: string): Html {
  const pieces = text.split("`");
  if (pieces.length % 2 === 0) return marked(text);
  return html`${pieces.map((piece, at) => (at % 2 === 0 ? marked(piece) : html`<code>${marked(piece)}</code>`))}`;
}
