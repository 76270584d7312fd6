import {
  appendFileSync,
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { testSigner } from "../../src/testing/test-signer.js";
import { approve } from "../../src/testing/testing.js";
import { folder } from "../sinks/folder.js";
import { refunds, world } from "../world.js";

const small = { orderId: "o", amount: 20 };

function logged() {
  const path = join(folder(), "audit", "log.jsonl");
  const { cs, people } = world(undefined, { audit: { signer: testSigner(), log: jsonlSink({ path }) } });
  return { path, cs, people, ...refunds(cs) };
}

const replace = (path: string) => {
  copyFileSync(path, `${path}.copy`);
  renameSync(`${path}.copy`, path);
};
const HOW: readonly [string, (path: string) => void, RegExp][] = [
  ["the log is removed", (path) => rmSync(path), /log\.jsonl was removed or moved away/],
  ["the log is rotated away", (path) => renameSync(path, `${path}.1`), /log\.jsonl was removed or moved away/],
  ["the log is replaced by a copy of itself", replace, /another file was put in the place of \S+log\.jsonl /],
  ["the log is cut", (path) => truncateSync(path, 100), /log\.jsonl has \d+ bytes where this process wrote up to \d+/],
  ["the log is emptied", (path) => truncateSync(path, 0), /log\.jsonl has \d+ bytes where/],
  ["somebody else writes the log", (path) => appendFileSync(path, "{}\n"), /log\.jsonl has \d+ bytes where/],
  ["its folder is removed", (path) => rmSync(join(path, ".."), { recursive: true }), /log\.jsonl was removed/],
  [
    "its folder is moved away",
    (path) => renameSync(join(path, ".."), `${join(path, "..")}.old`),
    /was removed or moved/,
  ],
  ["the checkpoints are removed", (path) => rmSync(`${path}.checkpoints`), /log\.jsonl\.checkpoints was removed/],
  ["the checkpoints are replaced", (path) => replace(`${path}.checkpoints`), /another file .*log\.jsonl\.checkpoints /],
  ["the checkpoints are cut", (path) => truncateSync(`${path}.checkpoints`, 9), /\.checkpoints has 9 bytes where/],
  ["the lock is removed", (path) => rmSync(`${path}.lock`), /its lock \S+log\.jsonl\.lock was removed/],
  [
    "the lock is another's",
    (path) => {
      writeFileSync(`${path}.lock`, readFileSync(`${path}.lock`));
      utimesSync(`${path}.lock`, new Date(), new Date());
    },
    /another process took its lock/,
  ],
];

test.each(HOW)("%s under a running process: no body starts, and it is said what to do", async (_, spoil, what) => {
  const { path, cs, issue, ran, people } = logged();
  await issue(small);
  spoil(path);
  const told = { code: "unavailable", part: "audit", executed: "no", reason: expect.stringMatching(what) };
  for (let i = 0; i < 2; i++) expect(await issue.attempt(small)).toMatchObject({ ok: false, error: told });
  const asked = await issue.attempt({ orderId: "o", amount: 600 }, { key: "k", hold: 0 });
  expect(asked).toMatchObject({ ok: false, error: { code: "unavailable", part: "audit" } });
  expect(ran).toHaveLength(1);
  people.done();
  await cs.close().catch(() => undefined);
});

test("an approved call does not start, either", async () => {
  const { path, cs, issue, ran, people } = logged();
  const call = { orderId: "o", amount: 600 };
  await issue.attempt(call, { key: "k", hold: 0 });
  await (await people.next()).answer(approve("ana"));
  renameSync(path, `${path}.1`);
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({
    ok: false,
    error: { part: "audit", executed: "no" },
  });
  expect(ran).toEqual([]);
  await cs.close().catch(() => undefined);
});

test("what was refused is in no file, and what was written stays as it is", async () => {
  const { path, cs, issue } = logged();
  await issue(small);
  renameSync(path, `${path}.1`);
  const kept = readFileSync(`${path}.1`, "utf8");
  await issue.attempt(small);
  await cs.close().catch(() => undefined);
  expect(readFileSync(`${path}.1`, "utf8")).toBe(kept);
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(join(path, "..")).sort()).toEqual(["log.jsonl.1", "log.jsonl.checkpoints"]);
});

test("a file that was cut is not filled up again", async () => {
  const { path, cs, issue } = logged();
  await issue(small);
  truncateSync(path, 0);
  await issue.attempt(small);
  await cs.close().catch(() => undefined);
  expect(readFileSync(path, "utf8")).not.toContain("\0");
});

test("a second name for the log, as a backup makes it, is nothing", async () => {
  const { path, cs, issue, ran } = logged();
  await issue(small);
  linkSync(path, `${path}.backup`);
  linkSync(`${path}.checkpoints`, `${path}.checkpoints.backup`);
  await issue(small);
  expect(ran).toHaveLength(2);
  await cs.close();
});
