const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** The most that Slack may count of a text: UTF-16 units, with `&`, `<` and `>` as the entities that it keeps them as. */
export const lengthOf = (text: string): number => escaped(text).length;

/** Without mentions and links (docs.slack.dev, Formatting message text, escaping). */
const escaped = (text: string): string => text.replace(/[&<>]/g, (mark) => ENTITIES[mark] as string);

/** A text, or its start and `…`. No character and no code like `\u202e` is cut in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most && lengthOf(text) <= most) return text;
  let [end, left] = [0, most - 1];
  for (const [piece] of text.slice(0, most).matchAll(/\\u[\da-f]{4}|./gsu)) {
    left -= lengthOf(piece);
    if (left < 0) break;
    end += piece.length;
  }
  return `${text.slice(0, end)}…`;
}

const PLAIN: Readonly<Record<string, string>> = {
  "*": "\u2217",
  _: "\uff3f",
  "~": "\u223c",
  "`": "\u02cb",
  "@": "\uff20",
  "#": "\uff03",
  ":": "\u2236",
  ".": "\u2024",
};

/**
 * One line that mrkdwn makes nothing of, for the only text of a message that is mrkdwn and has no other form. What would
 * be bold, italic, struck, code, a mention, a channel, an emoji or a link (a name with a dot is enough) gets signs that
 * look like those and do nothing; the card itself has the text as it is.
 */
export const inert = (text: string): string =>
  escaped(text.replace(/[*_~`@#]|:(?=\S)|(?<=\S)\.(?=[^\s\d])/gu, (mark) => PLAIN[mark] as string));
