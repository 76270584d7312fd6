import { visible } from "../../action/hidden.js";

// Letters, digits, spaces and the signs that mean nothing in Markdown, in links, in mentions and in macros.
const OTHER = /[^\p{L}\p{M}\p{N} .,:;'?()\u2026-]/gu;
// A dot within a name would make a link of it; one in a number or at an end does not.
const LINKING = /\.(?=\p{L})/gu;
const LONGEST = 600;

/** A text for places where Teams reads Markdown: what could mean something there is a space. */
export function calm(text: string): string {
  const plain = visible(text)
    .slice(0, 2 * LONGEST)
    .replace(OTHER, " ")
    .replace(LINKING, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  const characters = [...plain];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : plain;
}
