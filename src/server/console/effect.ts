import type { Effect } from "../../action/action.js";
import { type Html, html } from "./html.js";
import { icon } from "./icons.js";

const RISK: Record<Effect, "low" | "mid" | "high"> = {
  read: "low",
  write: "low",
  message: "mid",
  share: "mid",
  execute: "mid",
  money: "high",
  destroy: "high",
  credential: "high",
};

/** `Money`. */
export const effectName = (effect: Effect): string => `${effect.slice(0, 1).toUpperCase()}${effect.slice(1)}`;

/** What the call does to the world: a colour never without its icon and word. */
export const effectTag = (effect: Effect): Html =>
  html`<span class="effect effect-${RISK[effect]}">${icon(effect)}<span>${effectName(effect)}</span></span>`;
