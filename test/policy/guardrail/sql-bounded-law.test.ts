import fc from "fast-check";
import Database from "libsql";
import { afterAll, expect, test } from "vitest";
import { said } from "./inspected.js";

const isBounded = async (sql: string): Promise<boolean> =>
  (await said({ sql: { unbounded: "deny" } }, sql)) === "passes";

const HONEST = fc.constantFrom(
  "id = 5",
  "id = $1",
  "id IN (1, 2)",
  "a IS NULL",
  "a BETWEEN 1 AND 3",
  "b LIKE 'x%'",
  "lower(b) = 'x'",
  "id IN (SELECT id FROM u)",
);
const TRUE_OF_ALL = fc.constantFrom(
  "1 = 1",
  "id = id",
  "NOT (id = 1 AND id = 2)",
  "1 IN (1, id)",
  "id = (SELECT id)",
  "id <> -77",
  "b LIKE '%'",
  "id IS NOT NULL",
  "EXISTS (SELECT 1)",
  "EXISTS (SELECT count(*) FROM u WHERE u.a = t.a)",
  "id IN (SELECT id FROM t)",
  "(id = 1 OR id <> 1)",
  "(a < 3 OR a >= 3 OR a IS NULL)",
  "id = 1 = 0",
  "(id = 5 AND 1 = 0 OR 1 = 1)",
);

test("beside a condition that bounds, one that holds for every row takes nothing away with AND and everything with OR", async () => {
  await fc.assert(
    fc.asyncProperty(
      HONEST,
      TRUE_OF_ALL,
      fc.constantFrom("DELETE FROM t", "UPDATE t SET a = 1"),
      async (is, all, does) => {
        expect(await isBounded(`${does} WHERE ${is}`)).toBe(true);
        expect(await isBounded(`${does} WHERE ${is} AND ${all}`)).toBe(true);
        expect(await isBounded(`${does} WHERE ${all} AND (${is})`)).toBe(true);
        for (const where of [
          all,
          `${is} OR ${all}`,
          `(${all}) OR ${is}`,
          `${all} OR ${is} AND a = 1`,
          `NOT (${is} AND 1 = 0)`,
        ])
          expect(await isBounded(`${does} WHERE ${where}`)).toBe(false);
      },
    ),
    { numRuns: 100 },
  );
});

/**
 * Rows of many values; those at the ends of each column, in each way they can be combined, are named nowhere else. Bytes are
 * above every number and text, as each column may hold either.
 */
const db = new Database(":memory:");
afterAll(() => db.close());
db.exec("CREATE TABLE t (id, a, b TEXT); CREATE TABLE u (id, a, b TEXT)");
const values = [-1, 0, 1, 2, 3, null].flatMap((a) => ["", "x", "xy", "2", null].map((b) => [a, b] as const));
const above = (i: number) => Buffer.from([255, i]);
const ends = [-9_000, above(99)].flatMap((a) => [" ", "~"].map((b) => [a, b] as const));
const insert = db.prepare("INSERT INTO t VALUES (?, ?, ?)");
for (const [i, [a, b]] of values.entries()) insert.run(i - 5, a, b);
for (const [i, [a, b]] of ends.entries()) for (const id of [-9_000 - i, above(i)]) insert.run(id, a, b);
db.exec("INSERT INTO u SELECT * FROM t WHERE id BETWEEN -4 AND 20");
const rows = values.length + 2 * ends.length;

function changed(sql: string): number | undefined {
  db.exec("BEGIN");
  try {
    return db.prepare(sql).run().changes;
  } catch {
    return undefined; // SQLite does not read it
  } finally {
    db.exec("ROLLBACK");
  }
}

const column = fc.constantFrom("id", "a", "b", "t.id", "t.a", "lower(b)", "id + 0", "abs(id)");
const constant = fc.constantFrom(
  "1",
  "2",
  "-1",
  "'x'",
  "NULL",
  "1 + 1",
  "true",
  "false",
  "lower('X')",
  "date('now')",
  "b",
);
const sign = fc.constantFrom("=", "==", "<", "<=", ">", ">=", "<>", "!=", "IS", "IS NOT", "LIKE", "NOT LIKE");
const pattern = fc.constantFrom("'%'", "'x%'", "'%x%'", "'_%'", "b");
const query = fc.constantFrom(
  "SELECT id FROM u",
  "SELECT id FROM t",
  "SELECT id FROM t WHERE a = 1",
  "SELECT id FROM t WHERE a = 1 OR a <> 1",
  "SELECT id FROM t WHERE a < 2",
  "SELECT id FROM t WHERE a >= 2 OR a IS NULL",
  "SELECT id FROM t WHERE a < 2 OR a IS NULL UNION SELECT id FROM t WHERE a >= 2",
  "SELECT t.id FROM u",
  "SELECT u.id FROM u WHERE u.id = t.id",
  "SELECT x.id FROM t x WHERE x.id = t.id",
  "SELECT x.id FROM t x WHERE x.id = t.id LIMIT 1",
  "SELECT id FROM t ORDER BY id LIMIT 3",
  "SELECT id FROM t LIMIT -1",
  "SELECT max(id) FROM t",
  "SELECT max(id) FROM t GROUP BY id",
  "SELECT id",
  "SELECT 1",
  "SELECT id FROM u UNION SELECT id FROM t",
  "SELECT id FROM (SELECT id FROM t)",
  "SELECT x.id FROM (SELECT id FROM t WHERE a = 1 AND b = 'x') x",
  "SELECT id FROM (SELECT 1 AS y FROM u)",
  "SELECT count(*) FROM u WHERE u.id = t.id",
  "SELECT 1 FROM u WHERE u.id = t.id AND u.a = 1",
  "SELECT 1 FROM u AS t WHERE t.id = 1",
);
const part = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(column, sign, constant).map((all) => all.join(" ")) },
  fc.tuple(constant, sign, column).map((all) => all.join(" ")),
  fc.tuple(column, constant, constant).map(([c, from, to]) => `${c} BETWEEN ${from} AND ${to}`),
  fc
    .tuple(column, fc.constantFrom("IN", "NOT IN"), constant, constant)
    .map(([c, is, x, y]) => `${c} ${is} (${x}, ${y})`),
  fc
    .tuple(fc.constantFrom("b", "lower(b)"), fc.constantFrom("LIKE", "NOT LIKE", "GLOB"), pattern)
    .map((all) => all.join(" ")),
  fc
    .tuple(fc.constantFrom("id", "a", "rowid"), fc.constantFrom("IN", "=", "NOT IN"), query)
    .map(([c, is, of]) => `${c} ${is} (${of})`),
  fc.tuple(fc.constantFrom("EXISTS", "NOT EXISTS"), query).map(([is, of]) => `${is} (${of})`),
  fc.constantFrom(
    "1 = 1",
    "id",
    "(a, b) = (1, 'x')",
    "(id, a) IN ((1, 1), (2, 2))",
    "b || 'x' = 'xx'",
    "id = 1 = 0",
    "a < 1 < 2",
  ),
);
const { condition } = fc.letrec<{ condition: string; joined: string }>((tie) => ({
  condition: fc.oneof({ maxDepth: 4, withCrossShrink: true }, part, tie("joined")),
  joined: fc.oneof(
    fc.tuple(tie("condition"), fc.constantFrom("AND", "OR"), tie("condition")).map((all) => all.join(" ")),
    tie("condition").map((inner) => `(${inner})`),
    tie("condition").map((inner) => `NOT ${inner}`),
  ),
}));
const statement = fc.oneof(
  { weight: 4, arbitrary: condition.map((where) => `DELETE FROM t WHERE ${where}`) },
  condition.map((where) => `UPDATE t SET a = 5 WHERE ${where}`),
  fc
    .tuple(
      fc.constantFrom(
        "u",
        "t AS u",
        "(SELECT * FROM t) AS u",
        "(SELECT id, a FROM t WHERE id = 1) AS u",
        "(SELECT 1 AS c) AS u",
      ),
      fc.constantFrom(
        "t.id = u.id",
        "u.id = t.id",
        "u.id = 1",
        "c = 1",
        "t.id = u.id AND u.a = 1",
        "t.a < u.a",
        "t.id = 1",
      ),
      fc.constantFrom("", " OR t.a = 1", " AND t.a > 1", " AND u.a = 1"),
    )
    .map(([from, where, more]) => `UPDATE t SET b = 'z' FROM ${from} WHERE ${where}${more}`),
);

test("what is called bounded leaves rows of a real table alone", { timeout: 240_000 }, async () => {
  const seen = { bounded: 0, everything: 0 };
  await fc.assert(
    fc.asyncProperty(statement, async (sql) => {
      const count = changed(sql);
      const bounded = await isBounded(sql);
      if (count === rows) seen.everything++;
      if (bounded) seen.bounded++;
      if (bounded && count !== undefined) expect(count).toBeLessThan(rows);
    }),
    { numRuns: Number(process.env["LAW_RUNS"] ?? 1_000) },
  );
  expect(seen.bounded).toBeGreaterThan(100); // it was not all refused
  expect(seen.everything).toBeGreaterThan(25); // and there was something to refuse
});
