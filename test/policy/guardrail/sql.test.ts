import { afterEach, expect, test, vi } from "vitest";
import { isCountersignError } from "../../../src/errors.js";
import type { SqlCheck } from "../../../src/policy/guardrail/check.js";
import { said } from "./inspected.js";

type Row = readonly [sql: string, says: string];
const OK = "passes";
const READ = "SQL that reads";
const WRITE = "SQL that writes";
const DDL = "SQL that defines or drops (DDL)";
const OTHER = "SQL that is neither a read, nor a write, nor DDL";
const UNREAD = "SQL that cannot be read";

const judged = (check: SqlCheck, sql: string) => said({ sql: check }, sql);

const CLASSES: readonly Row[] = [
  ["SELECT 1", READ],
  ["select a from t union select b from u", READ],
  ["WITH x AS (SELECT 1) SELECT * FROM x;", READ],
  ["EXPLAIN SELECT 1", READ],
  ["EXPLAIN DELETE FROM t", READ],
  ["EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1", READ],
  ["EXPLAIN QUERY PLAN SELECT 1", READ],
  ["DESCRIBE t", READ],
  ["SHOW TABLES", READ],
  ["SELECT replace(a, 'x', 'y'), truncate(b, 1) FROM t", READ],
  ['SELECT t.update, t."delete" FROM t', READ],
  ["SELECT 'DELETE FROM t' -- INTO\n", READ],
  ["INSERT INTO t VALUES (1)", WRITE],
  ["INSERT INTO t SELECT * FROM u", WRITE],
  ["REPLACE INTO t VALUES (1)", WRITE],
  ["UPDATE t SET a = 1 WHERE b = 2", WRITE],
  ["DELETE FROM t WHERE b = 2", WRITE],
  ["CALL p(1)", WRITE],
  ["LOAD DATA INFILE 'x' INTO TABLE t", WRITE],
  ["SELECT * INTO u FROM t", WRITE],
  ["SELECT a FROM t INTO OUTFILE '/srv/x'", WRITE],
  ["SELECT * FROM t FOR UPDATE", WRITE],
  ["SELECT @a := 1 FROM t", WRITE],
  ["SELECT * FROM t LOCK IN SHARE MODE", WRITE],
  ["WITH x AS (DELETE FROM t WHERE a = 1 RETURNING *) SELECT * FROM x", WRITE],
  ["EXPLAIN ANALYZE DELETE FROM t", WRITE],
  ["EXPLAIN (ANALYZE) INSERT INTO t VALUES (1)", WRITE],
  ["SELECT nextval('s')", WRITE],
  ["SELECT pg_catalog.lo_export(1, '/srv/x')", WRITE],
  ["SELECT \"pg_read_file\"('/etc/passwd')", WRITE],
  ["SELECT load_file('/etc/passwd')", WRITE],
  ["CREATE TABLE t (a int)", DDL],
  ["CREATE TABLE t AS SELECT 1", DDL],
  ["ALTER TABLE t ADD COLUMN a int", DDL],
  ["DROP TABLE t", DDL],
  ["TRUNCATE t", DDL],
  ["GRANT SELECT ON t TO bo", DDL],
  ["RENAME TABLE a TO b", DDL],
  ["SET search_path TO x", OTHER],
  ["BEGIN", OTHER],
  ["COMMIT", OTHER],
  ["SHOW search_path", OTHER],
  ["USE shop", OTHER],
  ["LOCK TABLE t IN EXCLUSIVE MODE", OTHER],
  ["COPY t TO PROGRAM 'sh'", UNREAD],
  ["DO 1", UNREAD],
  ["VACUUM", UNREAD],
  ["TABLE t", UNREAD],
  ["SELEC 1", UNREAD],
  ["MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE", UNREAD],
];

test.each(CLASSES)("the class of %j: %s", async (sql, says) => {
  for (const one of ["read", "write", "ddl"] as const) {
    const said = await judged({ statements: [one] }, sql);
    const allowed = { read: READ, write: WRITE, ddl: DDL }[one];
    expect(said).toBe(says === allowed ? OK : says);
  }
});

test.each<Row>([
  ["SELECT 1; SELECT 2", "several SQL statements"],
  ["SELECT 1;\n-- x\nDROP TABLE t", "several SQL statements"],
  ["SELECT 1;", OK],
  ["SELECT 1; -- x", OK],
  ["SELECT ';'", OK],
  ["", OK],
])("several statements in %j: %s", async (sql, says) => expect(await judged({ many: "deny" }, sql)).toBe(says));

test("each of several statements must pass", async () => {
  expect(await judged({ statements: ["read"] }, "SELECT 1; SELECT 2")).toBe(OK);
  expect(await judged({ statements: ["read"] }, "SELECT 1; DROP TABLE t")).toBe(DDL);
  expect(await judged({ statements: ["read"] }, "SELECT 1; SELEC 2")).toBe(UNREAD);
});

const UNLISTED = "SQL on a table that is not listed";
const UNTOLD = "SQL of which the tables cannot be told";

test.each<Row>([
  ["SELECT 1", OK],
  ["SELECT * FROM orders o", OK],
  ["select * from ORDERS", OK],
  ['SELECT * FROM "Orders"', UNLISTED],
  ["SELECT * FROM sales.items", OK],
  ["SELECT * FROM items", UNLISTED],
  ["SELECT * FROM other.orders", UNLISTED],
  ["SELECT * FROM db.sales.items", UNLISTED],
  ["SELECT * FROM orders, secrets", UNLISTED],
  ["SELECT * FROM orders NATURAL JOIN secrets", UNLISTED],
  ["SELECT * FROM orders JOIN (orders b JOIN secrets c ON true) ON true", UNLISTED],
  ["SELECT * FROM (SELECT * FROM secrets) x", UNLISTED],
  ["SELECT (SELECT max(a) FROM secrets) FROM orders", UNLISTED],
  ["SELECT * FROM orders WHERE a IN (SELECT a FROM secrets)", UNLISTED],
  ["SELECT * FROM orders ORDER BY (SELECT a FROM secrets)", UNLISTED],
  ["SELECT * FROM orders UNION SELECT * FROM secrets", UNLISTED],
  ["INSERT INTO orders SELECT * FROM secrets", UNLISTED],
  ["INSERT INTO secrets VALUES (1)", UNLISTED],
  ["UPDATE orders SET a = (SELECT b FROM secrets) WHERE c = 1", UNLISTED],
  ["UPDATE orders SET a = 1 FROM secrets WHERE c = 1", UNLISTED],
  ["DELETE FROM orders WHERE a = 1", OK],
  ["WITH x AS (SELECT * FROM orders) SELECT * FROM x", OK],
  ["WITH x AS (SELECT 1), y AS (SELECT * FROM x) SELECT * FROM y", OK],
  ["WITH RECURSIVE x AS (SELECT 1 UNION ALL SELECT a FROM x) SELECT * FROM x", OK],
  ["WITH x AS (SELECT * FROM secrets) SELECT 1", UNLISTED],
  ["WITH secrets AS (SELECT * FROM secrets) SELECT * FROM secrets", UNLISTED],
  ["WITH y AS (SELECT * FROM secrets), secrets AS (SELECT 1) SELECT * FROM y", UNLISTED],
  ["(WITH secrets AS (SELECT 1) SELECT * FROM secrets) UNION SELECT * FROM secrets", UNLISTED],
  ["SELECT * FROM (WITH secrets AS (SELECT 1) SELECT 1) x, secrets", UNLISTED],
  ['WITH "Secrets" AS (SELECT 1) SELECT * FROM Secrets', UNLISTED], // two names to PostgreSQL
  ["WITH Secrets AS (SELECT 1) SELECT * FROM secrets", UNLISTED], // and to MySQL
  ["SELECT * FROM generate_series(1, 2)", OK],
  ["SELECT * FROM unlisted_function(1)", UNLISTED],
  ["SELECT * FROM dblink('x')", UNTOLD],
  ["SELECT query_to_xml('SELECT 1', true, true, '')", UNTOLD],
  ["SELECT * FROM orders WHERE a IN secrets", UNTOLD], // a table to SQLite
  ["EXPLAIN SELECT * FROM secrets", UNLISTED],
  ["DESCRIBE secrets", UNLISTED],
  ["DESCRIBE orders", OK],
  ["DROP TABLE orders", OK],
  ["TRUNCATE secrets", UNLISTED],
  ["CREATE INDEX i ON orders (a)", OK],
  ["CREATE INDEX i ON secrets (a)", UNLISTED],
  ["CREATE TABLE orders (a int REFERENCES secrets (a))", UNLISTED],
  ["CREATE VIEW v AS SELECT * FROM orders", UNTOLD],
  ["GRANT SELECT ON orders TO bo", UNTOLD],
  ["CALL p()", UNTOLD],
  ["SHOW TABLES", UNTOLD],
])("the tables of %j: %s", async (sql, says) => {
  expect(await judged({ tables: ["orders", "Sales.Items", "generate_series"] }, sql)).toBe(says);
});

const EVERY =
  "with a WHERE that may hold for every row: nothing that must hold compares a column of the table with a value";

test.each<Row>([
  ["DELETE FROM t", "deletes without WHERE"],
  ["UPDATE t SET a = 1", "updates without WHERE"],
  ["TRUNCATE t", "truncates"],
  ["DELETE t FROM t JOIN u ON t.a = u.a", "deletes without WHERE"],
  ["WITH x AS (DELETE FROM t) SELECT 1", "deletes without WHERE"],
  ["EXPLAIN ANALYZE DELETE FROM t", "deletes without WHERE"],
  ["EXPLAIN DELETE FROM t", OK],
  ["SELECT * FROM t", OK],
  ["INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2", OK],
  ...["a = 1", "a = $1", "a IS NULL", "a IN (1, 2)", "a IN (SELECT b FROM u)", "a BETWEEN 1 AND 2", "a LIKE 'x%'"].map(
    (where): Row => [`DELETE FROM t WHERE ${where}`, OK],
  ),
  ...[
    "a = 1 AND 1 = 1",
    "1 = 1 AND (a = 1 OR b = 2)",
    "EXISTS (SELECT 1 FROM u WHERE u.a = t.a)",
    "lower(a) = 'x'",
  ].map((where): Row => [`UPDATE t SET c = 1 WHERE ${where}`, OK]),
  ...[
    "1 = 1",
    "true",
    "1",
    "'a' = 'a'",
    "NOT false",
    "2 > 1",
    "NULL IS NULL",
    "random() < 2",
    "now() > '2020-01-01'",
    "$1 = $1",
  ].map((where): Row => [`DELETE FROM t WHERE ${where}`, `deletes ${EVERY}`]),
  ...[
    "a = a",
    "t.a = a",
    "(a) = a",
    "a >= A",
    "a IN (a)",
    "a LIKE '%'",
    "a LIKE '%%'",
    "a ~ '.*'",
    "(a = 1) = (b = b)",
    "(a = 1 OR true) IS TRUE",
    "a <> 1",
    "NOT a = 1",
    "t.a = t.b",
  ].map((where): Row => [`DELETE FROM t WHERE ${where}`, `deletes ${EVERY}`]),
  ...[
    "a = 1 OR 1 = 1",
    "NOT (a = 1 AND 1 = 0)",
    "a = 1 OR (b = 2 OR true)",
    "a = 1 || 1 = 1",
    "current_date <> '2020-01-01'",
  ].map((where): Row => [`UPDATE t SET c = 1 WHERE ${where}`, `updates ${EVERY}`]),
  ...[
    "EXISTS (SELECT 1)",
    "EXISTS (SELECT * FROM u WHERE u.a = 1)",
    "EXISTS (SELECT 1 FROM t WHERE t.a = 1)",
    '"a" = "a"',
    "\"a\" <> 'b'",
  ].map((where): Row => [`DELETE FROM t WHERE ${where}`, `deletes ${EVERY}`]),
])("the bounds of %j: %s", async (sql, says) => expect(await judged({ unbounded: "deny" }, sql)).toBe(says));

test("without a path every text of more than a word is SQL", async () => {
  const check = { sql: { statements: ["read"] } } as const;
  expect(await said(check, { query: "SELECT 1", table: "sales.orders", id: "o-17", n: -1.5, e: "", x: "12.5" })).toBe(
    OK,
  );
  expect(await said(check, { query: "SELECT 1", note: "for the boss" })).toBe(`${UNREAD} in "note"`);
  expect(await said(check, { all: ["SELECT 1", "DROP TABLE t"] })).toBe(`${DDL} in "all.1"`);
  expect(await said(check, { "a key of words": 1 })).toBe(OK);
  expect(await said(check, { query: "commit" })).toBe(`${OTHER} in "query"`); // a statement of one word
});

test("with a path only that text is SQL, and it must be there", async () => {
  const check = { sql: { at: "to.query", statements: ["read"] } } as const;
  expect(await said(check, { to: { query: "SELECT 1" }, note: "for the boss" })).toBe(OK);
  expect(await said(check, { to: { query: "DROP TABLE t" } })).toBe(`${DDL} in "to.query"`);
  expect(await said(check, { to: { query: "orders" } })).toBe(`${UNREAD} in "to.query"`);
  for (const value of [{}, { to: {} }, { to: { query: 1 } }, { to: { query: ["SELECT 1"] } }, "SELECT 1", null])
    expect(await said(check, value)).toBe('no text of SQL in "to.query"');
  expect(await said(check, { to: { query: " -- x" } })).toBe('SQL without a statement in "to.query"');
});

test("what is too long, too deep or too much is not read", async () => {
  const check = { statements: ["read"] } as const;
  expect(await judged(check, `SELECT '${"a".repeat(10_000)}'`)).toBe("SQL that is too long to read");
  expect(await judged(check, "SELECT 1;".repeat(51))).toBe("more than 50 SQL statements");
  expect(await judged(check, `SELECT ${"(".repeat(65)}1${")".repeat(65)}`)).toMatch(/nested too deep/);
  expect(await judged(check, `SELECT ${"(".repeat(64)}1${")".repeat(64)}`)).toBe(OK);
});

afterEach(() => {
  vi.doUnmock("node-sql-parser/build/sqlite.js");
  vi.resetModules();
});

test("a table in quotes with capital letters is another than the same without", async () => {
  const of = (...tables: string[]) => ({ tables });
  expect(await judged(of("orders"), 'SELECT * FROM "Orders"')).toBe("SQL on a table that is not listed");
  expect(await judged(of("Orders"), 'SELECT * FROM "Orders"')).toBe(OK);
  expect(await judged(of("orders"), "SELECT * FROM Orders")).toBe(OK);
});

test("without its parser it says what to install", async () => {
  vi.resetModules();
  vi.doMock("node-sql-parser/build/sqlite.js", () => {
    throw new Error("Cannot find package");
  });
  const { inspectorOf } = await import("../../../src/policy/guardrail/inspect.js");
  const failed = await Promise.resolve(inspectorOf({ sql: { many: "deny" } })("SELECT 1")).catch(
    (error: unknown) => error,
  );
  expect(isCountersignError(failed, "input")).toBe(true);
  expect((failed as Error).message).toMatch(/npm install node-sql-parser@5/);
});

test("without its parser a guardrail denies, and says what to install", async () => {
  vi.resetModules();
  vi.doMock("node-sql-parser/build/sqlite.js", () => {
    throw new Error("Cannot find package");
  });
  const { inspectorOf } = await import("../../../src/policy/guardrail/inspect.js");
  const { inspections } = await import("../../../src/policy/inspections.js");
  const inspect = inspections([{ sql: { many: "deny" } }], { predicates: {}, inspectorOf });
  const found = await inspect({ value: "SELECT 1", args: {}, context: {}, of: "arguments" });
  expect(found).toMatch(/^a check could not be made: .*npm install node-sql-parser@5/);
});
