import type { SqlWord } from "./sql-text.js";
import { isNode, type Node, nameIn, nodesOf, typeOf } from "./sql-tree.js";

/** What a statement does to a database; `other`: to the session, or it is not known. */
export type SqlClass = "read" | "write" | "ddl" | "other";

const CLASSES: Readonly<Record<string, SqlClass>> = {
  select: "read",
  show: "read",
  desc: "read",
  insert: "write",
  replace: "write",
  update: "write",
  delete: "write",
  merge: "write",
  call: "write",
  load_data: "write",
  create: "ddl",
  alter: "ddl",
  drop: "ddl",
  truncate: "ddl",
  rename: "ddl",
  grant: "ddl",
  revoke: "ddl",
  comment: "ddl",
};
// Others tell of the server, its settings and who uses it. To PostgreSQL the word is the name of a setting.
const SHOWN = /^(?:tables|databases|schemas|columns|index|indexes|keys|create)$/i;
const WRITES: ReadonlySet<string> = new Set(["insert", "replace", "update", "delete", "merge"]);
// No name of a column that is not quoted; so that no grammar has to be right about the statements inside a query.
const WORDS: ReadonlySet<string> = new Set(
  "insert update delete merge into truncate drop create alter grant revoke".split(" "),
);
// Functions that change something or reach beyond the tables.
const ACTS =
  /^(?:nextval|setval|set_config|pg_(?:read|write|ls|stat|file|reload|rotate|terminate|cancel|promote|switch|create|drop|logical|replication|notify|advisory|try_advisory|execute)\w*|lo_\w+|dblink\w*|(?:query|table|cursor|schema|database)_to_xml\w*|txid_current|load_file|sys_(?:exec|eval|get|set)|(?:get|release|release_all)_locks?|load_extension|readfile|writefile|edit|fts3_tokenizer)$/i;

/** The class of a statement. A query that locks rows, stores its result or calls what changes something is a write. */
export function classOf(root: Node, words: readonly SqlWord[]): SqlClass {
  const own = CLASSES[typeOf(root)] ?? "other";
  if (own !== "read") return own;
  if (typeOf(root) === "show" && !SHOWN.test(shownBy(root))) return "other";
  const writes = words.some(isWriting) || locks(words) || acts(words) || hasWrite(root);
  return writes ? "write" : "read";
}

const shownBy = ({ keyword, var: named }: Node): string =>
  keyword === "var" && isNode(named) ? nameIn(named["name"]) : nameIn(keyword);

/** Whether a statement calls a function that is known to do more than compute. */
export const acts = (words: readonly SqlWord[]): boolean =>
  words.some(({ word, after }) => after === "(" && isActing(word));

/** Whether a function is known to do more than compute. */
export const isActing = (name: string): boolean => ACTS.test(name);

const isWriting = ({ word, as, before, after }: SqlWord): boolean =>
  as === "bare" && before !== "." && after !== "(" && WORDS.has(word.toLowerCase());

// MySQL's ":=" in a query changes a variable of the session, which lives longer than the query.
function hasWrite(root: Node): boolean {
  for (const node of nodesOf(root)) if (WRITES.has(typeOf(node)) || typeOf(node) === "assign") return true;
  return false;
}

// FOR UPDATE is a word above already.
function locks(words: readonly SqlWord[]): boolean {
  const bare = words.map(({ word, as }) => (as === "bare" ? word.toLowerCase() : ""));
  return bare.some((word, i) => {
    const next = bare[i + 1] ?? "";
    return (word === "for" && /^(?:share|key|no)$/.test(next)) || (word === "lock" && next === "in");
  });
}
