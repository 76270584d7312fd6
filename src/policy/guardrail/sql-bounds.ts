import { isColumn, isNode, type Node, nameIn, nodesOf, typeOf } from "./sql-tree.js";

/**
 * Which of a statement and those within it changes every row, in words. A condition bounds a statement when it compares a
 * column of each table that changes with something else; one that is the same for every row does not.
 */
export function unboundedIn(root: Node): string | undefined {
  for (const node of nodesOf(root)) {
    const type = typeOf(node);
    if (type === "truncate") return "truncates";
    if (replaces(node, type)) return "replaces what a query names";
    if ((type !== "delete" && type !== "update") || !("table" in node)) continue;
    const does = type === "delete" ? "deletes" : "updates";
    if (!isNode(node["where"])) return `${does} without WHERE`;
    const each = targetsOf(node);
    if (each.length === 0 || !each.every((targets) => bounds(node["where"], "is", targets)))
      return `${does} with a WHERE that may hold for every row`;
  }
  return undefined;
}

/** Whether rows that a query finds take the place of rows that are there. */
function replaces(node: Node, type: string): boolean {
  if (type === "merge") return true;
  if ((type !== "insert" && type !== "replace") || !isNode(node["values"]) || !isQuery(node["values"])) return false;
  const others = [node["on_duplicate_update"], node["conflict"], node["or"]];
  return type === "replace" || /\b(?:update|replace)\b/i.test(JSON.stringify(others));
}

/** A table that a statement changes. */
interface Targets {
  /** The names by which it may be called. */
  readonly names: ReadonlySet<unknown>;
  /** Whether there are other tables, to which a column without a name before it may belong. */
  readonly beside: "alone" | "others";
}

/** Each table that changes. Of an UPDATE over several tables it is those that its SET names. */
function targetsOf(node: Node): readonly Targets[] {
  const own = sourcesIn(node["table"]);
  const from = sourcesIn(node["from"]);
  const all = new Set([...own, ...from].map(({ table, as }) => String(as ?? table)));
  const beside = all.size > 1 ? "others" : "alone";
  const set = new Set(typeOf(node) === "update" && own.length > 1 ? setTables(node) : []);
  const changed = set.size > 0 && !set.has(undefined) ? own.filter(({ table, as }) => set.has(as ?? table)) : own;
  return changed.map(({ table, as }) => {
    // "DELETE x FROM t AS x" names the alias, "DELETE t FROM t AS x" the table.
    const same = from.filter((one) => one.table === table || one.as === table);
    const names = [table, as, ...same.flatMap((one) => [one.table, one.as])];
    return { names: new Set(names.filter((name) => typeof name === "string")), beside };
  });
}

const sourcesIn = (value: unknown): readonly Node[] =>
  [...nodesOf(value, isSource)].filter((node) => typeof node["table"] === "string" && !isColumn(node));

/** The table of each column that is set; undefined where it is not said. */
const setTables = ({ set }: Node): readonly unknown[] =>
  Array.isArray(set)
    ? set.map((one: unknown) => (isNode(one) && typeof one["table"] === "string" ? one["table"] : undefined))
    : [undefined];

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
  if (typeOf(condition) === "binary_expr") return compares(sides, { operator, as }, targets);
  // A function, a CASE: nobody knows for which rows it holds.
  if (isExists(condition) || isColumn(condition) || typeOf(condition) === "fulltext_search")
    return mentions(condition, targets);
  return false;
}

const isExists = (node: Node): boolean => /EXISTS$/.test(operatorOf(node)) || /exists$/i.test(calledBy(node));

/** The name of a function that a node calls. */
function calledBy({ name }: Node): string {
  const first = isNode(name) && Array.isArray(name["name"]) ? (name["name"][0] as unknown) : undefined;
  return nameIn(first);
}

const operatorOf = (node: Node): string => (typeof node["operator"] === "string" ? node["operator"].toUpperCase() : "");

function negated(node: Node): unknown {
  if (typeOf(node) === "unary_expr" && /^(?:NOT|!)$/.test(operatorOf(node))) return node["expr"];
  const { args } = node;
  if (calledBy(node).toLowerCase() !== "not" || !isNode(args)) return undefined;
  return Array.isArray(args["value"]) && args["value"].length === 1 ? (args["value"][0] as unknown) : undefined;
}

function compares(
  sides: readonly unknown[],
  { operator, as }: { readonly operator: string; readonly as: As },
  targets: Targets,
): boolean {
  const [left, right] = sides;
  if ([...nodesOf(sides)].some((node) => operatorOf(node) === "||")) return false;
  if (!sides.some((side) => looksAt(side, operator, targets))) return false;
  // "(1 = 1) = (id = id)": what is compared are truths.
  if (sides.some((side) => isNode(side) && isCondition(side))) return false;
  // "id IS NOT NULL" holds for every row of most tables.
  if (/^IS(?: NOT)?$/.test(operator) && isNull(right)) return (operator === "IS") === (as === "is");
  if (shared(left, right, targets) || [...nodesOf(right)].some((node) => isQuery(node) && isAll(node, targets)))
    return false;
  return as === "not" || !isAnything(operator, right);
}

const isNull = (value: unknown): boolean => isNode(value) && typeOf(value) === "null";

/**
 * Whether one side of a comparison depends on the row: a column, a function of it that is equal to something, or a query
 * about it. Sums and products may come to the same for every row ("id * 0 = 0"), and a length is never below 0.
 */
function looksAt(side: unknown, operator: string, targets: Targets): boolean {
  if (!isNode(side) || !mentions(side, targets)) return false;
  if (typeOf(side) === "binary_expr") return /^(?:->>?|#>>?)$/.test(operatorOf(side));
  if (typeOf(side) === "case") return false;
  return !/func/.test(typeOf(side)) || /^(?:=|(?:NOT )?(?:IN|LIKE|ILIKE))$/.test(operator);
}

/** Whether both sides have one column of the table. */
function shared(left: unknown, right: unknown, targets: Targets): boolean {
  const [some, others] = [left, right].map((side) => new Set(columnsIn(side, targets).map(columnOf)));
  return [...(some ?? [])].some((name) => others?.has(name));
}

/** Whether a query finds every row of the table: it reads from it, and nothing bounds that. */
function isAll(query: Node, targets: Targets): boolean {
  const select = isNode(query["ast"]) ? query["ast"] : query;
  const sources = sourcesIn(select["from"]).filter(({ table }) => targets.names.has(table));
  const names = new Set<unknown>(
    sources.flatMap(({ table, as }) => [table, as]).filter((name) => typeof name === "string"),
  );
  if (sources.length === 0 || hasLimit(select)) return false;
  return !isNode(select["where"]) || !bounds(select["where"], "is", { names, beside: "alone" });
}

const hasLimit = ({ limit }: Node): boolean =>
  isNode(limit) && Array.isArray(limit["value"]) && limit["value"].length > 0;

const isCondition = (node: Node): boolean =>
  negated(node) !== undefined ||
  /^(?:AND|&&|OR|XOR|[<>=!]+|IS|IS NOT|(?:NOT )?(?:IN|LIKE|BETWEEN))$/.test(operatorOf(node));

/** A pattern that every text matches, or nearly every: also one that is put together of such. */
function isAnything(operator: string, pattern: unknown): boolean {
  const nodes = [...nodesOf(pattern)];
  const texts = nodes.flatMap((node) =>
    /string/.test(typeOf(node)) && typeof node["value"] === "string" ? [node["value"]] : [],
  );
  if (texts.length === 0 || nodes.some(isColumn)) return false;
  if (operator.includes("LIKE") && !operator.includes("RLIKE")) return texts.every((text) => /^[%_]*$/.test(text));
  return /~|REGEXP|RLIKE|GLOB|SIMILAR/.test(operator) && texts.every((text) => /^\^?[.*+?%_]*\$?$/.test(text));
}

// Names that are the same for every row, where no table stands before them.
const CONSTANT =
  /^(?:user|(?:current|session|system)_user|current_(?:role|catalog|schema|date|time|timestamp)|local(?:time|timestamp)|utc_(?:date|time|timestamp)|sysdate|true|false|null|unknown|on|off|yes|no)$/i;

/** Whether a value depends on the row: it has a column of the table, or a query within it compares one. */
function mentions(value: unknown, targets: Targets): boolean {
  for (const node of nodesOf(value, isSource)) {
    if (isColumn(node) && isOwn(node, targets)) return true;
    if (isQuery(node) && correlates(node, targets)) return true;
  }
  return false;
}

const columnsIn = (value: unknown, targets: Targets): readonly Node[] =>
  [...nodesOf(value, isSource)].filter((node) => isColumn(node) && isOwn(node, targets));

/** Whether a column is one of the table; without a name before it, where there is no other table. */
function isOwn(column: Node, { names, beside }: Targets): boolean {
  if (typeof column["table"] === "string") return names.has(column["table"]);
  return beside === "alone" && !CONSTANT.test(columnOf(column));
}

/** Whether a query's own condition compares a column that is called after the table outside. */
function correlates(query: Node, targets: Targets): boolean {
  const select = isNode(query["ast"]) ? query["ast"] : query;
  const inner = new Set<unknown>(
    sourcesIn(select["from"]).flatMap(({ table, as }) => (typeof as === "string" ? [as] : [table])),
  );
  const names = new Set([...targets.names].filter((name) => !inner.has(name)));
  return !isAll(query, targets) && bounds(select["where"], "is", { names, beside: "others" });
}

function columnOf({ column }: Node): string {
  const name = isNode(column) && isNode(column["expr"]) ? column["expr"]["value"] : column;
  return typeof name === "string" ? name.toLowerCase() : "";
}
