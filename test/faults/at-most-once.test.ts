import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { proven, type Store } from "../../src/index.js";
import { bundled } from "./bundled.js";
import { ana, deployment } from "./refunds.js";

const CALLS = 1000;
const PROCESSES = 8;
const KILLS = 40;
let folder = "";
let worker = "";
let remove = () => {};

beforeAll(async () => {
  ({ folder, program: worker, remove } = await bundled("worker"));
});
afterAll(() => {
  ended = true;
  for (const child of spawned) child.kill("SIGKILL");
  remove();
});

const spawned = new Set<ChildProcess>();
let names = 0;
let ended = false;

/** Starts a worker; one that ends by itself has nothing left to do, one that was killed is replaced. */
function work(done: () => void): void {
  const child = spawn(process.execPath, [worker, folder, `worker-${names++}`, String(CALLS)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  spawned.add(child);
  child.once("exit", (_, signal) => {
    spawned.delete(child);
    if (signal === "SIGKILL" && !ended) work(done);
    else if (spawned.size === 0) done();
  });
}

/** A person who answers what waits: every tenth order is denied. */
async function answerAll(desk: Awaited<ReturnType<typeof deployment>>, stopped: () => "no" | "yes"): Promise<void> {
  const by = proven({ ...ana, proof: "L1", evidence: {} });
  while (stopped() === "no") {
    const { rows } = await desk.store.list({ tenant: "default", kind: "call", states: ["pending"], limit: 100 });
    for (const { id } of rows) {
      const message = await desk.cs.desk.message(id);
      if (message?.state !== "pending") continue;
      const decision = message.view.fields[0]?.text.endsWith('0"') ? "deny" : "approve";
      await desk.cs.desk.review(id, { decision, by, revision: message.revision, digest: message.digest });
    }
    if (rows.length === 0) await pause(5);
  }
}

async function rowsOf(store: Store) {
  const all: Awaited<ReturnType<Store["list"]>>["rows"][number][] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.list({
      tenant: "default",
      kind: "call",
      limit: 200,
      ...(cursor !== undefined && { cursor }),
    });
    all.push(...page.rows);
    if (page.cursor === undefined) return all;
    cursor = page.cursor;
  }
}

test(`${CALLS} asked calls, ${PROCESSES} racing processes, ${KILLS} random kill -9: never two starts for one approval, never one without it`, {
  timeout: 240_000,
}, async () => {
  const desk = await deployment(folder, "desk");
  let over: "no" | "yes" = "no";
  const finished = new Promise<void>((resolve) => {
    for (let i = 0; i < PROCESSES; i++) work(resolve);
  });
  const answering = answerAll(desk, () => over);
  for (let kill = 0; kill < KILLS; kill++) {
    await Promise.race([pause(20 + Math.random() * 250), finished]);
    const victims = [...spawned];
    victims[Math.floor(Math.random() * victims.length)]?.kill("SIGKILL");
  }
  await finished;
  over = "yes";
  await answering;

  const rows = await rowsOf(desk.store);
  await desk.cs.close();
  const starts = (existsSync(join(folder, "started")) ? readFileSync(join(folder, "started"), "utf8") : "")
    .trim()
    .split("\n");
  const approved = new Set(
    rows
      .filter(({ state }) => ["executing", "succeeded", "failed", "unknown"].includes(state))
      .map(({ request }) => (request as { args: { order: string } }).args.order),
  );
  expect(rows).toHaveLength(CALLS);
  expect(starts.filter((order, i) => starts.indexOf(order) !== i)).toEqual([]);
  expect(starts.filter((order) => !approved.has(order) || order.endsWith("0"))).toEqual([]);
  expect(rows.filter(({ state }) => state === "denied")).toHaveLength(CALLS / 10);
  expect(rows.filter(({ state }) => state === "succeeded").length).toBeGreaterThan(CALLS / 2);
  console.log(
    `starts ${starts.length}, ${[...new Set(rows.map(({ state }) => state))].map((state) => ` ${state} ${rows.filter((row) => row.state === state).length}`)}`,
  );
});
