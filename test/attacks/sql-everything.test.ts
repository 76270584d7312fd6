import { expect, test } from "vitest";
import { said } from "../policy/guardrail/inspected.js";

const bounded = (sql: string) => said({ sql: { unbounded: "deny" } }, sql);

test.each([
  // It looks at no row of the table.
  "UPDATE t SET a = 1 FROM u WHERE u.b = 1",
  "UPDATE t, u SET t.a = 1 WHERE u.b = 1",
  "DELETE t FROM t JOIN u ON t.a = u.a WHERE u.b = 1",
  "DELETE t, u FROM t JOIN u WHERE t.a = 1",
  "DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = 1)",
  "DELETE FROM t WHERE (SELECT count(*) FROM t) > 0",
  "DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE t.a = t.a)",
  "UPDATE t SET a = 1 FROM u WHERE a = 5 AND u.b = 1",
  // It holds for every row.
  "DELETE FROM t WHERE id IS NOT NULL",
  "DELETE FROM t WHERE NOT (id IS NULL)",
  "DELETE FROM t WHERE id IS NOT NULL OR a = 1",
  "DELETE FROM t WHERE id = 1 OR true",
  "DELETE FROM t WHERE 'a' LIKE '%'",
  "DELETE FROM t WHERE a LIKE '%_%'",
  "DELETE FROM t WHERE a LIKE concat('%', '%')",
  "DELETE FROM t WHERE id >= id - 1",
  "DELETE FROM t WHERE id * 0 = 0",
  "DELETE FROM t WHERE id <> id + 1",
  "DELETE FROM t WHERE id BETWEEN id AND id",
  "DELETE FROM t WHERE id IN (id, 1)",
  "DELETE FROM t WHERE id = coalesce(id, 1)",
  "DELETE FROM t WHERE length(a) >= 0",
  "DELETE FROM t WHERE coalesce(a, 1)",
  "DELETE FROM t WHERE CASE WHEN a = 1 THEN 1 ELSE 1 END = 1",
  "DELETE FROM t WHERE id IN (SELECT id FROM t)",
  "DELETE FROM t WHERE id IN (SELECT id FROM t WHERE 1 = 1)",
  "DELETE FROM t WHERE EXISTS (SELECT 1 FROM t x WHERE x.id = t.id)",
  // It replaces rows without an UPDATE.
  "REPLACE INTO t SELECT * FROM u",
  "INSERT OR REPLACE INTO t SELECT * FROM u",
  "INSERT INTO t SELECT a FROM u ON DUPLICATE KEY UPDATE a = 1",
  "INSERT INTO t (a) SELECT a FROM u ON CONFLICT (a) DO UPDATE SET a = 1",
  "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE",
  "TRUNCATE t",
  "WITH x AS (DELETE FROM t WHERE id IS NOT NULL RETURNING *) SELECT * FROM x",
])("%s", async (sql) => expect(await bounded(sql)).not.toBe("passes"));

test.each([
  "DELETE FROM t WHERE id = 5",
  "DELETE FROM t AS x WHERE x.id = 5",
  "DELETE t FROM t JOIN u ON t.a = u.a WHERE t.b = 1",
  "UPDATE t SET a = 1 FROM u WHERE t.id = u.id",
  "UPDATE t, u SET t.a = 1 WHERE t.id = u.id",
  "DELETE FROM t WHERE lower(mail) = 'bo@example.com'",
  "DELETE FROM t WHERE created < now() - 30",
  "DELETE FROM t WHERE id IN (SELECT id FROM t WHERE a = 1)",
  "DELETE FROM t WHERE id IN (SELECT id FROM u)",
  "DELETE FROM t WHERE a IS NULL AND b LIKE 'x%'",
  "DELETE FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = t.id)",
  "REPLACE INTO t VALUES (1)",
  "INSERT INTO t SELECT * FROM u",
])("%s is bounded", async (sql) => expect(await bounded(sql)).toBe("passes"));
