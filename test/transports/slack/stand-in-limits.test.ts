import type { KnownBlock, ModalView } from "@slack/types";
import { expect, test } from "vitest";
import { wrongIn, wrongInView } from "../../../examples/slack/stand-in/limits.js";
import {
  actions,
  confirmed,
  image,
  input,
  long,
  many,
  mrkdwn,
  option,
  options,
  rich,
  section,
  table,
  url,
} from "./stand-in-blocks.js";
import { button, plain, VIEW } from "./stand-in-cards.js";

type Row = readonly [name: string, most: number, blocks: (size: number) => KnownBlock[], pointer: string];
const ROWS = [
  ["blocks of a message", 50, (n) => many(n, () => ({ type: "divider" })), "/blocks"],
  ["a section's text", 3000, (n) => [section(long(n))], "/blocks/0/text/text"],
  ["mrkdwn", 3000, (n) => [{ type: "section", text: mrkdwn(long(n)) }], "/blocks/0/text/text"],
  ["mrkdwn, escaped", 600, (n) => [{ type: "section", text: mrkdwn("&".repeat(n)) }], "/blocks/0/text/text"],
  ["mrkdwn, in entities", 600, (n) => [{ type: "section", text: mrkdwn("&amp;".repeat(n)) }], "/blocks/0/text/text"],
  ["mrkdwn, stray angles", 750, (n) => [{ type: "section", text: mrkdwn("<".repeat(n)) }], "/blocks/0/text/text"],
  ["plain text, in UTF-16", 1500, (n) => [section("😀".repeat(n))], "/blocks/0/text/text"],
  ["fields", 10, (n) => [{ type: "section", fields: many(n, () => plain("f")) }], "/blocks/0/fields"],
  ["a field", 2000, (n) => [{ type: "section", fields: [plain(long(n))] }], "/blocks/0/fields/0/text"],
  ["a header", 150, (n) => [{ type: "header", text: plain(long(n)) }], "/blocks/0/text/text"],
  ["elements of actions", 25, (n) => [actions(...many(n, (at) => button(`a${at}`)))], "/blocks/0/elements"],
  ["elements of context", 10, (n) => [{ type: "context", elements: many(n, () => plain("c")) }], "/blocks/0/elements"],
  ["markdown", 12_000, (n) => [{ type: "markdown", text: long(n) }], "/blocks/0/text"],
  [
    "markdown of a message",
    12_000,
    (n) => [
      { type: "markdown", text: long(6000) },
      { type: "markdown", text: long(n - 6000) },
    ],
    "/blocks",
  ],
  ["a button's text", 75, (n) => [actions(button("a", { text: plain(long(n)) }))], "/blocks/0/elements/0/text/text"],
  ["a button's value", 2000, (n) => [actions(button("a", { value: long(n) }))], "/blocks/0/elements/0/value"],
  ["a button's URL", 3000, (n) => [actions(button("a", { url: url(n) }))], "/blocks/0/elements/0/url"],
  [
    "a button's label",
    75,
    (n) => [actions(button("a", { accessibility_label: long(n) }))],
    "/blocks/0/elements/0/accessibility_label",
  ],
  ["an action_id", 255, (n) => [actions(button(long(n), { text: plain("a") }))], "/blocks/0/elements/0/action_id"],
  ["a block_id", 255, (n) => [{ type: "divider", block_id: long(n) }], "/blocks/0/block_id"],
  ["confirm's title", 100, (n) => [confirmed({ title: plain(long(n)) })], "/blocks/0/elements/0/confirm/title/text"],
  ["confirm's text", 300, (n) => [confirmed({ text: plain(long(n)) })], "/blocks/0/elements/0/confirm/text/text"],
  ["confirm's yes", 30, (n) => [confirmed({ confirm: plain(long(n)) })], "/blocks/0/elements/0/confirm/confirm/text"],
  ["confirm's no", 30, (n) => [confirmed({ deny: plain(long(n)) })], "/blocks/0/elements/0/confirm/deny/text"],
  [
    "an option's text",
    75,
    (n) => [actions({ type: "checkboxes", options: [option(long(n))] })],
    "/blocks/0/elements/0/options/0/text/text",
  ],
  [
    "an option's value",
    75,
    (n) => [actions({ type: "static_select", options: [option("o", long(n))] })],
    "/blocks/0/elements/0/options/0/value",
  ],
  [
    "an option's description",
    75,
    (n) => [actions({ type: "radio_buttons", options: [option("o", "v", long(n))] })],
    "/blocks/0/elements/0/options/0/description/text",
  ],
  [
    "an option's URL",
    3000,
    (n) => [actions({ type: "overflow", options: [{ ...option("o"), url: url(n) }] })],
    "/blocks/0/elements/0/options/0/url",
  ],
  ["checkboxes", 10, (n) => [actions({ type: "checkboxes", options: options(n) })], "/blocks/0/elements/0/options"],
  [
    "radio buttons",
    10,
    (n) => [actions({ type: "radio_buttons", options: options(n) })],
    "/blocks/0/elements/0/options",
  ],
  ["a menu", 100, (n) => [actions({ type: "static_select", options: options(n) })], "/blocks/0/elements/0/options"],
  ["an overflow menu", 5, (n) => [actions({ type: "overflow", options: options(n) })], "/blocks/0/elements/0/options"],
  ["a placeholder", 150, (n) => [input({}, { placeholder: plain(long(n)) })], "/blocks/0/element/placeholder/text"],
  ["a label", 2000, (n) => [input({ label: plain(long(n)) })], "/blocks/0/label/text"],
  ["a hint", 2000, (n) => [input({ hint: plain(long(n)) })], "/blocks/0/hint/text"],
  ["max_length", 3000, (n) => [input({}, { max_length: n })], "/blocks/0/element/max_length"],
  ["min_length", 3000, (n) => [input({}, { min_length: n })], "/blocks/0/element/min_length"],
  ["an initial value", 3000, (n) => [input({}, { initial_value: long(n) })], "/blocks/0/element/initial_value"],
  [
    "an initial value, by max_length",
    9,
    (n) => [input({}, { initial_value: long(n), max_length: 9 })],
    "/blocks/0/element",
  ],
  ["an image's words", 2000, (n) => [image(long(n), "t")], "/blocks/0/alt_text"],
  ["an image's title", 2000, (n) => [image("a", long(n))], "/blocks/0/title/text"],
  ["preformatted text", 3000, (n) => [rich(long(n))], "/blocks/0/elements/0/elements/0/text"],
  ["rows of a table", 100, (n) => [table(n, 1)], "/blocks/0/rows"],
  ["cells of a row", 20, (n) => [table(1, n)], "/blocks/0/rows/0"],
] as const satisfies readonly Row[];

test.each(ROWS)("%s: %d at most, and one more is named", (_, most, blocks, pointer) => {
  expect(wrongIn(blocks(most), "message")).toEqual([]);
  const wrong = wrongIn(blocks(most + 1), "message");
  expect(wrong).toHaveLength(1);
  expect(wrong[0]).toContain(`[json-pointer:${pointer}]`);
});

const view = (change: Partial<ModalView>): ModalView => ({ ...VIEW, ...change });
const VIEW_ROWS = [
  ["title", 24, (n: number) => view({ title: plain(long(n)) }), "/view/title/text"],
  ["submit", 24, (n: number) => view({ submit: plain(long(n)) }), "/view/submit/text"],
  ["close", 24, (n: number) => view({ close: plain(long(n)) }), "/view/close/text"],
  ["private_metadata", 3000, (n: number) => view({ private_metadata: long(n) }), "/view/private_metadata"],
  ["callback_id", 255, (n: number) => view({ callback_id: long(n) }), "/view/callback_id"],
  ["external_id", 255, (n: number) => view({ external_id: long(n) }), "/view/external_id"],
  ["blocks", 100, (n: number) => view({ blocks: many(n, () => ({ type: "divider" })) }), "/view/blocks"],
] as const;

test.each(VIEW_ROWS)("a modal's %s: %d at most, and one more is named", (_, most, make, pointer) => {
  expect(wrongInView(make(most))).toEqual([]);
  const wrong = wrongInView(make(most + 1));
  expect(wrong).toHaveLength(1);
  expect(wrong[0]).toContain(`[json-pointer:${pointer}]`);
});
