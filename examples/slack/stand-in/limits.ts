import {
  also,
  byType,
  type Check,
  chars,
  type Fields,
  flag,
  isRecord,
  list,
  oneOf,
  says,
  shape,
} from "./limit-check.js";
import { ofActions, ofInput, ofSection } from "./limit-elements.js";
import { picture, plain, text } from "./limit-objects.js";
import { richText } from "./limit-rich.js";

/** Where blocks are shown. */
export type Surface = "message" | "modal";
type Block = Readonly<Record<string, unknown>>;

const MOST_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100 };
const MOST_MARKDOWN = 12_000;
/** Slack refuses a message somewhat above this, by the measurements in slackapi/bolt-js#2509; no page of it says so. */
const MOST_TEXT = 13_000;

const block = (type: string, required: Fields, optional: Fields = {}): Check =>
  shape({ type: oneOf(type), ...required }, { block_id: chars(255), ...optional });
const shownInContext = byType({ plain_text: text(3000), mrkdwn: text(3000), image: picture() });
const cell = byType({
  raw_text: shape({ type: oneOf("raw_text"), text: chars(3000) }),
  rich_text: block("rich_text", richText),
});

const ANYWHERE: Fields = {
  section: also(
    block("section", {}, { text: text(3000), fields: list(text(2000), 10), accessory: ofSection, expand: flag }),
    (value, at) => ("text" in value || "fields" in value ? [] : says("must have either text or fields", at)),
  ),
  header: block("header", { text: plain(150) }),
  divider: block("divider", {}),
  context: block("context", { elements: list(shownInContext, 10) }),
  actions: block("actions", { elements: list(ofActions, 25) }),
  input: block(
    "input",
    { label: plain(2000), element: ofInput },
    { hint: plain(2000), optional: flag, dispatch_action: flag },
  ),
  image: picture({ block_id: chars(255), title: plain(2000) }),
  rich_text: block("rich_text", richText),
};
const columns = list(shape({}, { align: oneOf("left", "center", "right"), is_wrapped: flag }), 20);
const KNOWN: Readonly<Record<Surface, Fields>> = {
  message: {
    ...ANYWHERE,
    markdown: block("markdown", { text: chars(MOST_MARKDOWN) }),
    table: block("table", { rows: list(list(cell, 20), 100) }, { column_settings: columns }),
  },
  modal: ANYWHERE,
};

const repeated = (entries: readonly (readonly [unknown, string])[], name: string): readonly string[] => {
  const seen = new Set<unknown>();
  return entries.flatMap(([id, at]) => {
    if (id === undefined || !seen.has(id)) return seen.add(id) && [];
    return says(`${name} "${String(id)}" already exists`, at);
  });
};
const actionIds = ({ elements, element, accessory }: Block, at: string): readonly string[] => {
  const all = [...(Array.isArray(elements) ? elements : []), element, accessory].filter(isRecord);
  return repeated(
    all.map((one) => [one["action_id"], at] as const),
    "action_id",
  );
};
const between = (blocks: readonly Block[], at: string): readonly string[] => {
  const markdown = blocks.filter(({ type }) => type === "markdown").map((one) => String(one["text"]).length);
  return [
    ...repeated(
      blocks.map((one, index) => [one["block_id"], `${at}/${index}`] as const),
      "block_id",
    ),
    ...blocks.flatMap((one, index) => actionIds(one, `${at}/${index}`)),
    ...(blocks.filter(({ type }) => type === "table").length > 1 ? says("only one table allowed", at) : []),
    ...(markdown.reduce((sum, length) => sum + length, 0) > MOST_MARKDOWN
      ? says(`markdown must be less than ${MOST_MARKDOWN + 1} characters in all`, at)
      : []),
  ];
};
const blocksOf = (where: Surface): Check => {
  const each = list(byType(KNOWN[where]), MOST_BLOCKS[where], 0);
  return (value, at) => {
    const wrong = each(value, at);
    return wrong.length > 0 ? wrong : between(value as readonly Block[], at);
  };
};
const modal = also(
  shape(
    { type: oneOf("modal"), title: plain(24), blocks: blocksOf("modal") },
    {
      submit: plain(24),
      close: plain(24),
      private_metadata: chars(3000, 0),
      callback_id: chars(255, 0),
      external_id: chars(255, 0),
      clear_on_close: flag,
      notify_on_close: flag,
    },
  ),
  (view, at) =>
    "submit" in view || !(view["blocks"] as readonly Block[]).some(({ type }) => type === "input")
      ? []
      : says("missing required field: submit", at),
);

/**
 * What Slack would refuse of these blocks, each with its JSON pointer; empty where all is right. It is stricter than Slack
 * is known to be: it knows only the blocks and elements listed here, and no field beside the documented ones.
 */
export const wrongIn = (blocks: unknown, where: Surface): readonly string[] => blocksOf(where)(blocks, "/blocks");

/** As `wrongIn`, for the whole view of a modal. */
export const wrongInView = (view: unknown): readonly string[] => modal(view, "/view");

/** Whether a message's blocks hold more text than Slack takes in one message, whatever each of them may hold. */
export const isTooLong = (blocks: unknown): boolean => {
  let sum = 0;
  JSON.stringify(blocks, (key, value) => {
    if (key === "text" && typeof value === "string") sum += value.length;
    return value as unknown;
  });
  return sum > MOST_TEXT;
};
