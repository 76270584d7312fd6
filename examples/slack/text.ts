/** What a person reads of a card or a form, line by line; buttons in brackets. */
export const textOf = (blocks: unknown): string =>
  (Array.isArray(blocks) ? blocks : [])
    .flatMap((block) => {
      const texts = textsIn(block);
      return (block as { type?: string }).type === "actions" ? [texts.map((text) => `[ ${text} ]`).join(" ")] : texts;
    })
    .flatMap((text) => text.split("\n"))
    .map((line) => `  | ${line}`)
    .join("\n");

/** Every text of a block, in order. */
function textsIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(textsIn);
  const { text, ...others } = node as Readonly<Record<string, unknown>>;
  const own = typeof text === "string" ? [text] : textsIn(text);
  return [
    ...own,
    ...["label", "hint", "element", "elements", "fields", "options"].flatMap((key) => textsIn(others[key])),
  ];
}
