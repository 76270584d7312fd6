import type { KnownBlock, ModalView } from "@slack/types";
import { isTooLong, wrongIn, wrongInView } from "../../../examples/slack/stand-in/limits.js";
import type { SlackCard } from "../../../src/transports/slack/card.js";

type Part = Readonly<Record<string, unknown>>;
const parts = (value: unknown): readonly Part[] => (Array.isArray(value) ? value : []) as readonly Part[];
const text = (value: unknown): string => String((value as Part | undefined)?.["text"] ?? "");
const words = (elements: unknown): string =>
  parts(elements)
    .map((one) => ("elements" in one ? words(one["elements"]) : String(one["text"])))
    .join("\n");

/** The blocks as a person reads them, one after another. */
export const seen = (blocks: readonly object[]): string => (blocks as readonly Part[]).map(block).join("\n");

function block(one: Part): string {
  switch (one["type"]) {
    case "header":
      return `# ${text(one["text"])}`;
    case "context":
      return parts(one["elements"]).map(text).join(" | ");
    case "section":
      return one["fields"]
        ? parts(one["fields"])
            .map((field) => text(field).replace("\n", ": "))
            .join("\n")
        : text(one["text"]);
    case "actions":
      return parts(one["elements"])
        .map((button) => `[${text(button["text"])}]`)
        .join(" ");
    case "input":
      return input(one);
    default:
      return words(one["elements"]);
  }
}

function input({ block_id, label, hint, optional, element }: Part): string {
  const { options, initial_value } = element as Part;
  const entry = options ? `[ ] ${text(parts(options)[0]?.["text"])}` : `[${String(initial_value ?? "")}]`;
  const tip = hint ? ` (${text(hint)})` : "";
  return `${String(block_id)}: ${text(label)}${tip}${optional ? "" : " !"} ${entry}`;
}

/** The texts of the buttons. */
export const buttonsOf = (blocks: readonly KnownBlock[]): readonly string[] =>
  blocks.flatMap((one) =>
    one.type === "actions" ? one.elements.map((button) => text((button as unknown as Part)["text"])) : [],
  );

/** The lines of what will run. */
export const linesOf = (blocks: readonly object[]): readonly string[] =>
  words(
    parts((blocks as readonly Part[]).find(({ type }) => type === "rich_text")?.["elements"])[1]?.["elements"],
  ).split("\n");

const QUIET = ["rich_text", "rich_text_section", "rich_text_preformatted", "text"];

/** Everything in blocks or a view that Slack would make something of: mrkdwn, emoji, links, mentions. */
export function interpreted(value: unknown): readonly string[] {
  const found: string[] = [];
  JSON.stringify(value, (_, one: unknown) => {
    const { type, emoji, text } = (one ?? {}) as Part;
    if (type === "mrkdwn" || type === "markdown" || (type === "plain_text" && emoji !== false))
      found.push(String(type));
    if (typeof text === "string" && typeof type === "string" && !["plain_text", ...QUIET].includes(type))
      found.push(type);
    if (["link", "user", "usergroup", "channel", "broadcast", "emoji", "date", "image"].includes(String(type)))
      found.push(String(type));
    return one;
  });
  return found;
}

/** What is left of a text that mrkdwn would make something of, besides the one link that is ours. */
export function live(text: string, link?: string): readonly string[] {
  const rest = link === undefined ? text : text.replace(`<${link}>`, "");
  const entities = rest.replaceAll("&amp;", "").replaceAll("&lt;", "").replaceAll("&gt;", "");
  return entities.match(/[*_~`@#<>&\n]|:[^\s:]+:|:\/\/|[^\s]\.\p{L}/gu) ?? [];
}

/** What Slack would refuse of a card, and what it would interpret. */
export const wrongWithCard = ({ text, blocks }: SlackCard, link?: string): readonly string[] => [
  ...wrongIn(blocks, "message"),
  ...(isTooLong(blocks) ? ["too long"] : []),
  ...(text.length > 4000 || text === "" ? [`text: ${text.length} characters`] : []),
  ...interpreted(blocks),
  ...live(text, link),
];

export const wrongWithModal = (view: ModalView): readonly string[] => [...wrongInView(view), ...interpreted(view)];
