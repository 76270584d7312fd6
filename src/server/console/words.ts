import { fromBase64url, toHex } from "../../canonical.js";
import { type Html, html } from "./html.js";

/** `2 people`. */
export const count = (many: number, one: string, more = `${one}s`): string => `${many} ${many === 1 ? one : more}`;

/** The four words that stand for a digest. */
export const checkWordsHtml = (words: string): Html =>
  html`<span class="print-w">${words.split(" ").map((word, at) => html`${at > 0 ? html` <i aria-hidden="true">·</i> ` : ""}<span>${word}</span>`)}</span>`;

/** The digest in hexadecimal; empty for what is none. */
export function hexOf(digest: string): string {
  try {
    return toHex(fromBase64url(digest));
  } catch {
    return "";
  }
}
