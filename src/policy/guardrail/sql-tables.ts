import { acts } from "./sql-class.js";
import type { Parsed } from "./sql-parser.js";
import type { SqlWord } from "./sql-text.js";
import { isColumn, isNode, type Node, nameIn, typeOf } from "./sql-tree.js";

const KNOWN: ReadonlySet<string> = new Set("select insert replace update delete desc truncate rename".split(" "));
const KNOWN_DDL: Readonly<Record<string, RegExp>> = {
  create: /^(?:table|index)$/,
  alter: /^(?:table)?$/,
  drop: /^table$/,
};

interface Found {
  readonly tables: Set<string>;
  /** Names of all common table expressions, and whether one may be in its own text. */
  readonly common: Set<string>;
  readonly recursive: "recursive" | "plain";
  /** Names in quotes with capital letters: to some dialects others than the same without quotes. */
  readonly capital: ReadonlySet<string>;
}
type Scope = ReadonlySet<string>;

/**
 * The tables, views and table functions that a statement touches, each as it is written; undefined where that cannot be
 * told: for statements that do not say it in one place, and for functions that are known to reach beyond.
 */
export function tablesOf(root: Node, noticed: Parsed["tables"], words: readonly SqlWord[]): Scope | undefined {
  if (!isKnown(root) || acts(words) || hides(words, typeOf(root))) return undefined;
  const found = start(words);
  visit(root, found, new Set());
  for (const one of noticed) {
    const [, schema, table = ""] = one.split("::");
    const own = schema === "null" && found.common.has(table) && !found.capital.has(table);
    if (!own) found.tables.add(schema === "null" ? table : `${schema}.${table}`);
  }
  return found.tables;
}

function isKnown(root: Node): boolean {
  const keyword = typeof root["keyword"] === "string" ? root["keyword"].toLowerCase() : "";
  return KNOWN.has(typeOf(root)) || KNOWN_DDL[typeOf(root)]?.test(keyword) === true;
}

/** Tables named where the parser sees none: `TABLE t` as a query, and `IN t` of SQLite. */
function hides(words: readonly SqlWord[], type: string): boolean {
  const query = !(type in KNOWN_DDL || type === "truncate" || type === "rename");
  return words.some(({ word, as, before, after }) => {
    if (as === "quoted" || before === ".") return false;
    return (query && /^table$/i.test(word)) || (/^in$/i.test(word) && after === "");
  });
}

function start(words: readonly SqlWord[]): Found {
  const capital = words.filter(({ word, as }) => as === "quoted" && word !== word.toLowerCase());
  const recursive = words.some(({ word, as }) => as === "bare" && /^recursive$/i.test(word)) ? "recursive" : "plain";
  return { tables: new Set(), common: new Set(), recursive, capital: new Set(capital.map(({ word }) => word)) };
}

function visit(value: unknown, found: Found, scope: Scope): void {
  if (Array.isArray(value)) for (const one of value) visit(one, found, scope);
  if (!isNode(value)) return;
  const inner = common(value, found, scope);
  add(value, found, inner);
  for (const [key, child] of Object.entries(value)) {
    if (key === "with" && Array.isArray(child)) continue;
    if (key === "from") addFunctions(child, found);
    visit(child, found, key === "_next" && value["parentheses_symbol"] === true ? scope : inner);
  }
}

/** What is in scope beside a node's own WITH: each name from its end on, and inside it only where it is recursive. */
function common(node: Node, found: Found, scope: Scope): Scope {
  if (!Array.isArray(node["with"])) return scope;
  let inner = scope;
  for (const one of node["with"] as readonly unknown[]) {
    const name = isNode(one) ? nameIn(one["name"]) : "";
    const after = new Set([...inner, name]);
    visit(isNode(one) ? one["stmt"] : one, found, found.recursive === "recursive" ? after : inner);
    found.common.add(name);
    inner = after;
  }
  return inner;
}

function add(node: Node, { tables, capital }: Found, scope: Scope): void {
  const { db, schema, table } = node;
  if (typeof table !== "string" || isColumn(node) || !("db" in node || typeOf(node) === "desc")) return;
  const qualified = [db, schema].filter((part) => typeof part === "string");
  if (qualified.length === 0 && scope.has(table) && !capital.has(table)) return;
  tables.add([...qualified, table].join("."));
}

/** Functions in the place of a table. */
function addFunctions(source: unknown, found: Found): void {
  if (Array.isArray(source)) for (const one of source) addFunctions(one, found);
  if (!isNode(source)) return;
  const { expr, joins } = source;
  if (isNode(expr) && typeOf(expr) === "function") found.tables.add(functionName(expr));
  if (Array.isArray(expr) || (isNode(expr) && typeOf(expr) === "tables")) addFunctions(expr, found);
  addFunctions(joins, found);
}

function functionName({ name }: Node): string {
  if (!isNode(name)) return nameIn(name);
  const parts = [
    name["schema"],
    ...(Array.isArray(name["name"]) ? (name["name"] as readonly unknown[]) : [name["name"]]),
  ];
  return parts
    .map(nameIn)
    .filter((part) => part !== "")
    .join(".");
}
