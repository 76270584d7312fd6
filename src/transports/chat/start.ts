import { visible } from "../../action/hidden.js";

/** No card has room for more, so nothing is spent on the rest. */
const LONGEST = 30_000;

/** A text, or the start of one that no card holds. */
export const startOf = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Somebody else's text as a card may show it: nothing in it hides or steers. */
export const said = (text: string): string => visible(startOf(text));
