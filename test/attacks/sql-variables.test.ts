import { expect, test } from "vitest";
import { said } from "../policy/guardrail/inspected.js";

const writes = { sql: { statements: ["read", "write"] } } as const;
const orders = { sql: { tables: ["orders"] } } as const;

test.each([
  ["SELECT @@version", "@@version"],
  ["SELECT @@global.max_connections", "@@global.max_connections"],
  ["SELECT @@SESSION.sql_mode FROM orders", "@@session.sql_mode"],
  ["SELECT a FROM orders WHERE a = @@datadir", "@@datadir"],
  ["SELECT lower(@@secure_file_priv)", "@@secure_file_priv"],
  ["SELECT a FROM orders WHERE b IN (SELECT @@hostname)", "@@hostname"],
  ["UPDATE orders SET a = @@global.x WHERE id = 1", "@@global.x"],
  ["SELECT @@x := 1", "@@x"],
  ["EXPLAIN SELECT @@version", "@@version"],
])("%s reads the server and no table: it fails by the variable's name", async (sql, name) => {
  const says = `SQL that uses "${name}", a variable of the server (\`functions\` can list it)`;
  expect(await said(writes, sql)).toBe(says);
  if (!sql.includes(":=")) expect(await said(orders, sql)).toBe(says);
});

test.each([
  "SET @@global.x = 1",
  "SET GLOBAL x = 1",
  "SET @@session.sql_mode = ''",
  "SET SESSION x = 1",
  "SHOW search_path",
  "SHOW ALL",
  "SHOW VARIABLES",
  "SHOW STATUS",
  "SHOW GRANTS",
  "SHOW PROCESSLIST",
  "SHOW BINARY LOGS",
])("%s is no read", async (sql) => {
  for (const check of [writes, orders]) expect(await said(check, sql)).not.toBe("passes");
});

test.each(["SHOW TABLES", "SHOW DATABASES", "SHOW COLUMNS FROM orders", "SHOW INDEX FROM orders"])(
  "%s tells of tables, and is a read",
  async (sql) => expect(await said({ sql: { statements: ["read"] } }, sql)).toBe("passes"),
);

test("a variable that the rule lists passes, and no other", async () => {
  const check = { sql: { statements: ["read"], functions: ["@@Global.read_only"] } } as const;
  expect(await said(check, "SELECT @@global.READ_ONLY")).toBe("passes");
  expect(await said(check, "SELECT @@read_only")).toMatch(/uses "@@read_only"/);
  expect(await said(check, "SELECT @@global.read_only, @@version")).toMatch(/uses "@@version"/);
});

test("a parameter is no variable of the server", async () => {
  for (const sql of ["SELECT a FROM orders WHERE id = @p1", "SELECT a FROM orders WHERE id = $1 AND b = '@@x'"])
    for (const check of [writes, orders]) expect(await said(check, sql)).toBe("passes");
});
