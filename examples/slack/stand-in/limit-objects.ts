import { also, byType, type Check, chars, type Fields, flag, mrkdwnChars, oneOf, says, shape } from "./limit-check.js";

// Composition objects, by the doc comments of @slack/types 3.2.0.
export const style = oneOf("primary", "danger");
export const plain = (most: number): Check => shape({ type: oneOf("plain_text"), text: chars(most) }, { emoji: flag });
const mrkdwn = (most: number): Check => shape({ type: oneOf("mrkdwn"), text: mrkdwnChars(most) }, { verbatim: flag });
export const text = (most: number): Check => byType({ plain_text: plain(most), mrkdwn: mrkdwn(most) });

export const url: Check = (value, at) => {
  const wrong = chars(3000)(value, at);
  return wrong.length > 0 || URL.canParse(value as string) ? wrong : says("must be a valid URL", at);
};
/** A picture, as an element or a block: from one place. */
export const picture = (optional: Fields = {}): Check =>
  also(
    shape(
      { type: oneOf("image"), alt_text: chars(2000) },
      { image_url: url, slack_file: shape({}, { url, id: chars(255) }), ...optional },
    ),
    (value, at) =>
      "image_url" in value === "slack_file" in value ? says("must have either image_url or slack_file", at) : [],
  );
export const confirm: Check = shape(
  { text: text(300) },
  { title: plain(100), confirm: plain(30), deny: plain(30), style },
);

/** A value has 75 characters, which is the older of Slack's two limits. */
const option = (words: Check, more: Readonly<Record<string, Check>> = {}): Check =>
  shape({ text: words, value: chars(75) }, { description: plain(75), ...more });
export const menuOption: Check = option(plain(75));
export const choiceOption: Check = option(text(75));
export const overflowOption: Check = option(plain(75), { url });
