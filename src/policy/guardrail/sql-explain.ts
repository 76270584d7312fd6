import type { SqlStatement } from "./sql-text.js";

const EXPLAINS = /^(?:explain|describe|desc)$/i;
const BEGINS = /^(?:select|with|insert|update|delete|replace|merge|create|values)$/i;
const OPTIONS: ReadonlySet<string> = new Set(
  (
    "analyze analyse verbose costs settings generic_plan buffers serialize none wal timing summary memory format text " +
    "xml json yaml tree traditional extended partitions query plan on off true false"
  ).split(" "),
);

/** A statement whose plan is asked for. `runs`: with ANALYZE it runs, too. */
export interface Explained {
  readonly statement: SqlStatement;
  readonly does: "plans" | "runs";
}

/** What an EXPLAIN is about. The parsers do not read most of its forms. */
export function explained({ text, words }: SqlStatement): Explained | undefined {
  if (words[0]?.as !== "bare" || words[0].at !== 0 || !EXPLAINS.test(words[0].word)) return undefined;
  const begin = words.findIndex(({ word, as }) => as === "bare" && BEGINS.test(word));
  const options = words.slice(1, begin).map(({ word }) => word.toLowerCase());
  const first = words[begin];
  if (first === undefined || !options.every((option) => OPTIONS.has(option))) return undefined;
  const does = options.some((option) => option.startsWith("analy")) ? "runs" : "plans";
  return { statement: { text: text.slice(first.at), words: words.slice(begin) }, does };
}
