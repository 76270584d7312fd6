import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Store } from "../../src/approval/store.js";
import { sqliteOn } from "../../src/stores/sqlite/sqlite-on.js";
import { passed } from "../../src/stores/sqlite/times.js";
import { approved, newPath, raw, row } from "../stores/sqlite-files.js";

const [HOUR, DAY, START] = [3_600_000, 86_400_000, Date.parse("2026-01-01T00:00:00Z")];
let [path, up, off] = ["", 0, 0];
const opened: Store[] = [];
const machine = { boot: "one", uptime: () => up, wall: () => START + up - DAY + off };
/** A process of this machine, which was up for a day when the test began. */
function processOf(): Store {
  const store = sqliteOn({ path }, { machine });
  opened.push(store);
  return store;
}
const write = (sql: string) => raw(path, (database) => void database.exec(sql));
beforeEach(() => {
  [path, up, off] = [newPath(), DAY, 0];
  vi.spyOn(process, "emitWarning").mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((store) => store.close()));
});

test.each([
  "UPDATE meta SET started = -1e15",
  "UPDATE meta SET started = 0, time = 0, wall = 0",
  "UPDATE meta SET time = -8e15",
  "UPDATE meta SET started = x'00'",
  "UPDATE meta SET wall = 'x', boot = x'00'",
  "UPDATE meta SET boot = 'another start', wall = 0",
])("a process goes on counting whatever is written, and what is over expires: %s", async (sql) => {
  const store = processOf();
  const { due: notAfter } = (await store.open(row("r", { dueIn: HOUR }))).row;
  await write(`${sql}; UPDATE rows SET opened_at = 8e15`);
  up += HOUR - 1;
  expect(await store.due(9)).toMatchObject({ rows: [], now: START + HOUR - 1 });
  up += 1;
  expect(await store.compareAndSet("r", { version: 1, notAfter }, approved)).toEqual({ set: false, now: notAfter });
  expect((await store.due(9)).rows).toHaveLength(1);
});

test.each([
  "DELETE FROM meta",
  "UPDATE meta SET time = 'x'",
  "UPDATE meta SET time = x'00'",
  "UPDATE meta SET time = 9e999",
  "UPDATE meta SET time = 1e300",
  "UPDATE meta SET change = 'x'",
  "UPDATE meta SET change = 4611686018427387904",
  "UPDATE meta SET change = -1",
])("nothing is answered while the file's own record is none, and all is once it is right: %s", async (sql) => {
  const store = processOf();
  await store.open(row("r", { dueIn: HOUR }));
  await write(`${sql}`);
  const reason = expect.stringMatching(/record of the time is missing or holds no number.*put back a backup/);
  const refused = { code: "unavailable", part: "store", reason };
  await expect(store.get("r")).rejects.toMatchObject(refused);
  await expect(store.open(row("s"))).rejects.toMatchObject(refused);
  await expect(processOf().get("r")).rejects.toMatchObject(refused);
  await write(`DELETE FROM meta; INSERT INTO meta VALUES (1, 7, ${START}, ${START}, 'one', ${START - DAY})`);
  up += HOUR;
  expect(await store.get("r")).toMatchObject({ now: START + HOUR });
  expect((await store.due(9)).rows).toHaveLength(1);
});

test.each(["started = 'x'", "started = x'00'", "started = 9e999", "wall = 'x'", "boot = x'00'"])(
  "a process does not begin with a record that holds no number: %s",
  async (change) => {
    await processOf().open(row("r"));
    await write(`UPDATE meta SET ${change}`);
    await expect(processOf().get("r")).rejects.toMatchObject({ code: "unavailable", part: "store" });
    await expect(passed(path, HOUR, machine)).rejects.toMatchObject({ code: "unavailable", part: "store" });
  },
);

test("a time that is written ahead opens nothing early: nothing is answered by it, with what to do", async () => {
  const store = processOf();
  await store.open(row("r", { dueIn: 2 * HOUR }));
  await write("UPDATE meta SET time = time + 3600000, started = started + 3600000");
  const error = await store.get("r").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "unavailable",
    part: "store",
    reason: expect.stringMatching(
      /the file says that it is 2026-01-01T01:00:00.000Z, this process has counted to 2026-01-01T00:00:00.000Z, and its clock says 2026-01-01T00:00:00.000Z: .* start this process again/,
    ),
  });
  await expect(store.due(9)).rejects.toMatchObject({ code: "unavailable" });
  await write(`UPDATE meta SET time = ${START}, started = ${START - DAY}`);
  expect(await store.get("r")).toMatchObject({ now: START });
});

test("however often it is written a little ahead, it is a few seconds in all", async () => {
  const store = processOf();
  await store.open(row("r"));
  for (let i = 0; i < 5; i++) {
    await write("UPDATE meta SET time = time + 9000");
    await store.get("r").catch(() => {});
  }
  await write("UPDATE meta SET time = 0");
  expect((await store.get("r")).now).toBeLessThanOrEqual(START + 10_000);
});

test("what passed is believed as far as this process's clock says, and more is once it is started again", async () => {
  const store = processOf();
  await store.open(row("r", { dueIn: HOUR }));
  off = 8 * HOUR; // the machine was paused
  await passed(path, 8 * HOUR, machine);
  expect((await store.get("r")).now).toBe(START + 8 * HOUR);
  off += 9 * HOUR;
  await passed(path, 9 * HOUR, machine);
  up += 9 * HOUR; // it looks only long after it was said
  expect((await store.get("r")).now).toBe(START + 26 * HOUR);
  await passed(path, HOUR, machine);
  await expect(store.get("r")).rejects.toMatchObject({ code: "unavailable" });
  expect((await processOf().get("r")).now).toBe(START + 27 * HOUR);
});

test.each(["8e15", "'x'", "x'00'", "9e999"])(
  "a row's own time of opening makes nobody know what nobody knows: %s",
  async (openedAt) => {
    const store = processOf();
    const { due: notAfter } = (await store.open(row("r", { dueIn: HOUR }))).row;
    off = 8 * HOUR;
    up += 1;
    await store.get("r");
    await write(`UPDATE rows SET opened_at = ${openedAt}`);
    await expect(store.compareAndSet("r", { version: 1, notAfter }, approved)).rejects.toMatchObject({
      code: "unavailable",
    });
  },
);
