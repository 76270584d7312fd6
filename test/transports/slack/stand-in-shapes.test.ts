import type { KnownBlock, ModalView } from "@slack/types";
import { expect, test } from "vitest";
import { isTooLong, wrongIn, wrongInView } from "../../../examples/slack/stand-in/limits.js";
import { actions, input, long, many, mrkdwn, option, options, section, table, url } from "./stand-in-blocks.js";
import { button, CARD, VIEW } from "./stand-in-cards.js";

const view = (change: Partial<ModalView>): ModalView => ({ ...VIEW, ...change });

test.each([
  ["an empty text", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
  ["no elements", [actions()], "no less than 1 items allowed [json-pointer:/blocks/0/elements]"],
  [
    "a header in mrkdwn",
    [{ type: "header", text: mrkdwn("h") }],
    "must be one of: plain_text [json-pointer:/blocks/0/text/type]",
  ],
  [
    "a label in mrkdwn",
    [input({ label: mrkdwn("l") })],
    "must be one of: plain_text [json-pointer:/blocks/0/label/type]",
  ],
  [
    "a button in mrkdwn",
    [actions({ ...button("a"), text: mrkdwn("a") } as never)],
    "must be one of: plain_text [json-pointer:/blocks/0/elements/0/text/type]",
  ],
  [
    "a third style",
    [actions(button("a", { style: "default" as never }))],
    "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
  ],
  [
    "no URL",
    [actions(button("a", { url: "not a url" }))],
    "must be a valid URL [json-pointer:/blocks/0/elements/0/url]",
  ],
  ["an unknown block", [{ type: "carousel" }], "unsupported type: carousel [json-pointer:/blocks/0/type]"],
  [
    "a block of an inherited name",
    [{ type: "constructor" }],
    "unsupported type: constructor [json-pointer:/blocks/0/type]",
  ],
  [
    "an input among actions",
    [actions({ type: "plain_text_input" } as never)],
    "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
  ],
  [
    "a button in context",
    [{ type: "context", elements: [button("a")] }],
    "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
  ],
  [
    "an unknown field",
    [{ type: "divider", color: "red" }],
    "invalid additional property: color [json-pointer:/blocks/0]",
  ],
  ["a text that is missing", [{ type: "header" }], "missing required field: text [json-pointer:/blocks/0]"],
  ["a section of nothing", [{ type: "section" }], "must have either text or fields [json-pointer:/blocks/0]"],
  [
    "two blocks of one id",
    [
      { type: "divider", block_id: "b" },
      { type: "divider", block_id: "b" },
    ],
    'block_id "b" already exists [json-pointer:/blocks/1]',
  ],
  [
    "two buttons of one id",
    [actions(button("a"), button("a"))],
    'action_id "a" already exists [json-pointer:/blocks/0]',
  ],
  [
    "what is no option at first",
    [actions({ type: "checkboxes", options: options(1), initial_options: [option("o", "9")] })],
    "an initial option must be one of the options [json-pointer:/blocks/0/elements/0]",
  ],
  [
    "min_length above max_length",
    [input({}, { min_length: 2, max_length: 1 })],
    "min_length must be no more than max_length [json-pointer:/blocks/0/element]",
  ],
  ["two tables", [table(1, 1), table(1, 1)], "only one table allowed [json-pointer:/blocks]"],
  [
    "an image of two places",
    [{ type: "image", image_url: url(30), slack_file: { id: "F1" }, alt_text: "a" }],
    "must have either image_url or slack_file [json-pointer:/blocks/0]",
  ],
  ["no array", { type: "divider" }, "must be an array [json-pointer:/blocks]"],
])("%s is refused in a message", (_, blocks, says) => expect(wrongIn(blocks, "message")).toEqual([says]));

test("one action_id may stand in two blocks", () =>
  expect(wrongIn([actions(button("v")), actions(button("v"))], "message")).toEqual([]));

test("a link in mrkdwn is counted as it is written", () => {
  const link = `<${url(30)}|${long(2968)}>`;
  expect(link).toHaveLength(3001);
  expect(wrongIn([{ type: "section", text: mrkdwn(link.slice(0, 2999).concat(">")) }], "message")).toEqual([]);
});

test.each([
  ["a markdown block", view({ blocks: [{ type: "markdown", text: "m" } as KnownBlock] }), "unsupported type: markdown"],
  ["inputs without submit", (({ submit: _, ...rest }) => rest)(VIEW), "missing required field: submit"],
  ["no title", (({ title: _, ...rest }) => rest)(VIEW), "missing required field: title"],
  ["a home view", { ...VIEW, type: "home" }, "must be one of: modal"],
])("%s is refused in a modal", (_, given, says) => {
  expect(wrongInView(given)).toHaveLength(1);
  expect(wrongInView(given)[0]).toContain(says);
});

test("a card and a modal of every day are right", () => {
  expect(wrongIn(CARD, "message")).toEqual([]);
  expect(wrongInView(VIEW)).toEqual([]);
});

test("a message has 13,000 characters of text at most", () => {
  const blocks = [...many(4, () => section(long(3000))), section(long(1000))];
  expect(isTooLong(blocks)).toBe(false);
  expect(isTooLong([...blocks, section("x")])).toBe(true);
});

test("a long hostile text is measured in no time", () => {
  const started = performance.now();
  for (const mark of ["<", "&", "<a", "&amp", ">"])
    expect(wrongIn([{ type: "section", text: mrkdwn(mark.repeat(50_000)) }], "message")).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(5000);
});
