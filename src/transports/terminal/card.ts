import type { RequestMessage } from "../../approval/request-message.js";
import { box } from "./box.js";
import { cutter, type Detail } from "./cut.js";
import { parts, title } from "./inside.js";
import { deadline, timeLeft } from "./moment.js";
import { outside } from "./outside.js";
import type { Paint } from "./paint.js";
import { columns, filled, inert } from "./text.js";

export interface Card {
  /** None is wider than the face. */
  readonly lines: readonly string[];
  /** Whether something that a decision covers is not in the lines. */
  readonly cut: boolean;
}
export interface Face {
  readonly width: number;
  /** Milliseconds since the epoch, for the time left. */
  readonly now: number;
  readonly paint: Paint;
  readonly detail: Detail;
}

const GRAVE: ReadonlySet<string> = new Set(["money", "destroy", "credential", "execute"]);

/** What people are shown of a request. In the box is exactly what their decision covers. */
export function card(message: RequestMessage, face: Face): Card {
  const cutting = cutter(face.detail);
  const framed = box("WHAT WILL RUN", title(message, face, cutting), parts(message, face, cutting), face);
  return { lines: [...header(message, face), "", ...framed, ...outside(message, face)], cut: cutting.cut() };
}

function header({ kind, view, expiresAt }: RequestMessage, { width, now, paint }: Face): string[] {
  const rule = "─".repeat(width);
  const [name, effect, time] = [
    " countersign ",
    `  ${view.effect.toUpperCase()}  `,
    ` ${timeLeft(expiresAt, now)} (${deadline(expiresAt, now)}) `,
  ];
  const more = [
    "",
    ...(view.environment === undefined ? [] : [inert(view.environment)]),
    ...(kind === "request" ? [] : [kind]),
  ].join("  ");
  const room = width - columns(name + effect + time);
  const start = name + paint(GRAVE.has(view.effect) ? "danger" : "strong", effect);
  const end = paint("strong", time);
  return room > 1 ? [rule, start + filled(more, room) + end, rule] : [rule, start, end, rule];
}
