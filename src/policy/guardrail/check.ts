import { isHostName } from "../host.js";
import { PATTERN_NAMES } from "../pattern.js";
import { isPlain } from "../plain.js";

const STATEMENTS = ["read", "write", "ddl"] as const;

/**
 * What may be wrong with a value: of the arguments on the way in, of the result on the way out. A check looks at every
 * text, key and number, at any depth.
 */
export type Check =
  /** Private keys, tokens of well-known forms, passwords next to their name or in an address. */
  | "secrets"
  /** E-mail addresses, phone numbers, bank accounts (IBAN) and payment cards with good check digits, IP addresses. */
  | "personal"
  /** Any of these words or phrases, as whole words, in any letter case, spacing or width. */
  | { readonly words: readonly string[] }
  /** Any word of a named pattern: `uuid`, `hex`, `digits`, `identifier`, `slug`, `semver`, `iso-date`, `iban`. */
  | { readonly patterns: readonly string[] }
  /** A list, at any depth, of more than so many items. */
  | { readonly rows: number }
  /** More than so many bytes of canonical JSON. */
  | { readonly bytes: number }
  /** A link to a host that is none of these: `example.com`, `*.example.com`. An empty list: any link. */
  | { readonly hosts: readonly string[] }
  /** SQL that does what this does not allow, or that cannot be read. */
  | { readonly sql: SqlCheck }
  /** A named function that was given with the policy. */
  | { readonly fn: string };

/**
 * What SQL may do. The text is read as PostgreSQL, MySQL and SQLite and must pass as each that can read it; one must. A
 * text that they split differently into code, strings and comments fails. What a function does cannot be known from a
 * text: with `statements` or `tables` those that read nothing but their arguments and change nothing pass by their name,
 * and every other fails unless it is in `functions`, or `write` is allowed and it is known to write.
 */
export interface SqlCheck {
  /** Dotted path of the text, as `query`; it must be there. Without it every text of more than one word is SQL. */
  readonly at?: string;
  /** The classes allowed; statements of no class (`SET`, `BEGIN`, `USE`) then fail. */
  readonly statements?: readonly (typeof STATEMENTS)[number][];
  /** The tables, views and table functions it may touch, each as it is written: `orders` is not `sales.orders`. */
  readonly tables?: readonly string[];
  /** Further functions that it may call, each as it is written: `similarity`, `app.price`; variables of the server: `@@version`. Database, search path and what they do are yours to know. */
  readonly functions?: readonly string[];
  /** More than one statement fails. */
  readonly many?: "deny";
  /**
   * `UPDATE` and `DELETE` without a `WHERE`, or with one that does not say by its form that it leaves a row out (as `id = 5`
   * does, and `id <> 5` does not), fail; so do `TRUNCATE` and what replaces the rows that a query names (`REPLACE INTO … SELECT`, and the like).
   */
  readonly unbounded?: "deny";
}

interface Issue {
  readonly at: readonly string[];
  readonly message: string;
}
type Asked = (given: unknown) => string | undefined;

const KINDS = "secrets, personal, { words }, { patterns }, { rows }, { bytes }, { hosts }, { sql } or { fn }";

/** What is wrong with a check as data, and at which of its keys. */
export function checkIssue(check: unknown): Issue | undefined {
  if (check === "secrets" || check === "personal") return undefined;
  if (!isObject(check)) return { at: [], message: `is no check: use ${KINDS}` };
  const [key, ...more] = Object.keys(check);
  if (key === undefined) return { at: [], message: `says nothing: use ${KINDS}` };
  if (more.length > 0) return { at: [], message: "a check has one key: write several checks" };
  if (key === "sql") return sqlIssue(check[key]);
  const asked = Object.hasOwn(ASKED, key) ? ASKED[key] : undefined;
  const message = asked ? asked(check[key]) : `is no key here: use ${KINDS}`;
  return message === undefined ? undefined : { at: [key], message };
}

function sqlIssue(given: unknown): Issue | undefined {
  if (!isObject(given)) return { at: ["sql"], message: 'give an object, as { statements: ["read"] }' };
  const keys = Object.keys(given);
  if (!keys.some((key) => key !== "at" && key !== "functions"))
    return { at: ["sql"], message: "says nothing: give statements, tables, many or unbounded" };
  for (const key of keys) {
    const asked = Object.hasOwn(SQL_ASKED, key) ? SQL_ASKED[key] : undefined;
    const message = asked ? asked(given[key]) : `is no key here: use ${Object.keys(SQL_ASKED).join(", ")}`;
    if (message !== undefined) return { at: ["sql", key], message };
  }
  return undefined;
}

const isObject = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === "object" && given !== null && !Array.isArray(given);
const isText = (given: unknown): given is string => typeof given === "string";

const listOf =
  (each: (one: string) => unknown, message: string): Asked =>
  (given) =>
    Array.isArray(given) && given.length > 0 && given.every((one) => isText(one) && each(one)) ? undefined : message;
const count: Asked = (given) =>
  Number.isSafeInteger(given) && (given as number) >= 0 ? undefined : "takes a whole number, 0 or more";
const denies: Asked = (given) => (given === "deny" ? undefined : 'takes only "deny"');
const hosts = listOf(isHostName, 'takes a list of host names, as "example.com" or "*.example.com"');

const ASKED: Readonly<Record<string, Asked>> = {
  words: listOf(isWord, "takes a list, not empty, of words without hidden characters or unusual forms of letters"),
  patterns: listOf(
    (name) => PATTERN_NAMES.includes(name),
    `takes a list, not empty, of names: ${PATTERN_NAMES.join(", ")}`,
  ),
  rows: count,
  bytes: count,
  hosts: (given) => (Array.isArray(given) && given.length === 0 ? undefined : hosts(given)),
  fn: (given) => (isText(given) && given !== "" ? undefined : "takes the name of a function"),
};

const SQL_ASKED: Readonly<Record<string, Asked>> = {
  at: (given) => (isText(given) && isPath(given) ? undefined : 'takes the dotted path of a text, as "query"'),
  statements: listOf(
    (one) => (STATEMENTS as readonly string[]).includes(one),
    `takes a list, not empty, of ${STATEMENTS.join(", ")}`,
  ),
  tables: listOf(isPath, 'takes a list, not empty, of tables, as "orders" or "sales.orders"'),
  functions: listOf(isPath, 'takes a list, not empty, of functions, as "similarity" or "app.price"'),
  many: denies,
  unbounded: denies,
};

function isWord(word: string): boolean {
  return isPlain(word) && word.trim() !== "" && word === word.trim();
}
function isPath(path: string): boolean {
  return isPlain(path) && path.split(".").every((part) => part.trim() !== "" && part === part.trim());
}
