import type { RequestMessage } from "../../approval/request-message.js";
import { type Json, type JsonObject, utf8 } from "../../canonical.js";

// Together with the frame of the event they stay below MOST_BYTES. The view has its own, so that whether it is cut depends on
// nothing else: it is the same when the message is sent and when its answer comes.
const VIEW_BYTES = 14_000;
const REST_BYTES = 5_500;

interface Most {
  readonly characters: number;
  readonly items: number;
}
/** Tried one after another until a value fits. */
const STEPS: readonly Most[] = [
  { characters: 4000, items: 100 },
  { characters: 1000, items: 40 },
  { characters: 200, items: 12 },
  { characters: 60, items: 3 },
];

/** Whether people who get this message see all of the view. */
export const isWhole = ({ view }: RequestMessage): boolean =>
  view.complete && fits(view as unknown as Json, VIEW_BYTES);

/** The message as JSON, cut where it is too long: then its view says that it is not complete. */
export function fitting(message: RequestMessage): JsonObject {
  const { view, requestId, url, ...others } = message;
  const shown = plainly(view);
  return {
    requestId,
    ...(url !== undefined && { url }),
    ...cut(plainly(others), REST_BYTES),
    view: isWhole(message) ? shown : { ...cut(shown, VIEW_BYTES), complete: false },
  };
}

const plainly = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

const fits = (value: Json, bytes: number): boolean => utf8(JSON.stringify(value)).length <= bytes;

function cut(value: JsonObject, bytes: number): JsonObject {
  let shorter = value;
  for (const most of STEPS) {
    if (fits(shorter, bytes)) return shorter;
    shorter = shortened(value, most) as JsonObject;
  }
  return fits(shorter, bytes) ? shorter : (shortened(value, { characters: 20, items: 0 }) as JsonObject);
}

function shortened(value: Json, most: Most): Json {
  if (typeof value === "string") return clipped(value, most.characters);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, most.items).map((item) => shortened(item, most));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item, most)]));
}

/** Its first characters, and how many are missing. No character is cut in two. */
function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}\u2026 (${text.length - end} more characters)`;
}
