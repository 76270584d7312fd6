import { bound, pathOf } from "./act-form.js";
import { html, type Part } from "./html.js";
import type { Frame, RequestPage } from "./model.js";
import { countdown } from "./time.js";

/** On a phone, at the thumb: the time, Deny in one press, and a way to the form. No approval is here. */
export function dock(frame: Frame, { shown: { message, you } }: RequestPage): Part {
  if (message.state !== "pending" || you.may === "own") return "";
  return html`<form class="dock" method="post" action="${pathOf(frame, message, "decide")}" aria-label="Quick decision">${bound(frame, message)}${countdown(message.expiresAt, frame.now)}<button class="btn btn-deny" name="decision" value="deny">Deny</button><a class="btn btn-solid" href="#decide">Decide</a></form>`;
}
