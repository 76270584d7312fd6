import { isTooLong, wrongIn } from "./limits.js";
import type { Content, Json } from "./workspace.js";

/** What an HTTP request is answered: an object is JSON. */
export interface Answer {
  readonly status: number;
  readonly body: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}
/** Why content is refused: Slack's error, and what it says of each block. */
export interface Refusal {
  readonly error: string;
  readonly messages?: readonly string[];
}

const LONGEST_TEXT = 40_000;

/**
 * What a body of JSON is to say, or why Slack refuses it. Text above 40,000 characters is cut, as Slack does. Without blocks,
 * attachments and text there is nothing to say.
 */
export function contentOf(body: Json): Content | Refusal {
  const { text = "", blocks = [] } = body;
  if (typeof text !== "string") return { error: "invalid_arguments", messages: ["[ERROR] text must be a string"] };
  if (!Array.isArray(blocks)) return { error: "invalid_blocks_format" };
  const wrong = wrongIn(blocks, "message");
  if (wrong.length > 0) return { error: "invalid_blocks", messages: wrong.map((one) => `[ERROR] ${one}`) };
  if (isTooLong(blocks)) return { error: "msg_blocks_too_long" };
  if (text === "" && blocks.length === 0 && !Array.isArray(body["attachments"])) return { error: "no_text" };
  return { text: text.slice(0, LONGEST_TEXT), blocks };
}
