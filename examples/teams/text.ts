/** What a person reads of a card, line by line; buttons in brackets, what a button opens below it. */
export const textOf = (card: unknown): string =>
  linesIn(card)
    .map((line) => `  | ${line}`)
    .join("\n");

type Fields = Readonly<Record<string, unknown>>;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function linesIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { type, inlines, columns, items, body, actions, label, title } = node as Fields;
  if (type === "RichTextBlock")
    return [
      list(inlines)
        .map((one) => (one as Fields)["text"] ?? one)
        .join(""),
    ];
  if (type === "ColumnSet")
    return [
      list(columns)
        .map((one) => linesIn(one).join(" ").padEnd(16))
        .join("")
        .trimEnd(),
    ];
  if (String(type).startsWith("Input.")) return [`${label ?? title}: ____`];
  const buttons = list(actions).map((one) => `[ ${(one as Fields)["title"]} ]`);
  return [
    ...[...list(body), ...list(items)].flatMap(linesIn),
    ...(buttons.length > 0 ? [buttons.join(" ")] : []),
    ...list(actions).flatMap((one) => linesIn((one as Fields)["card"]).map((line) => `    ${line}`)),
  ];
}
