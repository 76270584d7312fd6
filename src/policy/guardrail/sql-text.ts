import { type SqlToken, tokens } from "./sql-tokens.js";

/** One statement: its text without comments, and its words in order. */
export interface SqlStatement {
  readonly text: string;
  readonly words: readonly SqlWord[];
}

/** A word as it is written, not inside a text; `quoted` in double quotes or backticks. */
export interface SqlWord {
  readonly word: string;
  readonly as: "bare" | "quoted";
  /** Its place in the statement's text. */
  readonly at: number;
  /** The signs right before and after it, over spaces; empty where there is none or a word. */
  readonly before: string;
  readonly after: string;
}

const DEEPEST = 64;

/**
 * The statements of a text; or why it has none that every dialect splits alike, in words: the text is then one thing to
 * one database and another to the next.
 */
export function statementsOf(text: string): readonly SqlStatement[] | string {
  const all = tokens(text);
  if (typeof all === "string") return all;
  const wrong = nesting(all);
  if (wrong !== undefined) return wrong;
  const pieces: SqlToken[][] = [[]];
  for (const token of all) {
    if (token.kind === "sign" && token.text === ";") pieces.push([]);
    else pieces.at(-1)?.push(token.kind === "comment" ? { kind: "space", text: " " } : token);
  }
  return pieces.filter((piece) => piece.some(({ kind }) => kind !== "space")).map(statement);
}

function nesting(all: readonly SqlToken[]): string | undefined {
  let depth = 0;
  for (const { kind, text } of all) {
    if (kind !== "sign") continue;
    if (text === "(") depth++;
    if (text === ")") depth--;
    if (depth < 0) return "a bracket is closed that was not opened";
    if (depth > DEEPEST) return "is nested too deep";
  }
  return depth === 0 ? undefined : "a bracket is not closed";
}

function statement(piece: readonly SqlToken[]): SqlStatement {
  const shown: (SqlToken & { readonly at: number })[] = [];
  let text = "";
  for (const token of piece) {
    if (token.kind !== "space") shown.push({ ...token, at: text.length });
    text += token.text;
  }
  const sign = (i: number) => (shown[i]?.kind === "sign" ? shown[i].text : "");
  const words = shown.flatMap(({ kind, text: written, at }, i): readonly SqlWord[] => {
    if (kind !== "word" && kind !== "name") return [];
    const [word, as] = kind === "word" ? ([written, "bare"] as const) : ([written.slice(1, -1), "quoted"] as const);
    return [{ word, as, at, before: sign(i - 1), after: sign(i + 1) }];
  });
  return { text: text.trimEnd(), words };
}
