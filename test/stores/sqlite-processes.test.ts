import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Row, Store } from "../../src/approval/store.js";
import { connect } from "../../src/stores/sqlite/connect.js";
import { findDriver } from "../../src/stores/sqlite/driver.js";
import { sqliteStore } from "../../src/stores/sqlite.js";

const CHILD = join(import.meta.dirname, "store-child.ts");
const LONG = 120_000;

let folder = "";
let path = "";
let store: Store;
const children = new Set<ChildProcess>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-processes-"));
  chmodSync(folder, 0o755);
  path = join(folder, "store.db");
  store = sqliteStore({ path });
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  await store.close();
  rmSync(folder, { recursive: true });
});

function start(role: string, ...rest: unknown[]): ChildProcess {
  const options = {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "pipe", "inherit", "ipc"] as ["ignore", "pipe", "inherit", "ipc"],
  };
  const child = fork(CHILD, [role, path, ...rest.map(String)], options);
  children.add(child);
  return child;
}

async function resultOf<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, "exit");
  for (;;) {
    const [message] = await Promise.race([once(child, "message"), ended.then(([code]) => [{ died: code }])]);
    if (message?.died !== undefined) throw new Error(`the child ended with ${message.died} and no result`);
    if ("result" in Object(message)) return message.result as T;
  }
}

/** Starts them, waits until each has loaded, and lets them run at once. */
async function together<T>(starts: readonly (() => ChildProcess)[]): Promise<T[]> {
  const started = starts.map((begin) => begin());
  await Promise.all(started.map((child) => once(child, "message")));
  const results = Promise.all(started.map((child) => resultOf<T>(child)));
  for (const child of started) child.send("go");
  return results;
}

const open = (id: string, dueIn = 3_600_000) =>
  store.open({ id, tenant: "t", kind: "call", key: id, state: "pending", dueIn, tags: [], request: {}, progress: {} });

test(
  "two processes see each other's decisions, each after the one before it",
  async () => {
    for (let i = 0; i < 60; i++) await open(`${i}`);
    const [even, odd] = await together<number[]>([() => start("chain", 0, 60), () => start("chain", 1, 60)]);
    expect([even?.length, odd?.length]).toEqual([30, 30]);
    for (let i = 0; i < 60; i++) expect((await store.get(`${i}`)).row).toMatchObject({ state: "approved", version: 2 });
  },
  LONG,
);

test(
  "of 8 processes that change the same 200 rows, one wins each row",
  async () => {
    for (let i = 0; i < 200; i++) await open(`${i}`);
    const starts = Array.from({ length: 8 }, () => () => start("race", 200));
    const wins = (await together<number[]>(starts)).flat();
    expect(wins.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    for (let i = 0; i < 200; i++) expect((await store.get(`${i}`)).row?.version).toBe(2);
  },
  LONG,
);

test(
  "6 processes that make the same 50 databases at once all can, and one makes each row",
  async () => {
    const made = await together<number[]>(Array.from({ length: 6 }, () => () => start("make", 50)));
    expect(made.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  },
  LONG,
);

test(
  "4 processes that sweep at once are given each due row once",
  async () => {
    const ids = Array.from({ length: 200 }, (_, i) => `${i}`);
    for (const id of ids) await open(id, 0);
    const swept = await together<string[]>(Array.from({ length: 4 }, () => () => start("sweep")));
    expect(swept.flat().sort()).toEqual(ids.sort());
  },
  LONG,
);

test(
  "processes killed in a burst of writes leave a consistent database and every acknowledged write",
  async () => {
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < 3; round++) {
      const writers = [start("burst"), start("burst"), start("burst")];
      await Promise.all(writers.map((writer, i) => killedAfter(writer, 5 + 17 * round + 5 * i, acknowledged)));
    }
    for (const [id, version] of acknowledged)
      expect((await store.get(id)).row?.version, `the version of ${id}`).toBeGreaterThanOrEqual(version);
    const every = await listed({});
    expect(every.length).toBeGreaterThan(100);
    expect(await listed({ tag: "open" })).toEqual(every.filter(({ version }) => version === 1));
    expect(await listed({ tag: "closed", states: ["approved"] })).toEqual(every.filter(({ version }) => version === 2));
    const database = connect(await findDriver(), path);
    const checks = ["integrity_check", "foreign_key_check"].map((name) => database.prepare(`PRAGMA ${name}`).all());
    database.close();
    expect(checks.flat().map((row) => Object.values(row as object)[0])).toEqual(["ok"]);
  },
  LONG,
);

async function killedAfter(writer: ChildProcess, count: number, acknowledged: Map<string, number>): Promise<void> {
  let text = "";
  let lines = 0;
  writer.stdout?.on("data", (chunk: Buffer) => {
    text += chunk;
    lines = text.split("\n").length - 1;
    if (lines >= count) writer.kill("SIGKILL");
  });
  const [, signal] = await once(writer, "close");
  expect(signal).toBe("SIGKILL");
  for (const line of text.split("\n").slice(0, -1))
    acknowledged.set(line.split(" ")[0] as string, Number(line.split(" ")[1]));
}

async function listed(filter: { tag?: string; states?: readonly Row["state"][] }): Promise<readonly Row[]> {
  return (await store.list({ tenant: "t", limit: 100_000, ...filter })).rows;
}

test(
  "watching keeps a process alive until the decision, and nothing does after it",
  async () => {
    let opened = () => {};
    const waits = new Promise<void>((resolve) => {
      opened = resolve;
    });
    await store.watch(() => opened());
    const child = start("wait");
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk;
    });
    await waits;
    await store.compareAndSet("waited", { version: 1 }, { state: "approved", due: 0, progress: {} });
    expect([(await once(child, "close"))[0], text]).toEqual([0, "approved"]);
  },
  LONG,
);

test(
  "without a driver an operation says what to install",
  async () => {
    expect(await resultOf(start("without"))).toEqual({
      code: "unavailable",
      part: "store",
      reason: expect.stringMatching(
        /has no node:sqlite \(Node has it from 22\.13 on\).*npm install libsql \(or better-sqlite3\)$/,
      ),
      causes: 2,
    });
    expect(existsSync(path)).toBe(false);
  },
  LONG,
);

test(
  "a file that may not be written is said, and left as it was",
  async () => {
    await open("r");
    await store.close();
    chmodSync(path, 0o444);
    const answer = await resultOf(start("readonly", join(folder, "other.db")));
    const reason = expect.stringMatching(/store\.db: it cannot be (written: give this user|opened: make sure that)/);
    expect(answer).toEqual({ code: "unavailable", part: "store", reason });
    const again = sqliteStore({ path });
    const { rows } = await again.list({ tenant: "t", limit: 10 });
    expect(rows.map(({ id }) => id)).toEqual(["r"]);
    await again.close();
  },
  LONG,
);
