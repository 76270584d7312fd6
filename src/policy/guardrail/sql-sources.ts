import { isNode, type Node, nameIn, nodesOf, typeOf } from "./sql-tree.js";

/** A table, or what stands in the place of one. With neither `table` nor `query` it is a function, a list of values or nothing. */
export interface Source {
  /** What its columns are called after, in small letters. */
  readonly name: string;
  readonly table?: string;
  readonly query?: Node;
}

/** Queries by the name that WITH gives them; undefined where it gives the name twice, or other names to the columns. */
export type Common = ReadonlyMap<string, Node | undefined>;

export function sourcesOf(from: unknown): readonly Source[] {
  if (Array.isArray(from)) return from.flatMap(sourcesOf);
  if (!isNode(from)) return [];
  const { expr, table, as, joins } = from;
  if (Array.isArray(expr) || (isNode(expr) && typeOf(expr) === "tables"))
    return sourcesOf([...listOf(isNode(expr) ? expr["expr"] : expr), ...listOf(joins)]);
  // "x(id)" gives its columns other names, so none is known.
  const [name = "", ...columns] = lower(nameIn(as) || nameIn(table)).split("(");
  const isTable = typeof table === "string" && lower(table) !== "dual" && columns.length === 0;
  const own: Source = isTable
    ? { name, table: lower(table) }
    : isNode(expr) && isNode(expr["ast"]) && columns.length === 0
      ? { name, query: expr["ast"] }
      : { name };
  return [own, ...sourcesOf(joins)];
}

export function commonIn(root: Node): Common {
  const found = new Map<string, Node | undefined>();
  for (const { with: list } of nodesOf(root)) {
    for (const one of listOf(list)) {
      if (!isNode(one)) continue;
      const name = lower(nameIn(one["name"]));
      const isPlain = !found.has(name) && listOf(one["columns"]).length === 0;
      found.set(name, isPlain && isNode(one["stmt"]) ? selectOf(one["stmt"]) : undefined);
    }
  }
  return found;
}

/** The statement of a query, with or without brackets around it. */
export const selectOf = (query: Node): Node => (isNode(query["ast"]) ? query["ast"] : query);

export const isQuery = (node: Node): boolean => "ast" in node || typeOf(node) === "select";

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const lower = (text: string): string => text.toLowerCase();
