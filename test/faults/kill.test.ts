import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { proven, type Store } from "../../src/index.js";
import { bundled } from "./bundled.js";
import { ana, deployment, issue, issueAgain, started } from "./refunds.js";

let folder = "";
let program = "";
let remove = () => {};
const children = new Set<ChildProcess>();

beforeAll(async () => {
  ({ folder, program, remove } = await bundled("caller"));
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  for (const name of ["store.db", "store.db-wal", "store.db-shm", "started"])
    rmSync(join(folder, name), { force: true });
});
afterAll(() => remove());

let names = 0;

function caller(kind: "plain" | "idempotent", body: "hangs" | "ends") {
  const child = spawn(process.execPath, [program, folder, `caller-${names++}`, kind, body], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  const lines: string[] = [];
  let wake = () => {};
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    wake();
  });
  const says = async (start: string): Promise<string> => {
    for (;;) {
      const line = lines.find((one) => one.startsWith(start));
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const killed = () => new Promise<void>((resolve) => child.once("exit", () => resolve()) && child.kill("SIGKILL"));
  return { says, killed };
}

async function approve(requestId: string): Promise<void> {
  const desk = await deployment(folder, `desk-${names++}`);
  const message = await desk.cs.desk.message(requestId);
  const by = proven({ ...ana, proof: "L1", evidence: {} });
  const said = await desk.cs.desk.review(requestId, {
    decision: "approve",
    by,
    revision: message?.revision ?? 0,
    digest: message?.digest ?? "",
  });
  expect(said.result).toBe("resolved");
  await desk.cs.close();
}

/** The same store a minute later: its clock is what leases are measured by. */
function later(store: Store, ms: number): Store {
  return {
    ...store,
    async open(row) {
      const answer = await store.open(row);
      return { ...answer, now: answer.now + ms };
    },
    async get(id) {
      const answer = await store.get(id);
      return { ...answer, now: answer.now + ms };
    },
  };
}

/** Another process's view a minute after the crash, with the same key. */
async function oneMinuteLater(action: typeof issue) {
  const { cs } = await deployment(folder, `later-${names++}`, (store) => later(store, 60_000));
  const refund = cs.guard(({ order }, run) => {
    started(folder, `${order} ${run.key} ${run.fence}`);
    return order;
  }, action);
  const done = await refund.attempt({ order: "o-1" }, { key: "k" });
  await cs.close();
  return done;
}

const starts = () => readFileSync(join(folder, "started"), "utf8").trim().split("\n");

test("killed while it waits, started again with the same key: it re-attaches to the same request and runs once", async () => {
  const first = caller("plain", "ends");
  const requestId = (await first.says("asked")).split(" ")[1] ?? "";
  await first.killed();
  const second = caller("plain", "ends");
  await approve(requestId);
  expect(await second.says("done")).toBe("done o-1");
  expect(starts()).toHaveLength(1);
});

test("killed in the body: the outcome is unknown, and the same key never runs it again", async () => {
  const first = caller("plain", "hangs");
  await approve((await first.says("asked")).split(" ")[1] ?? "");
  await first.says("in the body");
  await first.killed();
  expect(await oneMinuteLater(issue)).toMatchObject({ ok: false, error: { code: "unknown", executed: "unknown" } });
  expect(await oneMinuteLater(issue)).toMatchObject({ ok: false, error: { code: "unknown" } });
  expect(starts()).toHaveLength(1);
});

test("killed in the body of an action declared idempotent: it starts again with the same downstream key and a new fence", async () => {
  const first = caller("idempotent", "hangs");
  await approve((await first.says("asked")).split(" ")[1] ?? "");
  await first.says("in the body");
  await first.killed();
  expect(await oneMinuteLater(issueAgain)).toMatchObject({ ok: true, value: "o-1" });
  const [one, two] = starts().map((line) => line.split(" "));
  expect([one?.[1] === two?.[1], one?.[2], two?.[2]]).toEqual([true, "1", "2"]);
});
