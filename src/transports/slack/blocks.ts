import type {
  ActionsBlock,
  Button,
  Checkboxes,
  ContextBlock,
  HeaderBlock,
  InputBlock,
  PlainTextElement,
  PlainTextInput,
  RichTextBlock,
  SectionBlock,
} from "@slack/types";
import { cut } from "./text.js";

/** The longest texts that Slack takes (docs.slack.dev, Block Kit reference). */
export const MOST = {
  header: 150,
  text: 3000,
  field: 2000,
  fields: 10,
  context: 10,
  button: 75,
  label: 2000,
  id: 255,
  view: 24,
  option: 75,
  typed: 3000,
} as const;

/** A text in which Slack interprets nothing, cut to a length. An empty one would be refused. */
export const plain = (text: string, most: number): PlainTextElement => ({
  type: "plain_text",
  text: text.trim() === "" ? "(empty)" : cut(text, most),
  emoji: false,
});

export const header = (text: string): HeaderBlock => ({ type: "header", text: plain(text, MOST.header) });

/** All of it is shown at once, without a "see more". */
export const section = (text: string): SectionBlock => ({
  type: "section",
  text: plain(text, MOST.text),
  expand: true,
});

/** Side by side; each has a name and what it is. */
export const fields = (...named: readonly (readonly [name: string, text: string])[]): SectionBlock => ({
  type: "section",
  fields: named.slice(0, MOST.fields).map(([name, text]) => plain(`${name}\n${text}`, MOST.field)),
});

export const context = (texts: readonly string[]): ContextBlock => ({
  type: "context",
  elements: texts.slice(0, MOST.context).map((text) => plain(text, MOST.text)),
});

/** Under a heading, lines that keep their columns. */
export const lines = (heading: string, text: string): RichTextBlock => ({
  type: "rich_text",
  elements: [
    { type: "rich_text_section", elements: [{ type: "text", text: heading, style: { bold: true } }] },
    { type: "rich_text_preformatted", elements: [{ type: "text", text: plain(text, MOST.text).text }] },
  ],
});

export const button = (
  action: string,
  text: string,
  more: Pick<Button, "value" | "url" | "style" | "accessibility_label">,
): Button => ({
  type: "button",
  action_id: action,
  text: plain(text, MOST.button),
  ...more,
});

export const actions = (elements: readonly Button[], id?: string): ActionsBlock => ({
  type: "actions",
  ...(id !== undefined && { block_id: cut(id, MOST.id) }),
  elements: [...elements],
});

interface Labelled {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly must: "required" | "optional";
}

/** Every element of a form answers under this name. */
const ELEMENT = "v";

export const typing = (
  { id, label, hint, must }: Labelled,
  more: Pick<PlainTextInput, "initial_value" | "multiline" | "max_length">,
): InputBlock => ({
  type: "input",
  block_id: id,
  optional: must === "optional",
  label: plain(label, MOST.label),
  ...(hint !== undefined && { hint: plain(hint, MOST.label) }),
  element: { type: "plain_text_input", action_id: ELEMENT, ...more },
});

/** One box to tick. */
export const ticking = ({ id, label, must }: Labelled, option: string): InputBlock => {
  const element: Checkboxes = {
    type: "checkboxes",
    action_id: ELEMENT,
    options: [{ text: plain(option, MOST.option), value: "yes" }],
  };
  return { type: "input", block_id: id, optional: must === "optional", label: plain(label, MOST.label), element };
};
