import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { inside } from "./inside.js";
import { outside } from "./outside.js";
import { type Face, type Sheet, sheetOf } from "./sheet.js";
import { columns, filled } from "./text.js";

export interface Card {
  /** None is wider than the face. */
  readonly lines: readonly string[];
  /** Whether something that a decision covers is not in the lines. */
  readonly cut: boolean;
}

const GRAVE: ReadonlySet<string> = new Set(["money", "destroy", "credential", "execute"]);

/** What people are shown of a request. In the box is exactly what their decision covers. */
export function card(message: RequestMessage, face: Face): Card {
  const sheet = sheetOf(face);
  const lines = [...header(message, sheet), "", ...inside(message, sheet), ...outside(message, sheet)];
  return { lines, cut: sheet.cut() };
}

function header({ kind, view, expiresAt }: RequestMessage, { width, now, paint }: Sheet): string[] {
  const rule = "─".repeat(width);
  const [name, effect] = [" countersign ", `  ${view.effect.toUpperCase()}  `];
  const time = ` ${timeLeft(expiresAt.getTime() - now)} (${deadline(expiresAt, now)}) `;
  const environment = view.environment === undefined ? "" : `  ${visible(view.environment)}`;
  const room = width - columns(name + effect + time);
  const start = name + paint(GRAVE.has(view.effect) ? "danger" : "strong", effect);
  const end = paint("strong", time);
  if (room < 2) return [rule, start, end, rule];
  return [rule, start + filled(environment + (kind === "request" ? "" : `  ${kind}`), room) + end, rule];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** In the two largest units. */
function timeLeft(ms: number): string {
  const left = (large: number, unit: string, small: number, rest: string) =>
    `${Math.floor(ms / large)}${unit} ${Math.floor((ms % large) / small)}${rest} left`;
  if (!(ms > 0)) return "time is up";
  if (ms >= DAY) return left(DAY, "d", HOUR, "h");
  return ms >= HOUR ? left(HOUR, "h", MINUTE, "m") : left(MINUTE, "m", 1000, "s");
}

/** In UTC, with its date where that is not today's. */
function deadline(until: Date, now: number): string {
  const iso = until.toISOString();
  const today = new Date(now).toISOString().slice(0, 10);
  return `${iso.startsWith(today) ? "" : `${iso.slice(0, 10)} `}${iso.slice(11, 16)} UTC`;
}
