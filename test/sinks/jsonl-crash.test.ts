import { createReadStream, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyLogs } from "../../src/audit/verify.js";
import { testSigner } from "../../src/testing/test-signer.js";
import { folder } from "./folder.js";
import { child } from "./process.js";

const fresh = () => join(folder(), "log.jsonl");
const seqs = (path: string): number[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { data: { seq: number } }).data.seq);
const verified = (path: string) => {
  const log = {
    name: path,
    lines: () => createReadStream(path),
    checkpoints: () => createReadStream(`${path}.checkpoints`),
  };
  return verifyLogs([log], { keys: [testSigner().publicJwk] });
};
const acknowledged = (said: readonly string[]) =>
  Math.max(-1, ...said.filter((line) => line.startsWith("durable")).map((line) => Number(line.split(" ")[1])));

test("killed at any moment, a writer leaves every acknowledged line, and the next carries the log on", async () => {
  const path = fresh();
  let last = -1;
  for (const commits of fc.sample(fc.integer({ min: 0, max: 60 }), 6)) {
    const { process, says, said, ended } = child(path, "append");
    await says("open");
    const first = acknowledged([(await says("durable")) ?? ""]);
    await says(`durable ${first + 4 * commits}`);
    process.kill("SIGKILL");
    await ended;
    last = acknowledged(said);
    expect(seqs(path).at(-1)).toBeGreaterThanOrEqual(last);
  }
  const { said, ended } = child(path, "close");
  await ended;
  expect(said).toEqual(["open 0", "closed 0"]);
  expect(seqs(path)).toEqual(seqs(path).map((_, index) => index));
  expect(seqs(path).length).toBeGreaterThan(last);
  expect(await verified(path)).toMatchObject({ problems: [], logs: [{ state: "closed" }] });
}, 60_000);

test("a full disk refuses what does not fit, keeps what was acknowledged whole, and the log carries on", async () => {
  const path = fresh();
  const { said, ended } = child(path, "append", 64);
  await ended;
  expect(said.at(-1)).toMatch(/^refused audit .*\(EFBIG\)/);
  expect(seqs(path)).toEqual(Array.from({ length: acknowledged(said) + 1 }, (_, index) => index));
  expect(statSync(path).size).toBeLessThanOrEqual(64 * 1024);
  const next = child(path, "close");
  await next.ended;
  expect(next.said).toEqual(["open 0", "closed 0"]);
  expect(await verified(path)).toMatchObject({ problems: [], logs: [{ state: "closed" }] });
}, 60_000);
