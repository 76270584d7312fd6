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

/** A whole number as JavaScript can have it, else NULL: somebody else wrote it, and some drivers throw at one that is larger. */
const whole = (column: string): string =>
  `CASE WHEN typeof(${column}) = 'integer' AND ${column} BETWEEN 0 AND ${MOST} THEN ${column} END AS ${column}`;

/** A text of at most so many bytes, else NULL: its length is known without reading it. */
const text = (column: string, most: number): string =>
  `CASE WHEN typeof(${column}) = 'text' AND octet_length(${column}) <= ${most} THEN ${column} END AS ${column}`;

const MIB = 1024 * 1024;
const NAMES = ["id", "tenant", "kind", "key", "state"].map((column) => text(column, MIB));
/**
 * A row's columns, NULL where one holds what countersign never writes. An honest request has 1 MiB of arguments, shown several
 * times over; a result that rules have read has 16 MiB, up to six times that as JSON.
 */
const COLUMNS = [
  ...NAMES,
  "CAST(seq AS TEXT) AS seq",
  ...["opened_at", "due"].map((column) => `CASE WHEN typeof(${column}) = 'real' THEN ${column} END AS ${column}`),
  whole("version"),
  text("tags", 16 * MIB),
  text("request", 16 * MIB),
  text("progress", 128 * MIB),
].join(", ");

/** The number after the latest; where somebody wrote the last that there is, the latest below it that has none after it. */
const NEXT = `coalesce((SELECT seq + 1 FROM rows AS r WHERE seq BETWEEN 1 AND ${MOST - 1}
  AND NOT EXISTS (SELECT 1 FROM rows AS n WHERE n.seq = r.seq + 1) ORDER BY seq DESC LIMIT 1), 1)`;

/** Every statement; `?` in the order of the columns as written. */
export const SQL = {
  meta: `SELECT ${whole("change")}, time, started FROM meta WHERE one = 1`,
  known: `SELECT ${whole("change")}, time, wall, substr(boot, 1, 99) AS boot, started FROM meta WHERE one = 1`,
  tick: "UPDATE meta SET change = ?, time = ?, wall = ? WHERE one = 1",
  begin: "UPDATE meta SET time = ?, wall = ?, boot = ?, started = ? WHERE one = 1",
  byId: `SELECT ${COLUMNS} FROM rows WHERE id = ?`,
  bySeq: `SELECT ${COLUMNS} FROM rows WHERE seq = ?`,
  byKey: `SELECT ${COLUMNS} FROM rows WHERE tenant = ? AND kind = ? AND key = ?`,
  insert: `INSERT INTO rows (seq, id, tenant, kind, key, version, state, opened_at, due, wake, change, tags, request, progress)
    VALUES (${NEXT}, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
  update: `UPDATE rows SET version = ?, state = ?, due = ?, wake = ?, change = ?,
    tags = coalesce(nullif(?, ''), tags), request = coalesce(nullif(?, ''), request), progress = ?
    WHERE seq = ?`,
  tag: "INSERT OR IGNORE INTO tags (tenant, tag, kind, state, seq) VALUES (?, ?, ?, ?, ?)",
  untag: "DELETE FROM tags WHERE tenant = ? AND tag = ? AND kind = ? AND state = ? AND seq = ?",
  listed:
    "SELECT seq FROM rows WHERE tenant = ? AND kind = ? AND state = ? AND seq > 0 AND seq < ? ORDER BY seq DESC LIMIT ?",
  tagged: `SELECT seq FROM tags WHERE tenant = ? AND tag = ? AND kind = ? AND state = ? AND seq > 0 AND seq < ?
    AND typeof(seq) = 'integer' ORDER BY seq DESC LIMIT ?`,
  due: "SELECT CAST(seq AS TEXT) AS seq FROM rows WHERE wake <= ? ORDER BY wake LIMIT ?",
  leave: "UPDATE rows SET wake = ? WHERE seq = ?",
  changed: `SELECT ${text("id", MIB)}, change FROM rows
    WHERE change > ? AND change <= (SELECT change FROM meta WHERE one = 1) ORDER BY change LIMIT ?`,
  dataVersion: "PRAGMA data_version",
} as const;
