/** A piece of SQL. `name`: in double quotes or backticks; `text`: in single quotes. */
export interface SqlToken {
  readonly kind: "space" | "comment" | "text" | "name" | "word" | "number" | "sign";
  readonly text: string;
}

const SPACE = /[ \t\n\r]+/y;
const WORD = /[\p{L}_][\p{L}\p{N}\p{M}_$]*/uy;
const NUMBER = /\d[\p{L}\p{N}_.]*/uy;
const SIGN = /[\x21-\x7e]/;
const DOLLAR_QUOTE = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
// To SQLite a name. Its inside must be such that for the others, to whom it is code, it ends at the same bracket.
const BRACKETS = /\[(?:[\w\s,:.$]|'[^'\\\]]*')*\]/y;
const PLAIN_NAME = /^[^'"`;\\#]*$/;

/**
 * The pieces of a text, or why PostgreSQL, MySQL and SQLite split it differently, in words: MySQL has backslashes in
 * texts, `#` comments and comments that it runs, and wants a space after `--`; PostgreSQL nests comments and quotes with
 * dollars; SQLite quotes with brackets.
 */
export function tokens(text: string): readonly SqlToken[] | string {
  if (text.includes("\0")) return "a NUL character";
  const found: SqlToken[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    if (typeof token === "string") return token;
    found.push(token);
    at += token.text.length;
  }
  return found;
}

function tokenAt(text: string, at: number): SqlToken | string {
  const sign = text[at] as string;
  if (text.startsWith("--", at)) return lineComment(text, at);
  if (text.startsWith("/*", at)) return blockComment(text, at);
  if (sign === "'" || sign === '"') return quoted(text, at, sign);
  if (sign === "`") return ticked(text, at);
  const space = match(SPACE, text, at);
  if (space !== undefined) return { kind: "space", text: space };
  const word = match(WORD, text, at);
  if (word !== undefined) {
    const escaped = /^u$/i.test(word) && /^&["']/.test(text.slice(at + 1, at + 3));
    return escaped ? "escapes after U&" : { kind: "word", text: word };
  }
  const number = match(NUMBER, text, at);
  if (number !== undefined) return { kind: "number", text: number };
  return oddSign(text, at, sign) ?? { kind: "sign", text: sign };
}

function oddSign(text: string, at: number, sign: string): string | undefined {
  if (sign === "#") return "a # outside of a text";
  if (sign === "\\") return "a backslash outside of a text";
  if (sign === "$" && match(DOLLAR_QUOTE, text, at) !== undefined) return "quotes of dollars";
  if (sign === "[" && match(BRACKETS, text, at) === undefined) return "quotes or signs in square brackets";
  return SIGN.test(sign) ? undefined : "an unusual character outside of a text";
}

function lineComment(text: string, at: number): SqlToken | string {
  const line = text.indexOf("\n", at);
  const end = line < 0 ? text.length : line;
  const comment = text.slice(at, text[end - 1] === "\r" && line >= 0 ? end - 1 : end);
  if (comment.includes("\r")) return "a line end within a comment";
  return /^--(?:[ \t]|$)/.test(comment) ? { kind: "comment", text: comment } : "a -- without a space after it";
}

function blockComment(text: string, at: number): SqlToken | string {
  const end = text.indexOf("*/", at + 2);
  const comment = text.slice(at, end + 2);
  if (end < 0) return "a comment that does not end";
  if (/^\/\*M?!/.test(comment)) return "a comment that MySQL runs";
  return comment.indexOf("/*", 2) < 0 ? { kind: "comment", text: comment } : "a comment in a comment";
}

/** To the next such quote that is not doubled. A backslash must not be what decides where it ends. */
function quoted(text: string, at: number, quote: "'" | '"'): SqlToken | string {
  let backslashes = 0;
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === quote) {
      if (backslashes % 2 === 1) return "a backslash before a quote";
      if (text[end + 1] !== quote) return { kind: quote === "'" ? "text" : "name", text: text.slice(at, end + 1) };
      end++;
    }
    backslashes = text[end] === "\\" ? backslashes + 1 : 0;
  }
  return "a quote that is not closed";
}

function ticked(text: string, at: number): SqlToken | string {
  const end = text.indexOf("`", at + 1);
  const name = text.slice(at + 1, end);
  const plain =
    end > at && PLAIN_NAME.test(name) && !name.includes("--") && !name.includes("/*") && text[end + 1] !== "`";
  return plain ? { kind: "name", text: text.slice(at, end + 1) } : "signs in backticks";
}

function match(form: RegExp, text: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(text)?.[0];
}
