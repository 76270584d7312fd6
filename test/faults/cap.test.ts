import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundled } from "./bundled.js";

const PROCESSES = 4;
const CALLS = 30;
const MOST = 25;
let folder = "";
let program = "";
let remove = () => {};
const children = new Set<ChildProcess>();

beforeAll(async () => {
  ({ folder, program, remove } = await bundled("capped"));
});
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  remove();
});

/** A process that is ready, and how to let it go; its last line is what it says. */
async function ready(name: string): Promise<() => Promise<readonly string[]>> {
  const child = spawn(process.execPath, [program, folder, name, String(CALLS), String(MOST)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.add(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return async () => {
    child.stdin.write("go\n");
    return JSON.parse((await lines.next()).value ?? "[]");
  };
}

test(`${PROCESSES} processes with ${CALLS} calls each at once under one cap of ${MOST}: exactly ${MOST} bodies start`, {
  timeout: 120_000,
}, async () => {
  const go = await Promise.all(Array.from({ length: PROCESSES }, (_, i) => ready(`p${i}`)));
  const came = (await Promise.all(go.map((one) => one()))).flat();
  const starts = readFileSync(join(folder, "started"), "utf8").trim().split("\n");
  expect(came).toHaveLength(PROCESSES * CALLS);
  expect(came.filter((code) => code === "ran")).toHaveLength(MOST);
  expect(new Set(starts).size).toBe(MOST);
  expect(came.filter((code) => code !== "ran" && code !== "denied")).toEqual([]);
});
