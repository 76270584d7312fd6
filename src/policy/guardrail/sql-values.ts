import { listOf, lower } from "./sql-sources.js";
import { isColumn, isNode, type Node, nameIn, nodesOf, typeOf } from "./sql-tree.js";

// The same for every row of a statement. Not dice and counters, which may meet each row.
const STEADY: ReadonlySet<string> = new Set(
  (
    "now current_timestamp current_date current_time localtime localtimestamp statement_timestamp transaction_timestamp " +
    "curdate curtime utc_date utc_time utc_timestamp date time datetime timestamp julianday strftime unixepoch date_add " +
    "date_sub adddate subdate date_trunc make_date make_interval to_date to_timestamp str_to_date from_unixtime " +
    "unix_timestamp lower upper trim concat abs round floor ceil coalesce md5 unhex row"
  ).split(" "),
);
// Of one column: other values give other results.
const TELLING: ReadonlySet<string> = new Set(
  "lower upper lcase ucase trim date year date_trunc json_extract".split(" "),
);
// Types to which a cast does the same. PostgreSQL alone has "::", and no text is a number to it; to SQLite most are 0.
const TELLING_TYPE = /^(?:date|datetime|timestamp|timestamptz|text|uuid)$/i;
const STRICT_TYPE = /^(?:date|timestamp|timestamptz|text|uuid|int|integer|bigint)$/i;

/** What a comparison looks at: a column as it is, or a value made of it. */
export interface Measure {
  readonly column: string;
  readonly form: "plain" | "made";
}

/** The value that one side of a comparison makes of one column of a table, where it differs as the column does. */
export function measureOf(side: unknown, isOwn: (column: Node) => boolean): Measure | undefined {
  if (!isNode(side)) return undefined;
  if (isColumn(side)) return isOwn(side) ? { column: columnOf(side), form: "plain" } : undefined;
  const inner = madeOf(side);
  return isNode(inner) && isColumn(inner) && isOwn(inner) ? { column: columnOf(inner), form: "made" } : undefined;
}

function madeOf(side: Node): unknown {
  const type = typeOf(side);
  if (type === "cast")
    return castsTo(side, side["symbol"] === "::" ? STRICT_TYPE : TELLING_TYPE) ? side["expr"] : undefined;
  if (type === "extract" && isNode(side["args"]))
    return /^year$/i.test(String(side["args"]["field"])) ? side["args"]["source"] : undefined;
  if (type === "binary_expr")
    return /^(?:->>?|#>>?)$/.test(operatorOf(side)) && isLiteral(side["right"]) ? side["left"] : undefined;
  if (type !== "function" || !TELLING.has(calledBy(side))) return undefined;
  const [one, two, ...more] = argumentsOf(side);
  if (calledBy(side) === "date_trunc") return more.length === 0 && isLiteral(one) ? two : undefined;
  const takes = calledBy(side) === "json_extract" ? isLiteral(two) : two === undefined;
  return more.length === 0 && takes ? one : undefined;
}

function castsTo({ target }: Node, types: RegExp): boolean {
  const [one] = listOf(target);
  return isNode(one) && types.test(nameIn(one["dataType"])) && typeof one["length"] !== "number";
}

/**
 * Whether a value is the same for every row: a literal, a parameter, and what is computed of them. Given the column that it
 * is compared with: to PostgreSQL `@id` is that column's absolute value.
 */
export function isConstant(value: unknown, column: string): boolean {
  if (!isNode(value)) return false;
  const each = (values: readonly unknown[]) => values.every((one) => isConstant(one, column));
  const type = typeOf(value);
  if (type === "var") return isParameter(value) && !(value["prefix"] === "@" && lower(nameOf(value)) === column);
  if (isLiteral(value)) return true;
  if (type === "interval" || type === "cast") return each([value["expr"]]);
  if (type === "unary_expr") return /^[+-]$/.test(operatorOf(value)) && each([value["expr"]]);
  if (type === "binary_expr") return /^[-+*/%]$/.test(operatorOf(value)) && each([value["left"], value["right"]]);
  if (type === "expr_list") return each(listOf(value["value"]));
  if (type === "array") return isConstant(value["expr_list"], column);
  return type === "function" && STEADY.has(calledBy(value)) && each(argumentsOf(value));
}

export const isTruth = (value: unknown): value is Node => isNode(value) && /^bool/.test(typeOf(value));

function isLiteral(value: unknown): boolean {
  if (!isNode(value)) return false;
  const type = typeOf(value);
  if (type === "origin") return value["value"] === "?";
  return /^(?:number|bigint|null|param|date|time|datetime|timestamp|bool|boolean|\w*string)$/.test(type);
}

const isParameter = ({ prefix, members }: Node): boolean =>
  typeof prefix === "string" && /^(?:\$|@@?|:)$/.test(prefix) && listOf(members).length === 0;
const nameOf = ({ name }: Node): string => (typeof name === "string" ? name : "");

/** A pattern with a letter or digit in it, written out: without one it may match any text. */
export function isTellingPattern(pattern: unknown): boolean {
  if (!isNode(pattern) || typeOf(pattern) !== "single_quote_string" || isNode(pattern["escape"])) return false;
  return /[\p{L}\p{N}]/u.test(nameIn(pattern));
}

export const operatorOf = ({ operator }: Node): string => (typeof operator === "string" ? operator.toUpperCase() : "");

/** The name of a function that a node calls, in small letters; one with a schema before it is another. */
export function calledBy({ name }: Node): string {
  const parts = isNode(name) && !isNode(name["schema"]) ? listOf(name["name"]) : [];
  return parts.length === 1 ? lower(nameIn(parts[0])) : "";
}

export const argumentsOf = ({ args }: Node): readonly unknown[] => (isNode(args) ? listOf(args["value"]) : []);

/** The name of a column, in small letters; empty where it is none. The parser of MySQL takes `a::date` for a name. */
export function columnOf({ column }: Node): string {
  const name = isNode(column) && isNode(column["expr"]) ? column["expr"]["value"] : column;
  const [own = "", ...casts] = typeof name === "string" ? lower(name).split("::") : [];
  return casts.length === 0 || (/^[a-z_]/.test(own) && casts.every((type) => STRICT_TYPE.test(type))) ? own : "";
}

export const columnsIn = (value: unknown): readonly Node[] => [...nodesOf(value)].filter(isColumn);
