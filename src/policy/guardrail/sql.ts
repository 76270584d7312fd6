import { at, keysOf } from "../../action/paths.js";
import type { Json } from "../../canonical.js";
import type { SqlCheck } from "./check.js";
import { placeOf } from "./place.js";
import { type Look, seek } from "./seek.js";
import { unboundedIn } from "./sql-bounds.js";
import { classOf, type SqlClass } from "./sql-class.js";
import { explained } from "./sql-explain.js";
import { toldName, unknownFunctionIn } from "./sql-functions.js";
import { type Budget, type Parse, type Parsed, sqlParser } from "./sql-parser.js";
import { tablesOf } from "./sql-tables.js";
import { type SqlStatement, statementsOf } from "./sql-text.js";
import { type Node, rootOf } from "./sql-tree.js";
import { variableIn } from "./sql-variables.js";

const LONGEST = 10_000;
const MOST = 50;
/** Looks at the texts of one value, by all parsers together: about a quarter of a second, and a list of 1,000 numbers. */
const LOOKS = 600_000;

const WORD = /^-?[\p{L}\p{N}_$]+(?:[.-][\p{L}\p{N}_$]+)*$/u;
const STATEMENT =
  /^(?:abort|analyze|begin|checkpoint|commit|end|optimize|purge|reindex|reset|restart|rollback|shutdown|stop|vacuum)$/i;

const SAID: Readonly<Record<SqlClass, string>> = {
  read: "SQL that reads",
  write: "SQL that writes",
  ddl: "SQL that defines or drops (DDL)",
  other: "SQL that is neither a read, nor a write, nor DDL",
};

/**
 * Inspects the text at the check's path, else every text that is more than a word. Rejects with code `input` when the
 * parser is not installed.
 */
export function sqlInspector(check: SqlCheck): (value: Json) => Promise<string | undefined> {
  const rules = { ...check, tables: check.tables, functions: new Set(check.functions?.map(lower)) };
  return async (value) => {
    const parse = await sqlParser();
    const budget = { left: LOOKS };
    const look: Look = (text, { kind }) =>
      kind === "text" && !isWord(text.trim()) ? findingIn(text, rules, parse, budget) : undefined;
    return check.at === undefined
      ? seek(value, look)
      : inspectAt(check.at, value, (text) => findingIn(text, rules, parse, budget));
  };
}

type Rules = Pick<SqlCheck, "statements" | "many" | "unbounded"> & {
  readonly tables: readonly string[] | undefined;
  readonly functions: ReadonlySet<string>;
};

function inspectAt(path: string, value: Json, find: (text: string) => string | undefined): string | undefined {
  const text = at(value, path);
  const found = typeof text === "string" ? find(text) : "no text of SQL";
  return found && `${found}${placeOf(keysOf(path))}`;
}

const lower = (text: string): string => text.toLowerCase();
const isWord = (text: string): boolean => text === "" || (WORD.test(text) && !STATEMENT.test(text));

function findingIn(text: string, rules: Rules, parse: Parse, budget: Budget): string | undefined {
  if (text.length > LONGEST) return "SQL that is too long to read";
  const statements = statementsOf(text);
  if (typeof statements === "string") return `SQL that cannot be read (${statements})`;
  if (statements.length === 0) return "SQL without a statement";
  if (statements.length > MOST) return `more than ${MOST} SQL statements`;
  if (statements.length > 1 && rules.many === "deny") return "several SQL statements";
  try {
    return firstOf(statements, (statement) => inStatement(statement, rules, parse, budget));
  } catch (error) {
    if (error instanceof RangeError) return "SQL that takes too long to read";
    throw error;
  }
}

function inStatement(statement: SqlStatement, rules: Rules, parse: Parse, budget: Budget): string | undefined {
  const plan = explained(statement);
  const body = plan?.statement ?? statement;
  const read = parse(body.text, budget);
  if (read.length === 0) return "SQL that cannot be read";
  return firstOf(read, (parsed) => {
    const root = rootOf(parsed.tree);
    if (!root) return "SQL that cannot be read";
    const does = plan?.does === "plans" ? "read" : classOf(root, body.words);
    if (rules.statements && !(rules.statements as readonly string[]).includes(does)) return SAID[does];
    const found = (rules.tables && inTables(root, parsed, body, rules.tables)) ?? inFunctions(root, body, rules);
    return found ?? (rules.unbounded === "deny" && plan?.does !== "plans" ? unboundedIn(root) : undefined);
  });
}

function inFunctions(
  root: Node,
  { words }: SqlStatement,
  { statements, tables, functions }: Rules,
): string | undefined {
  if (!statements && !tables) return undefined;
  const variable = variableIn(root, functions);
  if (variable !== undefined)
    return `SQL that uses ${toldName(variable)}, a variable of the server (\`functions\` can list it)`;
  const called = unknownFunctionIn(root, words, new Set([...functions, ...(tables ?? [])]));
  return called === undefined
    ? undefined
    : `SQL that calls ${toldName(called)}, which may do more than compute (\`functions\` can list it)`;
}

function inTables(
  root: Node,
  { tables }: Parsed,
  { words }: SqlStatement,
  allowed: readonly string[],
): string | undefined {
  const touched = tablesOf(root, tables, words);
  if (!touched) return "SQL of which the tables cannot be told";
  const quoted = new Set(words.flatMap(({ word, as }) => (as === "quoted" && word !== lower(word) ? [word] : [])));
  // To PostgreSQL "Orders" in quotes is another table than orders.
  const isListed = (table: string) =>
    allowed.some((one) =>
      table.split(".").some((part) => quoted.has(part)) ? one === table : lower(one) === lower(table),
    );
  return [...touched].every(isListed) ? undefined : "SQL on a table that is not listed";
}

function firstOf<T>(all: readonly T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
