import type { Json } from "../../canonical.js";
import type { Carried } from "../chat/carried.js";
import { calm } from "./calm.js";
import type { Card } from "./card.js";
import { CARD_TYPE } from "./payload.js";

/**
 * What an invoke is answered with: HTTP 200 and this shape, whatever became of it (Teams, Universal Actions: response
 * format). `statusCode`, not `status`: Teams cannot read the latter.
 */
export interface Answered {
  readonly statusCode: 200 | 400 | 500;
  readonly type: string;
  readonly value: Json;
  /** What was pressed, where other people are to see by now what became of it. */
  readonly changed?: Carried;
}

/** A card in the place of the one that was pressed, for this person. */
export const shows = (card: Card): Answered => ({ statusCode: 200, type: CARD_TYPE, value: card });

/** A sentence for this person; the card stays. */
export const tells = (text: string): Answered => ({
  statusCode: 200,
  type: "application/vnd.microsoft.activity.message",
  value: calm(text),
});

const failed = (statusCode: 400 | 500, code: string, message: string): Answered => ({
  statusCode,
  type: "application/vnd.microsoft.error",
  value: { code, message },
});
export const BAD_DATA = failed(400, "BadRequest", "Not recorded. This is none of the buttons of a request.");
export const NOT_KNOWN = failed(500, "Unavailable", "It is not known whether this was recorded. Press again.");
export const SLOW = tells("It takes longer than usual. Look again in a minute; pressing twice does no harm.");

export const responseOf = ({ statusCode, type, value }: Answered): Response =>
  Response.json({ statusCode, type, value }, { headers: { "cache-control": "no-store" } });
