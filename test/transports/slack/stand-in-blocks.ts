import type { KnownBlock, PlainTextInput } from "@slack/types";
import { button, plain } from "./stand-in-cards.js";

export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
export const long = (length: number) => "x".repeat(length);
export const url = (length: number) => `https://x.example/${long(length - 18)}`;
export const mrkdwn = (text: string) => ({ type: "mrkdwn", text }) as const;
export const section = (text: string): KnownBlock => ({ type: "section", text: plain(text) });
export const actions = (...elements: (KnownBlock & { type: "actions" })["elements"]): KnownBlock => ({
  type: "actions",
  elements,
});
export const confirmed = (more: object): KnownBlock =>
  actions(button("a", { confirm: { text: plain("Sure?"), ...more } }));
export const input = (more: object, element: Partial<PlainTextInput> = {}): KnownBlock => ({
  type: "input",
  label: plain("Label"),
  ...more,
  element: { type: "plain_text_input", action_id: "v", ...element },
});
export const option = (text: string, value = "v", description = "d") => ({
  text: plain(text),
  value,
  description: plain(description),
});
export const options = (count: number) => many(count, (at) => option("o", String(at)));
export const rich = (text: string): KnownBlock => ({
  type: "rich_text",
  elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text }] }],
});
export const table = (rows: number, cells: number): KnownBlock => ({
  type: "table",
  rows: many(rows, () => many(cells, () => ({ type: "raw_text", text: "c" }) as const)),
});
export const image = (alt: string, title: string): KnownBlock => ({
  type: "image",
  image_url: url(30),
  alt_text: alt,
  title: plain(title),
});
