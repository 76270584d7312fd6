import { type Html, html } from "./html.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SOON = 15 * MINUTE;
const NOW = 5 * MINUTE;

/** In the two largest units: `12m 20s`. The script counts down in the same words. */
export function timeLeft(ms: number): string {
  const two = (large: number, unit: string, small: number, rest: string): string =>
    `${Math.floor(ms / large)}${unit} ${String(Math.floor((ms % large) / small)).padStart(2, "0")}${rest}`;
  if (!(ms > 0)) return "time is up";
  if (ms >= DAY) return two(DAY, "d", HOUR, "h");
  return ms >= HOUR ? two(HOUR, "h", MINUTE, "m") : two(MINUTE, "m", SECOND, "s");
}

export type Urgency = "later" | "soon" | "now";
export const urgency = (ms: number): Urgency => (ms <= NOW ? "now" : ms <= SOON ? "soon" : "later");

/** Counts down where scripts run; without them it says what was left when the page was made. */
export const countdown = (until: Date, now: number): Html => {
  const ms = until.getTime() - now;
  return html`<strong class="due due-${urgency(ms)}" data-left="${Math.max(0, Math.floor(ms / SECOND))}">${timeLeft(ms)}</strong>`;
};

/** How much of the time is used up. */
export function timeBar(from: Date, until: Date, now: number): Html {
  const all = Math.max(1, Math.floor((until.getTime() - from.getTime()) / SECOND));
  const rest = Math.min(all, Math.max(0, Math.floor((until.getTime() - now) / SECOND)));
  return html`<progress class="p-${urgency(until.getTime() - now)}" max="${all}" value="${rest}" aria-label="Time left to decide">${timeLeft(rest * SECOND)}</progress>`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `22 Nov 2026`, in UTC. */
export const day = (at: Date): string => `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
export const sameDay = (at: Date, now: number): boolean => day(at) === day(new Date(now));

/** `14:34 UTC`, with its date where that is not today's. */
export const minuteOf = (at: Date, now: number): string =>
  `${sameDay(at, now) ? "" : `${day(at)}, `}${at.toISOString().slice(11, 16)} UTC`;

/** `14:34`, or the date where that is not today's. */
export const brief = (at: Date, now: number): string => (sameDay(at, now) ? at.toISOString().slice(11, 16) : day(at));

/** To the second, in UTC, with its date where that is not today's. */
export const moment = (at: Date, now: number): Html =>
  html`<time datetime="${at.toISOString()}">${sameDay(at, now) ? "" : `${day(at)} `}${at.toISOString().slice(11, 19)}</time>`;
