/** A node of the parser's tree. Its shape differs by dialect, so every member is looked at before it is used. */
export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isColumn = (node: Node): boolean => node["type"] === "column_ref";

/** A node and all nodes in it. Those for which `enter` is false are given, and not what is in them. */
export function* nodesOf(tree: unknown, enter: (node: Node) => boolean = () => true): Generator<Node> {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) for (const one of value) open.push(one);
    if (!isNode(value)) continue;
    yield value;
    if (enter(value)) for (const one of Object.values(value)) open.push(one);
  }
}

/** The one statement of a tree. */
export function rootOf(tree: unknown): Node | undefined {
  const one = Array.isArray(tree) && tree.length === 1 ? (tree[0] as unknown) : tree;
  return isNode(one) ? one : undefined;
}

export const typeOf = (node: Node): string => (typeof node["type"] === "string" ? node["type"].toLowerCase() : "");

/** The name that a node or a text is. */
export function nameIn(name: unknown): string {
  const value = isNode(name) ? name["value"] : name;
  return typeof value === "string" ? value : "";
}
