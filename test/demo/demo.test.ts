import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "countersign-demo-test-"));
let said = "";

beforeAll(async () => {
  const { OPENAI_API_KEY: _, ...env } = process.env;
  const args = ["--import", "tsx", "examples/demo/main.ts", "--scripted", "--folder", folder];
  said = (await promisify(execFile)(process.execPath, args, { env })).stdout; // rejects unless it exits with 0
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the demo's user is refused where a person would be", () => {
  expect(said.match(/cleo says approve: Not recorded\. This is your own call/g)).toHaveLength(3);
});

test("one export ran as asked, the other as it was modified, and the agent was told so", () => {
  expect(said).toContain("sent at,level,message to https://logs.partner.example/in");
  expect(said).toContain("sent at,level,message to https://archive.acme.example/c-7");
  expect(said).toContain("Executed with arguments modified by a reviewer");
});

test("the denied deletion and the injected export left no trace in the database", () => {
  expect(said).toContain("customer c-9 is still there; the injected export left no trace");
  expect(said).not.toMatch(/sent .* to .*evil/);
});

test("the injected export was denied by policy, which the log tells", () => {
  expect(said).toMatch(/call\.denied\s+customer_logs\.export · by rule unknown-place/);
});

test("the log is closed and verified, and openssl agrees until one byte is flipped", () => {
  expect(said).toMatch(/events, closed, .* 2 executed digests as approved\nnothing is wrong/);
  expect(said).toContain("as written: exit 0; with one byte flipped: exit 1");
  expect(existsSync(join(folder, "log"))).toBe(true);
});
