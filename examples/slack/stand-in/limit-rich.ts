import { byType, type Check, chars, type Fields, flag, list, oneOf, shape, whole } from "./limit-check.js";
import { url } from "./limit-objects.js";

// Slack documents no lengths and counts here. The 3,000 characters are those of a text object; the counts are a guard.
const MOST = 500;
const styles = shape({}, { bold: flag, italic: flag, strike: flag, code: flag, underline: flag });
const inline = (type: string, required: Fields, optional: Fields = {}): Check =>
  shape({ type: oneOf(type), ...required }, { style: styles, ...optional });

const words = inline("text", { text: chars(3000) });
const link = inline("link", { url }, { text: chars(3000), unsafe: flag });
const INLINE: Fields = {
  text: words,
  link,
  user: inline("user", { user_id: chars(255) }),
  usergroup: inline("usergroup", { usergroup_id: chars(255) }),
  channel: inline("channel", { channel_id: chars(255) }),
  broadcast: inline("broadcast", { range: oneOf("here", "channel", "everyone") }),
  emoji: inline("emoji", { name: chars(255) }, { unicode: chars(255), url }),
  date: inline("date", { timestamp: whole(0, 2 ** 40), format: chars(255) }, { url, fallback: chars(255) }),
};

const border = oneOf(0, 1);
const section = shape({ type: oneOf("rich_text_section"), elements: list(byType(INLINE), MOST) });
const parts: Fields = {
  rich_text_section: section,
  rich_text_quote: shape({ type: oneOf("rich_text_quote"), elements: list(byType(INLINE), MOST) }, { border }),
  rich_text_preformatted: shape(
    { type: oneOf("rich_text_preformatted"), elements: list(byType({ text: words, link }), MOST) },
    { border },
  ),
  rich_text_list: shape(
    { type: oneOf("rich_text_list"), style: oneOf("bullet", "ordered"), elements: list(section, MOST) },
    { indent: whole(0, 8), offset: whole(0, MOST), border },
  ),
};

export const richText: Fields = { elements: list(byType(parts), MOST) };
