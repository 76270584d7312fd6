/** Marks a file as this store's ("CSGN"), https://sqlite.org/pragma.html#pragma_application_id. */
export const APPLICATION = 0x4353474e;
export const SCHEMA_VERSION = 2;
const MOST = Number.MAX_SAFE_INTEGER - 1;

/**
 * `seq` is the order of opening. `wake` is `due`, or until when a sweeper has the row. `change` grows with every write of
 * the database, so that another process finds what changed. `meta.time` is the latest time that was ever written, `wall`
 * the wall clock then, or `time` where that was earlier; `started` is the store's time when the machine's start `boot` began.
 */
export const SCHEMA = `
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  change INTEGER NOT NULL,
  time REAL NOT NULL,
  wall REAL NOT NULL DEFAULT 0,
  boot TEXT,
  started REAL NOT NULL DEFAULT 0
);
INSERT INTO meta (one, change, time) VALUES (1, 0, 0);
CREATE TABLE rows (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  opened_at REAL NOT NULL,
  due REAL NOT NULL,
  wake REAL NOT NULL,
  change INTEGER NOT NULL,
  tags TEXT NOT NULL,
  request TEXT NOT NULL,
  progress TEXT NOT NULL,
  UNIQUE (tenant, kind, key)
);
CREATE INDEX rows_by_state ON rows (tenant, kind, state);
CREATE INDEX rows_by_wake ON rows (wake);
CREATE INDEX rows_by_change ON rows (change);
CREATE TABLE tags (
  tenant TEXT NOT NULL,
  tag TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES rows (seq),
  PRIMARY KEY (tenant, tag, kind, state, seq)
) WITHOUT ROWID;
PRAGMA application_id = ${APPLICATION};
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** What makes the tables of version 1 those of version 2. */
export const UPGRADE = `
ALTER TABLE meta ADD COLUMN wall REAL NOT NULL DEFAULT 0;
ALTER TABLE meta ADD COLUMN boot TEXT;
ALTER TABLE meta ADD COLUMN started REAL NOT NULL DEFAULT 0;
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** A whole number as JavaScript can have it; NULL is one that somebody else wrote, at which some drivers throw. */
const whole = (column: string): string =>
  `CASE WHEN typeof(${column}) = 'integer' AND ${column} BETWEEN 0 AND ${MOST} THEN ${column} END AS ${column}`;

/** Every statement; `?` in the order of the columns as written. */
export const SQL = {
  meta: `SELECT ${whole("change")}, time, started FROM meta WHERE one = 1`,
  known: `SELECT ${whole("change")}, time, wall, substr(boot, 1, 99) AS boot, started FROM meta WHERE one = 1`,
  tick: "UPDATE meta SET change = ?, time = ?, wall = ? WHERE one = 1",
  begin: "UPDATE meta SET time = ?, wall = ?, boot = ?, started = ? WHERE one = 1",
  byId: "SELECT * FROM rows WHERE id = ?",
  bySeq: "SELECT * FROM rows WHERE seq = ?",
  byKey: "SELECT * FROM rows WHERE tenant = ? AND kind = ? AND key = ?",
  insert: `INSERT INTO rows (id, tenant, kind, key, version, state, opened_at, due, wake, change, tags, request, progress)
    VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
  update: `UPDATE rows SET version = version + 1, state = ?, due = ?, wake = ?, change = ?, tags = ?, request = ?, progress = ?
    WHERE seq = ?`,
  tag: "INSERT INTO tags (tenant, tag, kind, state, seq) VALUES (?, ?, ?, ?, ?)",
  untag: "DELETE FROM tags WHERE tenant = ? AND tag = ? AND kind = ? AND state = ? AND seq = ?",
  listed: "SELECT seq FROM rows WHERE tenant = ? AND kind = ? AND state = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
  tagged: `SELECT seq FROM tags WHERE tenant = ? AND tag = ? AND kind = ? AND state = ? AND seq < ?
    ORDER BY seq DESC LIMIT ?`,
  due: "SELECT seq FROM rows WHERE wake <= ? ORDER BY wake LIMIT ?",
  leave: "UPDATE rows SET wake = ? WHERE seq = ?",
  changed: "SELECT id, change FROM rows WHERE change > ? ORDER BY change LIMIT ?",
  dataVersion: "PRAGMA data_version",
} as const;
