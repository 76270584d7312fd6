import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { timeCommand } from "../../src/cli/time.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { folder } from "../sinks/folder.js";

afterEach(() => void vi.restoreAllMocks());

async function timeRun(...args: string[]) {
  const said: { out: string[]; error: string[] } = { out: [], error: [] };
  const output = {
    out: (line: string) => void said.out.push(line),
    error: (line: string) => void said.error.push(line),
    style: "plain" as const,
  };
  return { code: await timeCommand(args, output), ...said };
}

/** A store that is in use, and the two times that the command tells of it. */
async function used() {
  const path = join(folder(), "store.db");
  const store = sqliteStore({ path });
  await store.get("none");
  const times = async (...args: string[]) => {
    const { code, out } = await timeRun(path, ...args);
    expect(code).toBe(0);
    return out.map((line) => Date.parse(line.replace(/^(store|clock) {2}/, "")));
  };
  return { path, store, times };
}

test("the store's time is told beside the clock's", async () => {
  const { store, times } = await used();
  const [of, clock] = await times();
  expect(Math.abs((of ?? 0) - (clock ?? 0))).toBeLessThan(10_000);
  await store.close();
});

test("what passed moves the store's time, also for who uses it", async () => {
  const { store, times } = await used();
  const { now } = await store.get("none");
  const right = Date.now;
  vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  vi.spyOn(Date, "now").mockImplementation(() => right() + 8 * 3_600_000); // the machine was paused
  const [of] = await times("--passed", "8h");
  expect(of).toBeGreaterThanOrEqual(now + 8 * 3_600_000 - 10);
  expect((await store.get("none")).now).toBeGreaterThanOrEqual(of ?? 0);
  await store.close();
});

test("more than seven days are taken only with --yes, and without it nothing moves", async () => {
  const { path, store, times } = await used();
  const { now } = await store.get("none");
  const { code, out, error } = await timeRun(path, "--passed", "9999d");
  expect([code, out]).toEqual([2, []]);
  expect(error.join()).toContain("countersign time: --passed 9999d is more than 7 days.");
  expect((await store.get("none")).now).toBeLessThan(now + 60_000);
  await times("--passed", "7d");
  const [of] = await times("--passed", "8d", "--yes");
  expect(of).toBeGreaterThanOrEqual(now + 15 * 86_400_000 - 10);
  await store.close();
});

test("what cannot be told is said, with the exit code 2", async () => {
  const { path, store } = await used();
  await store.close();
  const notes = join(folder(), "notes");
  writeFileSync(notes, "not a database, and longer than the head of one\n".repeat(40));
  for (const [args, text] of [
    [[], "name one store"],
    [[`${path}.none`], "there is no "],
    [[path, "--passed", "-8h"], "countersign time"],
    [[path, "--passed", "a day"], "is not a duration"],
    [[path, "--back", "8h"], "--back"],
    [[notes], "is not an SQLite database"],
  ] as const) {
    const { code, error } = await timeRun(...args);
    expect([code, error.join()]).toEqual([2, expect.stringContaining(text)]);
  }
  expect((await timeRun("--help")).out.join()).toContain("--passed");
});
