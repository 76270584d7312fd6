import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Store } from "../../src/approval/store.js";
import { sqliteOn } from "../../src/stores/sqlite/sqlite-on.js";
import { passed, timesOf } from "../../src/stores/sqlite/times.js";
import { approved, newPath, raw, refusal, row } from "./sqlite-files.js";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const START = Date.parse("2026-01-01T00:00:00Z");

let path = "";
let up = 0;
let real = 0;
let boot = "one";
const opened: Store[] = [];
let warned: string[] = [];
beforeEach(() => {
  [path, up, real, boot, warned] = [newPath(), HOUR, START, "one", []];
  vi.spyOn(process, "emitWarning").mockImplementation((warning) => void warned.push(String(warning)));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((store) => store.close()));
});

/** Time that passes for everybody. */
const pass = (ms: number) => {
  up += ms;
  real += ms;
};
const restart = (down: number) => {
  boot += "+";
  up = 30_000;
  real += down;
};
/** A process of this machine whose wall clock is off. */
function processOf(off = 0) {
  const clock = { off };
  const store = sqliteOn({ path }, { machine: { boot, uptime: () => up, wall: () => real + clock.off } });
  opened.push(store);
  const now = async () => (await store.get("none")).now;
  return { store, now, clock };
}
const close = () => Promise.all(opened.splice(0).map((store) => store.close()));

test.each([
  ["ahead", DAY],
  ["behind", -DAY],
])(
  "a process whose clock is a day %s moves nobody's time, also when it was there first or is alone",
  async (_, off) => {
    const right = processOf();
    await right.store.open(row("r", { dueIn: HOUR }));
    const wrong = processOf(off);
    await wrong.store.open(row("s", { dueIn: HOUR }));
    expect([await wrong.now(), await right.now()]).toEqual([START, START]);
    expect((await wrong.store.due(9)).rows).toEqual([]);
    await close();
    pass(HOUR - 1);
    const alone = processOf(off);
    expect((await alone.store.due(9)).rows).toEqual([]);
    pass(1);
    expect((await alone.store.due(9)).rows.map(({ id }) => id).sort()).toEqual(["r", "s"]);
  },
);

test("a store that was made by a clock that is a day off goes on from there, at the pace of time", async () => {
  const wrong = processOf(DAY);
  await wrong.store.open(row("r", { dueIn: HOUR }));
  await close();
  pass(MINUTE);
  const right = processOf();
  const { row: opened } = await right.store.open(row("s", { dueIn: HOUR }));
  expect(opened.openedAt).toBe(START + DAY + MINUTE);
  pass(HOUR);
  expect((await right.store.due(9)).rows).toHaveLength(2);
});

test("a clock that jumps while its process runs, ahead and back again, moves nothing", async () => {
  const { store, now, clock } = processOf();
  await store.open(row("r", { dueIn: HOUR }));
  for (const off of [DAY, -DAY, 30 * DAY, 0]) {
    clock.off = off;
    pass(MINUTE);
    expect(await now()).toBe(real);
    expect((await store.due(9)).rows).toEqual([]);
  }
});

test("two processes that disagree by a day for ever see the same time, and deadlines that are as long as they were made", async () => {
  const [one, two] = [processOf(DAY / 2), processOf(-DAY / 2)];
  const { row: first } = await one.store.open(row("r", { dueIn: HOUR }));
  for (let i = 0; i < 60; i++) {
    expect((await (i % 2 ? one : two).store.due(9)).rows).toEqual([]);
    await (i % 2 ? two : one).store.compareAndSet("r", { version: i + 1 }, { ...approved, due: first.due });
    pass(MINUTE);
  }
  for (const { now } of [one, two]) expect(await now()).toBe(first.due);
  expect((await one.store.due(9)).rows).toHaveLength(1);
});

test("a machine that slept for eight hours wakes eight hours later", async () => {
  const { store } = processOf();
  await store.open(row("r", { dueIn: HOUR }));
  pass(8 * HOUR); // the sleep is in the machine's uptime
  expect((await store.due(9)).rows).toHaveLength(1);
});

test("a day in which the machine was off has passed", async () => {
  const before = processOf();
  await before.store.open(row("r", { dueIn: HOUR }));
  await close();
  restart(DAY);
  const after = processOf();
  expect(await after.now()).toBe(START + DAY);
  expect((await after.store.due(9)).rows).toHaveLength(1);
});

test("a day in which the machine was up and no process was is a day, whatever the clock says after it", async () => {
  const before = processOf();
  await before.store.open(row("r", { dueIn: HOUR }));
  await close();
  pass(DAY);
  expect(await processOf(-DAY).now()).toBe(START + DAY);
});

test("over a restart time goes on by as much as the clock did, though it never was right", async () => {
  const before = processOf(3 * DAY);
  await before.store.open(row("r", { dueIn: HOUR }));
  await close();
  restart(2 * HOUR);
  expect(await processOf(3 * DAY).now()).toBe(START + 3 * DAY + 2 * HOUR);
});

test("after a restart with a clock that has gone back nothing is answered, until it is right", async () => {
  const before = processOf();
  await before.store.open(row("r", { dueIn: HOUR }));
  await close();
  restart(MINUTE);
  const { store, clock } = processOf(-DAY);
  expect(await refusal(store)).toMatchObject({
    code: "unavailable",
    part: "store",
    executed: "no",
    reason: expect.stringMatching(
      /\.db: this machine's clock says 2025-12-31T00:01:00.000Z, and said 2026-01-01T00:00:00.000Z when .* npx countersign time \S+ --passed 8h$/,
    ),
  });
  clock.off = 0;
  expect((await store.get("r")).now).toBe(START + MINUTE);
});

test("after a restart as much time passed as the machine is up, at least", async () => {
  const before = processOf();
  await before.store.open(row("r", { dueIn: HOUR }));
  await close();
  restart(MINUTE);
  expect(await processOf(-MINUTE).now()).toBe(START + 30_000);
});

test("where the system names no start, one on which both clocks agree is carried on, and another is not", async () => {
  boot = "";
  const before = processOf();
  await before.store.open(row("r", { dueIn: HOUR }));
  await close();
  pass(MINUTE);
  expect(await processOf().now()).toBe(START + MINUTE);
  await close();
  up = 2 * DAY; // another start, longer than the one before
  real += 3 * DAY;
  expect(await processOf().now()).toBe(real);
  await close();
  pass(HOUR);
  expect(await refusal(processOf(-2 * HOUR).store)).toMatchObject({ code: "unavailable" });
});

test("what must be done in time is refused where the clock went ahead since it was opened, and what is opened then is not", async () => {
  const { store, clock } = processOf();
  const change = (id: string, notAfter: number) => store.compareAndSet(id, { version: 1, notAfter }, approved);
  const { due: soon } = (await store.open(row("old", { dueIn: HOUR }))).row;
  const { due: later } = (await store.open(row("long", { dueIn: 9 * HOUR }))).row;
  await store.open(row("free"));
  clock.off = 8 * HOUR; // a paused virtual machine, or a wrong clock
  pass(1);
  await store.get("none");
  await expect(change("old", soon)).rejects.toMatchObject({
    code: "unavailable",
    part: "store",
    reason: expect.stringMatching(
      /clock says 2026-01-01T08:00:00.001Z, the store's time is 2026-01-01T00:00:00.001Z: .*npx countersign time \S+\.db --passed 8h$/,
    ),
  });
  expect((await change("long", later)).set).toBe(true); // in time by both
  expect((await store.compareAndSet("free", { version: 1 }, approved)).set).toBe(true);
  const { due } = (await store.open(row("new", { dueIn: HOUR }))).row;
  expect((await change("new", due)).set).toBe(true);
  clock.off = 0;
  expect((await change("old", soon)).set).toBe(true);
});

test("a process with a clock that is ahead cannot tell of what was opened before it came; the others can", async () => {
  const right = processOf();
  const { due: notAfter } = (await right.store.open(row("r", { dueIn: HOUR }))).row;
  pass(1);
  const wrong = processOf(DAY);
  await expect(wrong.store.compareAndSet("r", { version: 1, notAfter }, approved)).rejects.toMatchObject({
    code: "unavailable",
  });
  expect((await right.store.compareAndSet("r", { version: 1, notAfter }, approved)).set).toBe(true);
});

test("what passed is told to the store: running processes see it, and nobody doubts any more", async () => {
  const { store, now, clock } = processOf();
  const { due: notAfter } = (await store.open(row("r", { dueIn: 9 * HOUR }))).row;
  await store.open(row("s", { dueIn: HOUR }));
  clock.off = 8 * HOUR;
  const machine = { boot, uptime: () => up, wall: () => real + 8 * HOUR };
  await passed(path, 8 * HOUR, machine);
  expect(await timesOf(path, machine)).toEqual({ store: START + 8 * HOUR, clock: START + 8 * HOUR });
  expect(await now()).toBe(START + 8 * HOUR);
  expect((await store.due(9)).rows.map(({ id }) => id)).toEqual(["s"]);
  expect((await store.compareAndSet("r", { version: 1, notAfter }, approved)).set).toBe(true);
  pass(MINUTE);
  expect(await now()).toBe(START + 8 * HOUR + MINUTE);
});

test("a store that a clock which had gone back stopped is carried on by telling it what passed", async () => {
  await processOf().store.open(row("r", { dueIn: HOUR }));
  await close();
  restart(MINUTE);
  const { store, now } = processOf(-DAY);
  expect(await refusal(store)).toMatchObject({ code: "unavailable" });
  await passed(path, 2 * HOUR, { boot, uptime: () => up, wall: () => real - DAY });
  expect(await now()).toBe(START + 2 * HOUR);
  expect((await store.due(9)).rows).toHaveLength(1);
});

test("a clock that is more than a minute off is said once, and again when it is off otherwise", async () => {
  const { now, clock } = processOf();
  await now();
  for (const off of [MINUTE, DAY, DAY + MINUTE / 2, 0, -DAY]) {
    clock.off = off;
    await now();
    await now();
  }
  const said = (time: string) =>
    `${path}: this process's clock says ${time}, the store's time is 2026-01-01T00:00:00.000Z. Deadlines go by the store's time`;
  expect(warned).toEqual([said("2026-01-02T00:00:00.000Z"), said("2025-12-31T00:00:00.000Z")]);
});

test("a time that was told stands, whatever the clock says in the next process", async () => {
  const before = processOf();
  const { due: notAfter } = (await before.store.open(row("r", { dueIn: 1000 }))).row;
  pass(1000);
  expect((await before.store.compareAndSet("r", { version: 1, notAfter }, approved)).set).toBe(false);
  const after = processOf(-DAY);
  expect(await after.store.compareAndSet("r", { version: 1, notAfter }, approved)).toEqual({
    set: false,
    now: notAfter,
  });
});

test("a database of the version before keeps its rows and its time, also one whose time a wrong clock had stopped", async () => {
  await raw(path, (database) =>
    database.exec(`
CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), change INTEGER NOT NULL, time REAL NOT NULL);
INSERT INTO meta (one, change, time) VALUES (1, 7, ${START + DAY});
CREATE TABLE rows (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
  version INTEGER NOT NULL, state TEXT NOT NULL, opened_at REAL NOT NULL, due REAL NOT NULL, wake REAL NOT NULL,
  change INTEGER NOT NULL, tags TEXT NOT NULL, request TEXT NOT NULL, progress TEXT NOT NULL, UNIQUE (tenant, kind, key));
INSERT INTO rows VALUES (1, 'r', 't', 'call', 'r', 1, 'pending', ${START}, ${START + 2 * DAY}, 0, 7, '[]', '{}', '{}');
CREATE INDEX rows_by_state ON rows (tenant, kind, state);
CREATE INDEX rows_by_wake ON rows (wake);
CREATE INDEX rows_by_change ON rows (change);
CREATE TABLE tags (tenant TEXT NOT NULL, tag TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES rows (seq), PRIMARY KEY (tenant, tag, kind, state, seq)) WITHOUT ROWID;
PRAGMA application_id = ${0x4353474e};
PRAGMA user_version = 1;`),
  );
  const { store, now } = processOf();
  expect((await store.get("r")).row).toMatchObject({ version: 1, openedAt: START });
  expect(await now()).toBe(START + DAY);
  pass(HOUR);
  expect(await now()).toBe(START + DAY + HOUR);
});
