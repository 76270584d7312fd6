import { type Html, html } from "./html.js";
import { type IconName, icon } from "./icons.js";
import type { Notice } from "./model.js";
import { sentence } from "./sentence.js";

const SIGNS: Record<Notice["kind"], IconName> = { ok: "yes", warn: "change", danger: "no" };
const STAMPS: Record<Notice["kind"], string> = { ok: "ok", warn: "warn", danger: "no" };

/** What became of what the person just did. */
export const noticeHtml = ({ kind, title, text }: Notice): Html =>
  html`<section class="stamp stamp-${STAMPS[kind]}" role="${kind === "ok" ? "status" : "alert"}" aria-labelledby="notice-h">${icon(SIGNS[kind], 22)}<h2 id="notice-h">${title}</h2><p>${sentence(text)}</p></section>`;
