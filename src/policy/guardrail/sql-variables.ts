import { listOf } from "./sql-sources.js";
import { type Node, nameIn, nodesOf, typeOf } from "./sql-tree.js";

/** The first variable of the server in a statement, as `@@global.name` in small letters, that is not in `listed`. */
export function variableIn(root: Node, listed: ReadonlySet<string>): string | undefined {
  for (const node of nodesOf(root)) {
    if (typeOf(node) !== "var" || node["prefix"] !== "@@") continue;
    const name = `@@${[node["name"], ...listOf(node["members"])].map(nameIn).join(".")}`.toLowerCase();
    if (!listed.has(name)) return name;
  }
  return undefined;
}
