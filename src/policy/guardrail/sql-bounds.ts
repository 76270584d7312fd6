import { bounds, type Target } from "./sql-condition.js";
import { type Common, commonIn, isQuery, listOf, lower, type Source, sourcesOf } from "./sql-sources.js";
import { isNode, type Node, nameIn, nodesOf, typeOf } from "./sql-tree.js";

/**
 * Which of a statement and those within it may change every row, in words. A condition bounds a statement where it leaves out
 * a row of each table that changes; what cannot be told does not.
 */
export function unboundedIn(root: Node): string | undefined {
  const common = commonIn(root);
  for (const node of nodesOf(root)) {
    const type = typeOf(node);
    if (type === "truncate") return "truncates";
    if (replaces(node, type)) return "replaces what a query names";
    if ((type !== "delete" && type !== "update") || !("table" in node)) continue;
    const does = type === "delete" ? "deletes" : "updates";
    if (!isNode(node["where"])) return `${does} without WHERE`;
    if (!isBounded(node, common))
      return `${does} with a WHERE that may hold for every row: nothing that must hold compares a column of the table with a value`;
  }
  return undefined;
}

function isBounded(node: Node, common: Common): boolean {
  // MySQL sets a variable for each row anew, so nothing that is compared with it is steady.
  if ([...nodesOf(node)].some((one) => typeOf(one) === "assign")) return false;
  const targets = targetsOf(node, common);
  return targets.length > 0 && targets.every((target) => target !== undefined && bounds(node["where"], target));
}

/** Whether rows that a query finds take the place of rows that are there. */
function replaces(node: Node, type: string): boolean {
  if (type === "merge") return true;
  if ((type !== "insert" && type !== "replace") || !isNode(node["values"]) || !isQuery(node["values"])) return false;
  const others = [node["on_duplicate_update"], node["conflict"], node["or"]];
  return type === "replace" || /\b(?:update|replace)\b/i.test(JSON.stringify(others));
}

/** Each table that changes; undefined where it cannot be told which. Of an UPDATE over several it is those that its SET names. */
function targetsOf(node: Node, common: Common): readonly (Target | undefined)[] {
  const own = sourcesOf(node["table"]);
  const from = sourcesOf(node["from"]);
  if (typeOf(node) === "delete") return own.map((one) => targetOf(deleted(one, from), from, common));
  const set = new Set(own.length > 1 ? setTables(node) : []);
  const changed = set.size > 0 && !set.has("") ? own.filter(({ name }) => set.has(name)) : own;
  return changed.map((one) => targetOf(one, [...own, ...from], common));
}

/** "DELETE x FROM t AS x" names the alias, "DELETE t FROM t AS x" the table. */
function deleted({ name, table }: Source, from: readonly Source[]): Source | undefined {
  const [named, ...more] = [
    from.filter((one) => one.name === name),
    from.filter((one) => one.table === table && table !== undefined),
  ].find((found) => found.length > 0) ?? [undefined];
  return more.length === 0 ? named : undefined;
}

function targetOf(source: Source | undefined, all: readonly Source[], common: Common): Target | undefined {
  if (source?.table === undefined) return undefined;
  const others = all.filter((one) => one !== source);
  const bare = others.length > 0 ? "unsure" : "own";
  return { name: source.name, table: source.table, bare, others, common };
}

/** The table of each column that is set; empty where it is not said. */
const setTables = ({ set }: Node): readonly string[] =>
  Array.isArray(set) ? listOf(set).map((one) => (isNode(one) ? lower(nameIn(one["table"])) : "")) : [""];
