import fc from "fast-check";
import { expect, test } from "vitest";
import { statementsOf } from "../../src/policy/guardrail/sql-text.js";
import { said } from "../policy/guardrail/inspected.js";

const READS = { sql: { statements: ["read"] } } as const;
const HIDDEN = "DROP TABLE users";

/** To one database the statement is in a text or comment, to another it runs. */
test.each<readonly [text: string, why: RegExp]>([
  [`SELECT '\\'; ${HIDDEN}; --'`, /a backslash before a quote/],
  [`SELECT '\\\\\\'; ${HIDDEN}; -- '`, /a backslash before a quote/],
  [`SELECT "\\"; ${HIDDEN}; -- "`, /a backslash before a quote/],
  [`SELECT E'\\'; ${HIDDEN}; -- '`, /a backslash before a quote/],
  [`SELECT 1 # \n; ${HIDDEN}`, /a # outside/],
  [`SELECT 1 # ' \n; ${HIDDEN} -- '`, /a # outside/],
  [`SELECT 1 --1\n; ${HIDDEN}`, /a -- without a space/],
  [`SELECT 1--; ${HIDDEN}`, /a -- without a space/],
  [`SELECT 1 -- x\r; ${HIDDEN}`, /a line end within a comment/],
  [`SELECT 1 /*! ; ${HIDDEN} */`, /a comment that MySQL runs/],
  [`SELECT 1 /*!50000 ; ${HIDDEN} */`, /a comment that MySQL runs/],
  [`SELECT 1 /*M! ; ${HIDDEN} */`, /a comment that MySQL runs/],
  [`SELECT 1 /* /* */ ; ${HIDDEN} -- */`, /a comment in a comment/],
  [`SELECT 1 /* ; ${HIDDEN}`, /a comment that does not end/],
  [`SELECT $$ ' $$; ${HIDDEN}; -- '`, /quotes of dollars/],
  [`SELECT $a$ ' $a$; ${HIDDEN}; -- '`, /quotes of dollars/],
  [`SELECT \`'\`; ${HIDDEN}; -- '`, /signs in backticks/],
  [`SELECT \`/*\`; ${HIDDEN} /* */`, /signs in backticks/],
  [`SELECT [']; ${HIDDEN}; -- ']`, /square brackets/],
  [`SELECT [/*]; ${HIDDEN} /* */`, /square brackets/],
  [`SELECT U&'\\0027'; ${HIDDEN}`, /escapes after U&/],
  [`SELECT 1\0; ${HIDDEN}`, /a NUL character/],
  [`SELECT 1\u00a0; ${HIDDEN}`, /an unusual character/],
  [`SELECT \u200b1; ${HIDDEN}`, /an unusual character/],
  [`SELECT 1\\; ${HIDDEN}`, /a backslash outside/],
  [`SELECT 'a; ${HIDDEN}`, /a quote that is not closed/],
])("%j cannot be read", async (text, why) => expect(await said(READS, text)).toMatch(why));

test.each([
  "SELECT 'C:\\dir\\file', 'a\\\\'",
  "SELECT 'it''s', \"a\"\"b\"",
  "SELECT '--', '/*', '#', '$$', ';'",
  "SELECT 5 - -1, a[1], ARRAY['x', 'y'] FROM t",
  "SELECT /* one */ 1 -- two\r\n",
  "SELECT größe FROM `maße` WHERE $1 = 'ü'",
])("%j is read one way", (text) => expect(statementsOf(text)).toHaveLength(1));

/** Readers as the databases have them: what of a text is code, outside of texts, names and comments. */
interface Dialect {
  readonly backslash: "escapes" | "plain";
  readonly hash: "comment" | "code";
  readonly dashes: "space" | "any";
  readonly nested: "nests" | "flat";
}
const DIALECTS: readonly Dialect[] = [
  { backslash: "plain", hash: "code", dashes: "any", nested: "nests" }, // PostgreSQL
  { backslash: "escapes", hash: "comment", dashes: "space", nested: "flat" }, // MySQL
  { backslash: "plain", hash: "code", dashes: "any", nested: "flat" }, // SQLite
];

function semicolons(text: string, dialect: Dialect): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if (sign === ";") found.push(at);
    else if (sign === "'" || sign === '"') at = quoteEnd(text, at, dialect);
    else if ((sign === "#" && dialect.hash === "comment") || startsComment(text, at, dialect)) at = lineEnd(text, at);
    else if (text.startsWith("/*", at)) at = blockEnd(text, at, dialect);
  }
  return found;
}
function quoteEnd(text: string, start: number, { backslash }: Dialect): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\" && backslash === "escapes") at++;
    else if (text[at] === text[start] && text[at + 1] === text[start]) at++;
    else if (text[at] === text[start]) return at;
  }
  return text.length;
}
const startsComment = (text: string, at: number, { dashes }: Dialect): boolean =>
  text.startsWith("--", at) && (dashes === "any" || at + 2 === text.length || /[ \t\r\n]/.test(text[at + 2] as string));
const lineEnd = (text: string, at: number): number =>
  text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
function blockEnd(text: string, start: number, { nested }: Dialect): number {
  let depth = 1;
  for (let at = start + 2; at < text.length; at++) {
    if (text.startsWith("/*", at) && nested === "nests") [depth, at] = [depth + 1, at + 1];
    else if (text.startsWith("*/", at)) [depth, at] = [depth - 1, at + 1];
    if (depth === 0) return at;
  }
  return text.length;
}

const piece = fc.constantFrom(
  "'",
  '"',
  "\\",
  ";",
  "--",
  "-- ",
  "/*",
  "*/",
  "#",
  "\n",
  " ",
  "a",
  "1",
  "''",
  "(",
  ")",
  "*",
  "/",
  "-",
  "$1",
);

test("what has statements has the same for every database", () => {
  let read = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const text = pieces.join("");
      if (typeof statementsOf(text) === "string") return;
      read++;
      const [first, ...others] = DIALECTS.map((dialect) => semicolons(text, dialect));
      for (const other of others) expect(other).toEqual(first);
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(1000); // it was not all refused
});
