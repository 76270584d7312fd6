import { expect, test } from "vitest";
import { utf8 } from "../../src/canonical.js";
import type { Check } from "../../src/policy/guardrail/check.js";
import { inspectorOf } from "../../src/policy/guardrail/inspect.js";
import { linksIn } from "../../src/policy/guardrail/links.js";

const LONG = 64_000; // an argument's size is limited to 64 KiB

const UNITS = [
  ..."1 a @ . - : / \\ ( ) [ ] { } < > + = % # $ ' \" ` _ ! * \t \n 0 é 漢 １ ﷺ \u200b \u0301 \ud800 \0".split(" "),
  ...[" ", "1 ", "4111 ", "a@", "a@a.", "a.", "a-", "a:", "1.", "1:", "03 ", "(1", "+1", "DE89", "DE89 ", "e\u0301"],
  ...[
    "a://",
    "https://a",
    "://",
    "www.",
    "](",
    "](a",
    "[a](b)",
    "href=",
    'href="',
    " //a",
    "t.me ",
    "a.com/",
    "https://u:pppp",
    "\\\\'.'",
    "a.com/'",
  ],
  ...[
    "eyJ",
    "eyJ-",
    "eyJaaaaaaaaaaaa.",
    "password",
    "password=",
    "password is ",
    "-----BEGIN ",
    "AKIA",
    "sk-",
    "gh\u0070_",
  ],
  ...["bearer ", "&sig=", "123456789:AA", "0123456789abcdef", "A3T", "xoxb-1", "confidential", "xconfidential "],
];
const CHECKS: readonly Exclude<Check, { readonly fn: string } | { readonly sql: unknown }>[] = [
  "secrets",
  "personal",
  { words: ["confidential", "a a", "漢", "1"] },
  { patterns: ["uuid", "semver", "iban", "iso-date"] },
  { hosts: ["*.example.com"] },
];

/** So many bytes of it. */
const filled = (unit: string, length: number): string => unit.repeat(Math.floor(length / utf8(unit).length));

/** Processor time in milliseconds: a neighbour's work does not count. */
function spent(work: () => unknown): number {
  const since = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
const best = (work: () => unknown): number => Math.min(...[1, 2, 3].map(() => spent(work)));

/** Linear time takes 4 times as long for 4 times as much, quadratic time 16 times; what is this fast is not compared. */
const FAST = 60;
const MOST = 9;

const isLinear = (work: (text: string) => unknown, unit: string, end: string): boolean => {
  const long = `${filled(unit, LONG)}${end}`;
  if (spent(() => work(long)) < FAST || best(() => work(long)) < FAST) return true;
  const short = `${filled(unit, LONG / 4)}${end}`;
  return [1, 2, 3].some(() => best(() => work(long)) < MOST * best(() => work(short)));
};

test.each(CHECKS)("no text makes %j slow", { timeout: 120_000 }, (check) => {
  const inspect = inspectorOf(check);
  const slow = UNITS.flatMap((unit) =>
    ["", "!x"].filter((end) => !isLinear((text) => inspect({ text }), unit, end)).map((end) => unit + end),
  );
  expect(slow).toEqual([]);
});

test("no text makes the links of a text slow", { timeout: 120_000 }, () => {
  expect(UNITS.filter((unit) => !isLinear(linksIn, unit, "x"))).toEqual([]);
});

test("many keys and deep lists are as fast as the text they hold", () => {
  const wide = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, "a@b "]));
  const deep = JSON.parse(`${"[".repeat(500)}"x"${"]".repeat(500)}`);
  for (const check of CHECKS)
    expect(best(() => [inspectorOf(check)(wide), inspectorOf(check)(deep)])).toBeLessThan(500);
});

const nested = (open: string, middle: string, close: string, times: number): string =>
  open.repeat(times) + middle + close.repeat(times);

/** Each takes the parser minutes to hours when it is let, or is as much as it gets. */
const SQL: Readonly<Record<string, string>> = {
  "queries in queries": `SELECT ${nested("EXISTS (SELECT ", "1 2 3", ")", 30)}`,
  brackets: `SELECT ${nested("(", "1 2", ")", 60)}`,
  sums: `SELECT ${nested("(1 + ", "1 2", ")", 60)}`,
  cases: `SELECT ${nested("CASE WHEN (", "1 2", ") THEN 1 END", 60)}`,
  "a list": `SELECT * FROM t WHERE a IN (${filled("12345,", 9_900)}1)`,
  rows: `INSERT INTO t VALUES ${filled("(1,'a'),", 9_900)}(1)`,
  conditions: `DELETE FROM t WHERE ${filled("a=1 OR ", 9_900)}a=1`,
  comparisons: `DELETE FROM t WHERE ${filled("a=", 9_900)}1`,
  negations: `DELETE FROM t WHERE ${filled("NOT ", 9_900)}a`,
  choices: `DELETE FROM t WHERE ${nested("(a<1 AND b=1 OR ", "a=1", ")", 60)}`,
  "choices of queries": `DELETE FROM t WHERE ${nested("(a>1 OR id IN (SELECT id FROM t WHERE ", "a=1", "))", 12)}`,
  "queries that name queries": `WITH x0 AS (SELECT id FROM t WHERE a=1)${Array.from({ length: 60 }, (_, i) => `, x${i + 1} AS (SELECT a.id FROM x${i} a JOIN x${i} b ON true)`).join("")} UPDATE t SET a = 1 WHERE id IN (SELECT id FROM x60)`,
  unions: `SELECT 1 ${filled("UNION SELECT 1 ", 9_900)}`,
  statements: filled("SELECT 1;", 9_900),
  spaces: `SELECT ${filled(" ", 9_900)}1`,
  quotes: filled("'", 9_900),
  comments: filled("/* */", 9_900),
  brackets_of_names: filled("[a", 9_900),
  dollars: filled("$a", 9_900),
  long: filled("SELECT ", LONG),
};

test.each(Object.entries(SQL))("%s in SQL end soon", async (_, query) => {
  const inspect = inspectorOf({ sql: { statements: ["read", "write", "ddl"], tables: ["t"], unbounded: "deny" } });
  await inspect("SELECT 1");
  const since = process.cpuUsage();
  await inspect({ query });
  const { user, system } = process.cpuUsage(since);
  expect((user + system) / 1000).toBeLessThan(1500); // a quarter of a second where nothing else runs
});

test("all the SQL of one value shares one limit", async () => {
  const inspect = inspectorOf({ sql: { statements: ["read"] } });
  const query = SQL["brackets"] as string;
  expect(await inspect({ a: "SELECT 1", b: Array(400).fill(query) })).toBe('SQL that takes too long to read in "b.0"');
  const long = `SELECT ${filled("1 + ", 4_000)}1`;
  expect(await inspect({ a: long })).toBeUndefined();
  expect(await inspect({ a: Array(16).fill(long) })).toMatch(/^SQL that takes too long to read in "a\.\d"$/);
});
