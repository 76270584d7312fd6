import { type Common, isQuery, listOf, lower, type Source, selectOf, sourcesOf } from "./sql-sources.js";
import { isColumn, isNode, type Node, nameIn, nodesOf, typeOf } from "./sql-tree.js";
import {
  argumentsOf,
  calledBy,
  columnOf,
  columnsIn,
  isConstant,
  isTellingPattern,
  isTruth,
  type Measure,
  measureOf,
  operatorOf,
} from "./sql-values.js";

/** A table of which a condition chooses rows. */
export interface Target {
  /** What its columns are called after, in small letters. */
  readonly name: string;
  readonly table: string;
  /** Whether a column without a name before it must be one of this table. */
  readonly bare: "own" | "unsure";
  readonly others: readonly Source[];
  readonly common: Common;
}

type End = "low" | "high";

/**
 * A row of which no value stands in the statement or in another table. Each lies above or below all that do: at `end`, or,
 * without it, where it is first asked for.
 */
class Row {
  /** Queries, and whether they leave the row out: queries that name queries would be looked at very often. */
  readonly known = new Map<Node, boolean>();
  readonly #ends = new Map<string, End>();
  readonly #end: End | undefined;

  constructor(end?: End) {
    this.#end = end;
  }

  lies(column: string, end: End): boolean {
    const is = this.#end ?? this.#ends.get(column) ?? end;
    this.#ends.set(column, is);
    return is === end;
  }
}

/**
 * Whether a condition leaves a row of the table out, by its form. It looks for a row that is in no way special and for
 * which the condition is false; what it does not know may be true.
 */
export const bounds = (condition: unknown, target: Target): boolean =>
  [new Row("high"), new Row("low"), new Row()].some((row) => isFalse(condition, target, row));

function isFalse(condition: unknown, target: Target, row: Row): boolean {
  if (!isNode(condition)) return false;
  const choices = choicesOf(condition);
  if (choices.length === 1 && choices[0]?.length === 1) return isFalsePart(condition, target, row);
  return choices.length > 0 && choices.every((parts) => parts.some((part) => isFalse(part, target, row)));
}

/**
 * A condition as an OR of ANDs, by the signs outside of brackets: the parsers take `a OR b AND c` for `(a OR b) AND c`. None
 * where a part of it has such a sign inside, or one that is an OR to some database.
 */
function choicesOf(condition: Node): readonly (readonly Node[])[] {
  const choices: Node[][] = [[]];
  let isPlain = true;
  const walk = (node: unknown): void => {
    if (!isNode(node)) {
      isPlain = false;
      return;
    }
    const operator = operatorOf(node);
    if (/^(?:AND|&&|OR)$/.test(operator) && (node === condition || node["parentheses"] !== true)) {
      walk(node["left"]);
      if (operator === "OR") choices.push([]);
      walk(node["right"]);
    } else {
      isPlain &&= (node["parentheses"] === true && node !== condition) || !joins(node);
      choices.at(-1)?.push(node);
    }
  };
  walk(condition);
  return isPlain ? choices : [];
}

/** Whether there is a sign between conditions in a part of one, outside of brackets. */
function joins(part: Node): boolean {
  const open: Node[] = [part];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (/^(?:AND|&&|OR|XOR|\|\|)$/.test(operatorOf(node))) return true;
    const values = typeOf(node) === "expr_list" ? listOf(node["value"]) : [];
    for (const inner of [node["left"], node["right"], node["expr"], ...values])
      if (isNode(inner) && inner["parentheses"] !== true) open.push(inner);
  }
  return false;
}

const FLIPPED: Readonly<Record<string, string>> = { "=": "=", "==": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function isFalsePart(part: Node, target: Target, row: Row): boolean {
  if (calledBy(part) === "exists") return findsNothing(argumentsOf(part)[0], target, row);
  if (typeOf(part) !== "binary_expr") return false;
  const { left, right } = part;
  const operator = operatorOf(part);
  const isOwn = (column: Node) => isOwnColumn(column, target);
  const flipped = FLIPPED[operator];
  const pairs = flipped === undefined ? [] : [[right, flipped, left] as const];
  for (const [side, sign, other] of [[left, operator, right] as const, ...pairs]) {
    const measure = measureOf(side, isOwn);
    if (measure && differs(measure, { sign, other }, target, row)) return true;
  }
  return differsInOne(part, isOwn);
}

/** Whether what a comparison looks at is, in the row, not what it is compared with. */
function differs(
  { column, form }: Measure,
  { sign, other }: { readonly sign: string; readonly other: unknown },
  target: Target,
  row: Row,
): boolean {
  const steady = (value: unknown) => isConstant(value, column) && !isTruth(value);
  switch (sign) {
    case "=":
    case "==":
      return isTruth(other) ? row.lies(column, isTrue(other) ? "low" : "high") : isElse(other, column, target, row);
    case "IN":
      return (
        isNode(other) &&
        listOf(other["value"]).length > 0 &&
        listOf(other["value"]).every((one) => differs({ column, form }, { sign: "=", other: one }, target, row))
      );
    case "<":
    case "<=":
      return steady(other) && row.lies(column, "high");
    case ">":
    case ">=":
      return steady(other) && row.lies(column, "low");
    case "BETWEEN":
      return isNode(other) && listOf(other["value"]).length === 2 && listOf(other["value"]).every(steady);
    case "LIKE":
    case "ILIKE":
      return isTellingPattern(other);
    case "IS":
      return form === "plain" && isNode(other) && typeOf(other) === "null";
    default:
      return false;
  }
}

const isTrue = ({ value }: Node): boolean => value === true || /^true$/i.test(String(value));

/** Whether a value cannot be the row's: a constant, another table's, or of a query that leaves rows out. */
function isElse(value: unknown, column: string, target: Target, row: Row): boolean {
  if (!isNode(value)) return false;
  if (isColumn(value)) return isForeign(value, target, row);
  if (isQuery(value)) return leavesOut(value, target, row);
  if (!/^(?:any|some)$/.test(calledBy(value))) return isConstant(value, column);
  const [one, ...more] = argumentsOf(value);
  if (!isNode(one) || more.length > 0) return false;
  return isQuery(one) ? leavesOut(one, target, row) : isConstant(one, column);
}

/** `(a, b) = (1, 2)` and `(a, b) IN ((1, 2), (3, 4))`. */
function differsInOne(part: Node, isOwn: (column: Node) => boolean): boolean {
  const { left, right } = part;
  if (!isNode(left) || !isNode(right) || typeOf(left) !== "expr_list" || typeOf(right) !== "expr_list") return false;
  const columns = listOf(left["value"]);
  const lists = operatorOf(part) === "IN" ? listOf(right["value"]) : [right];
  const isElsewhere = (list: unknown) =>
    isNode(list) &&
    listOf(list["value"]).length === columns.length &&
    listOf(list["value"]).every((one, i) => !isTruth(one) && isConstant(one, columnOf(columns[i] as Node)));
  if (!/^(?:=|IN)$/.test(operatorOf(part)) || columns.length === 0 || lists.length === 0) return false;
  return columns.every((one) => isNode(one) && isColumn(one) && isOwn(one)) && lists.every(isElsewhere);
}

// Names that are the same for every row, where no table stands before them.
const CONSTANT =
  /^(?:user|(?:current|session|system)_user|current_(?:role|catalog|schema|date|time|timestamp)|local(?:time|timestamp)|utc_(?:date|time|timestamp)|sysdate|true|false|null|unknown|on|off|yes|no)$/i;

function isOwnColumn(column: Node, { name, bare, others }: Target): boolean {
  const before = lower(nameIn(column["table"]));
  if (columnOf(column) === "" || (before === "" && CONSTANT.test(columnOf(column)))) return false;
  if (before === "") return bare === "own";
  return before === name && others.every((other) => other.name !== name);
}

/** Whether a column is another table's. That may be a query's, where it leaves out rows of this one. */
function isForeign(column: Node, target: Target, row: Row): boolean {
  const before = lower(nameIn(column["table"]));
  const [one, ...more] = target.others.filter(({ name }) => name === before);
  return one !== undefined && before !== target.name && more.length === 0 && isOutside(one, target, row);
}

function isOutside({ table, query }: Source, target: Target, row: Row): boolean {
  if (query) return leavesOut(query, target, row);
  if (table === undefined || !target.common.has(table)) return table !== undefined && table !== target.table;
  const named = target.common.get(table);
  const common = new Map(target.common).set(table, undefined); // it may be in its own text
  return named !== undefined && leavesOut(named, { ...target, common }, row);
}

/** What a query reads, and beside it what is around it and goes by another name. */
const around = (sources: readonly Source[], { name, table, others }: Target): readonly Source[] => [
  ...sources,
  ...[{ name, table }, ...others].filter((one) => sources.every((source) => source.name !== one.name)),
];

/** `EXISTS` of it is false for the row. A query that counts has a result also where it finds nothing. */
function findsNothing(query: unknown, target: Target, row: Row): boolean {
  if (!isNode(query) || !isQuery(query)) return false;
  const select = selectOf(query);
  const { where, from, ...rest } = select;
  if (typeOf(select) !== "select" || isNode(rest["_next"]) || rest["groupby"] || rest["having"]) return false;
  if ([...nodesOf(rest)].some((node) => /func/.test(typeOf(node)) || "ast" in node)) return false;
  const sources = sourcesOf(from);
  const others = around(sources, target).filter(({ name }, i) => i < sources.length || name !== target.name);
  return isFalse(where, { ...target, bare: "unsure", others }, row);
}

/** Whether the row is not in what a query gives, which may read its table too. */
function leavesOut(query: Node, target: Target, row: Row): boolean {
  const select = selectOf(query);
  const known = row.known.get(select) ?? selectLeavesOut(select, target, row);
  row.known.set(select, known);
  return known;
}

function selectLeavesOut(select: Node, target: Target, row: Row): boolean {
  const { from, where, _next: next } = select;
  if (typeOf(select) !== "select" || (isNode(next) && !leavesOut(next, target, row))) return false;
  const sources = sourcesOf(from);
  if (!listOfResults(select).every((result) => isResult(result, sources, target))) return false;
  return sources.every((source) => {
    if (isOutside(source, target, row)) return true;
    const { name, table } = source;
    if (table === undefined || table !== target.table || target.common.has(table)) return false;
    const others = around(sources, target).filter((one) => one !== source);
    const inner: Target = { ...target, name, bare: sources.length === 1 ? "own" : "unsure", others };
    return isFalse(where, inner, row) || isFew(select, sources);
  });
}

/** What a query gives for each row; with no such list, nothing that is known. */
function listOfResults({ columns }: Node): readonly unknown[] {
  const results = columns === "*" ? [STAR] : listOf(columns).map((one) => (isNode(one) ? one["expr"] : one));
  return results.length > 0 ? results : [undefined];
}
const STAR: Node = { type: "column_ref", column: "*" };

/** Whether a result is a query's own: a column of what it reads, an aggregate of such, or a constant. */
function isResult(result: unknown, sources: readonly Source[], target: Target): boolean {
  if (!isNode(result)) return false;
  if (isColumn(result) || (typeOf(result) === "aggr_func" && !isNode(result["over"])))
    return (
      sources.length > 0 && !hasQuery(result) && columnsIn(result).every((column) => isGiven(column, sources, target))
    );
  return isConstant(result, "");
}

const hasQuery = (value: unknown): boolean => [...nodesOf(value)].some(isQuery);

/** Whether a column is one of what a query reads. A table may have any; of a query in its place the text tells. */
function isGiven(column: Node, sources: readonly Source[], { common }: Target): boolean {
  const before = lower(nameIn(column["table"]));
  if (before !== "") return sources.some(({ name }) => name === before);
  return sources.some(({ table, query }) => {
    const read = query ?? (table === undefined ? undefined : common.get(table));
    if (!read) return table !== undefined && !common.has(table);
    const results = selectOf(read)["columns"];
    const names = listOf(results === "*" ? [{ expr: STAR }] : results).map((one) =>
      isNode(one) ? lower(nameIn(one["as"])) || (isNode(one["expr"]) ? columnOf(one["expr"]) : "") : "",
    );
    return [columnOf(column), "*"].some((name) => names.includes(name)) || columnOf(column) === "*";
  });
}

/** A query of its own with at most so many rows as it says, or one. */
function isFew(select: Node, sources: readonly Source[]): boolean {
  if (isNode(select["_next"])) return false;
  const { limit } = select;
  const isAlone = columnsIn(select).every((column) => {
    const before = lower(nameIn(column["table"]));
    return before === "" || sources.some(({ name }) => name === before);
  });
  const numbers = isNode(limit) ? listOf(limit["value"]) : [];
  const isLimited =
    numbers.every((one) => isNode(one) && typeOf(one) === "number" && Number(one["value"]) >= 0) &&
    (numbers.length === 2 || (numbers.length === 1 && isNode(limit) && limit["seperator"] === ""));
  const isOne =
    !select["groupby"] &&
    listOfResults(select).every(
      (result) => isNode(result) && typeOf(result) === "aggr_func" && /^(?:min|max)$/i.test(nameIn(result["name"])),
    );
  return isAlone && (isLimited || isOne);
}
