import { misuse } from "../../errors.js";

/** A tool as a model call lists it: LangChain's own, or as a provider takes it. */
interface Listed {
  readonly name?: unknown;
  readonly function?: { readonly name?: unknown };
}

const WHERE = "countersignMiddleware";

/** @throws code `input` for `"*"`: an approval of it would not say of which tool */
export function mustNameTools(names: readonly string[]): void {
  if (names.length === 0) throw misuse(WHERE, "name the tools to guard: { [tool]: action }");
  if (names.includes("*"))
    throw misuse(`${WHERE}.*`, "there is no catch-all, an approval of it would not say of which tool: name each tool");
}

/** @throws code `input` for a name that no tool of a model call has, with the nearest that is there */
export function mustBeThere(names: readonly string[], tools: readonly unknown[]): void {
  const there = tools.map((tool) => (tool as Listed).name ?? (tool as Listed).function?.name);
  const known = there.filter((name) => typeof name === "string");
  const missing = names.find((name) => !known.includes(name));
  if (missing === undefined) return;
  const [nearest] = known.toSorted((a, b) => distance(a, missing) - distance(b, missing));
  const cure = nearest === undefined ? "it has no tools" : `the nearest is ${JSON.stringify(nearest)}`;
  const other = 'for an agent whose tools change give { absent: "ignore" }';
  throw misuse(`${WHERE}.${missing}`, `the agent has no tool of this name: ${cure}; ${other}`);
}

/** How many letters must be changed, added or left out to make one of the other. */
function distance(one: string, other: string): number {
  let row = [...other, ""].map((_, i) => i);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, its] of [...other].entries())
      next.push(Math.min((row[j] ?? 0) + (letter === its ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}
