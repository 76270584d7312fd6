import { isColumn, isNode, type Node, nodesOf, typeOf } from "./sql-tree.js";

/**
 * Which of a statement and those within it changes every row, in words. A condition bounds a statement when it compares a
 * column with something else; one that is the same for every row does not.
 */
export function unboundedIn(root: Node): string | undefined {
  for (const node of nodesOf(root)) {
    const type = typeOf(node);
    if (type === "truncate") return "truncates";
    if ((type !== "delete" && type !== "update") || !("table" in node)) continue;
    const does = type === "delete" ? "deletes" : "updates";
    if (!isNode(node["where"])) return `${does} without WHERE`;
    if (!bounds(node["where"], "is", targetsOf(node))) return `${does} with a WHERE that may hold for every row`;
  }
  return undefined;
}

/** Names by which a statement's own table may be called. */
type Targets = ReadonlySet<unknown>;

function targetsOf(node: Node): Targets {
  const own = new Set([...nodesOf(node["table"])].flatMap(({ table, as }) => [table, as]));
  const aliases = [...nodesOf(node["from"], isSource)].filter(({ table }) => own.has(table)).map(({ as }) => as);
  return new Set([...own, ...aliases].filter((name) => typeof name === "string"));
}
const isSource = (node: Node): boolean => !isQuery(node);
const isQuery = (node: Node): boolean => "ast" in node || typeOf(node) === "select";

/** `not`: the negation of it. */
type As = "is" | "not";

function bounds(condition: unknown, as: As, targets: Targets): boolean {
  if (!isNode(condition)) return false;
  const inner = negated(condition);
  if (inner !== undefined) return bounds(inner, as === "is" ? "not" : "is", targets);
  const operator = operatorOf(condition);
  const sides = [condition["left"], condition["right"]];
  // To MySQL || is OR, to the others it joins texts; an exclusive OR may hold for every row.
  if (operator === "||" || operator === "XOR") return false;
  const both = (operator === "OR") === (as === "is");
  if (operator === "AND" || operator === "&&" || operator === "OR")
    return both ? sides.every((side) => bounds(side, as, targets)) : sides.some((side) => bounds(side, as, targets));
  return typeOf(condition) === "binary_expr" ? compares(sides, operator, targets) : mentions(condition, targets);
}

const operatorOf = (node: Node): string => (typeof node["operator"] === "string" ? node["operator"].toUpperCase() : "");

function negated(node: Node): unknown {
  if (typeOf(node) === "unary_expr" && /^(?:NOT|!)$/.test(operatorOf(node))) return node["expr"];
  const { name, args } = node;
  const called = isNode(name) && Array.isArray(name["name"]) && isNode(name["name"][0]) ? name["name"][0]["value"] : "";
  if (typeof called !== "string" || called.toLowerCase() !== "not" || !isNode(args)) return undefined;
  return Array.isArray(args["value"]) && args["value"].length === 1 ? (args["value"][0] as unknown) : undefined;
}

function compares(sides: readonly unknown[], operator: string, targets: Targets): boolean {
  const [left, right] = sides;
  if ([...nodesOf(sides)].some((node) => operatorOf(node) === "||")) return false;
  if (!sides.some((side) => mentions(side, targets))) return false;
  // "(1 = 1) = (id = id)": what is compared are truths.
  if (sides.some((side) => isNode(side) && isCondition(side))) return false;
  const others = isNode(right) && Array.isArray(right["value"]) ? (right["value"] as readonly unknown[]) : [right];
  return !others.some((other) => isSame(left, other, targets)) && !isAnything(operator, right);
}

const isCondition = (node: Node): boolean =>
  negated(node) !== undefined ||
  /^(?:AND|&&|OR|XOR|[<>=!]+|IS|IS NOT|(?:NOT )?(?:IN|LIKE|BETWEEN))$/.test(operatorOf(node));

/** A pattern that every text matches. */
function isAnything(operator: string, pattern: unknown): boolean {
  const text = isNode(pattern) ? pattern["value"] : undefined;
  if (typeof text !== "string") return false;
  if (operator.includes("LIKE")) return /^%+$/.test(text);
  return /~|REGEXP|RLIKE|GLOB|SIMILAR/.test(operator) && /^(?:\^?(?:\.\*)?\$?|\*+|%+)$/.test(text);
}

// Names that are the same for every row, where no table stands before them.
const CONSTANT =
  /^(?:user|(?:current|session|system)_user|current_(?:role|catalog|schema|date|time|timestamp)|local(?:time|timestamp)|utc_(?:date|time|timestamp)|sysdate|true|false|null|unknown|on|off|yes|no)$/i;

/** Whether a value depends on the row: it has a column, in a query within it one that is called after the table. */
function mentions(value: unknown, targets: Targets): boolean {
  for (const node of nodesOf(value, isSource)) {
    if (isColumn(node) && (typeof node["table"] === "string" || !CONSTANT.test(columnOf(node)))) return true;
    if (isQuery(node) && correlates(node, targets)) return true;
  }
  return false;
}

function correlates(query: Node, targets: Targets): boolean {
  const nodes = [...nodesOf(query)];
  const own = new Set(nodes.filter((node) => !isColumn(node)).flatMap(({ table, as }) => [table, as]));
  return nodes.some((node) => isColumn(node) && targets.has(node["table"]) && !own.has(node["table"]));
}

function columnOf({ column }: Node): string {
  const name = isNode(column) && isNode(column["expr"]) ? column["expr"]["value"] : column;
  return typeof name === "string" ? name : "";
}

/** Whether two values are written alike; also one column with and without its table. */
function isSame(one: unknown, other: unknown, targets: Targets): boolean {
  if (
    isNode(one) &&
    isColumn(one) &&
    isNode(other) &&
    isColumn(other) &&
    columnOf(one).toLowerCase() === columnOf(other).toLowerCase()
  ) {
    const [table, second] = [one["table"], other["table"]].map((name) => (targets.has(name) ? null : name));
    return table === second;
  }
  return written(one) === written(other);
}

const written = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) =>
    /^(?:parentheses|collate)$/.test(key) ? undefined : inner,
  ).toLowerCase();
