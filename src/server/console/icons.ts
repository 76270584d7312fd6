import { type Html, html } from "./html.js";

const PATHS = {
  back: html`<path d="M9.7 3.5 5.2 8l4.5 4.5"/>`,
  next: html`<path d="M6.3 3.5 10.8 8l-4.5 4.5"/>`,
  lock: html`<rect x="3" y="7" width="10" height="6.7" rx="1.3"/><path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2"/>`,
  warn: html`<path d="M8 2.2 14.6 13.6H1.4zM8 6.4v3.4M8 11.6v.1"/>`,
  yes: html`<circle cx="8" cy="8" r="6.25"/><path d="m5.2 8.2 2 2 3.8-4.2"/>`,
  no: html`<circle cx="8" cy="8" r="6.25"/><path d="m5.7 5.7 4.6 4.6M10.3 5.7l-4.6 4.6"/>`,
  none: html`<circle cx="8" cy="8" r="6.25"/><path d="M5.4 8h5.2"/>`,
  info: html`<circle cx="8" cy="8" r="6.25"/><path d="M8 7.3v3.6M8 5v.1"/>`,
  clock: html`<circle cx="8" cy="8" r="6.25"/><path d="M8 4.4V8l2.4 1.6"/>`,
  person: html`<circle cx="8" cy="5.4" r="2.7"/><path d="M2.8 13.6c.5-2.8 2.6-4.2 5.2-4.2s4.7 1.4 5.2 4.2"/>`,
  robot: html`<rect x="2.8" y="5.2" width="10.4" height="7.6" rx="1.8"/><path d="M8 5V2.6M5.9 8.4v1.2M10.1 8.4v1.2"/>`,
  change: html`<path d="M3 5.5h9.5L10 3M13 10.5H3.5L6 13"/>`,
  inbox: html`<path d="M2 9.5 3.8 3h8.4L14 9.5V13H2zM2 9.5h3.7l.9 1.7h2.8l.9-1.7H14"/>`,
  key: html`<path d="M4.2 11.8C4.8 10.5 5 9.4 5 8a3 3 0 0 1 6 0c0 2-.3 3.8-1 5.6M8 8c0 2.4-.5 4.3-1.5 6M2.6 9.2c.2-.8.2-1.3.2-1.7A5.2 5.2 0 0 1 11.5 3.7M13.1 6.5c.2 1.5.1 3-.2 4.5"/>`,
  read: html`<path d="M1.5 8S4 3.7 8 3.7 14.5 8 14.5 8 12 12.3 8 12.3 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="1.9"/>`,
  write: html`<path d="m3 13 .7-3L10.9 2.9l2.3 2.3-7.1 7.1zM9.4 4.4l2.3 2.3"/>`,
  message: html`<path d="M2 3.5h12v8.2H6.2L3.4 14v-2.3H2z"/>`,
  share: html`<path d="M9.5 2.5h4v4M13.5 2.5 8 8M7 3.5H3V13h9.5V9.5"/>`,
  money: html`<circle cx="8" cy="8" r="6.25"/><path d="M8 4.5v7M10 6.2c-.4-.7-1.1-1-2-1-1.2 0-2 .6-2 1.4 0 2 4 .9 4 2.9 0 .8-.8 1.4-2 1.4-.9 0-1.7-.4-2-1.1"/>`,
  destroy: html`<path d="M2.5 4.5h11M6 4.5V2.8h4v1.7M4 4.5l.6 8.7h6.8l.6-8.7M6.7 7v3.8M9.3 7v3.8"/>`,
  credential: html`<circle cx="5.2" cy="10.8" r="2.9"/><path d="M7.4 8.7 13 3M11 5l2 2M9.3 6.7l1.5 1.5"/>`,
  execute: html`<rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1.5"/><path d="m4.6 6 2 2-2 2M8.3 10.2h3"/>`,
} as const;

export type IconName = keyof typeof PATHS;

/** A line icon: always beside words, so that it says nothing to a screen reader. `size` in pixels. */
export const icon = (name: IconName, size = 16): Html =>
  html`<svg aria-hidden="true" width="${size}" height="${size}" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">${PATHS[name]}</svg>`;

/** The sign of the console. */
export const mark = (size = 20): Html =>
  html`<svg aria-hidden="true" width="${size}" height="${size}" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"><path d="M2 11.2 5.2 14.4 11.4 6.8M8.6 13.2 9.8 14.4 16 6.8"/><path d="M2 18h16" stroke-width="1.3"/></svg>`;
