import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { splitNotes } from "../../src/audit/notes.js";
import { createRecorder } from "../../src/audit/record.js";
import { leafHash } from "../../src/audit/tree.js";
import { canonical, type JsonObject } from "../../src/canonical.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { testSigner } from "../../src/testing/test-signer.js";
import { approve, deny } from "../../src/testing/testing.js";
import { denied, ended, type Left, listLog, options, otherSigner, read, started, types } from "../audit/support.js";
import { pem, verifyRun } from "../cli/run.js";
import { folder } from "../sinks/folder.js";
import { refunds, world } from "../world.js";

type Line = { type: string; id: string; data: JsonObject };

/** The lines with their numbers and links put right: what anybody can do who has no key. */
function mended(lines: readonly string[]): string[] {
  let prev = "0".repeat(64);
  return lines.map((line, seq) => {
    const event = JSON.parse(line) as Line;
    const data = { ...event.data, prev, seq };
    const text = canonical({ ...event, id: `${event.data["writer"]}-${seq}`, data });
    prev = leafHash(text);
    return text;
  });
}
const without = (lines: readonly string[], which: RegExp) => lines.filter((line) => !which.test(line));
const DECIDED = /review\.recorded|call\.denied|log\.closed/;
const refused = (what: RegExp) => ({
  ok: false,
  error: { code: "unavailable", part: "audit", executed: "no", reason: expect.stringMatching(what) },
});

function process(path: string) {
  const { cs, people } = world(undefined, { audit: { signer: testSigner(), log: jsonlSink({ path }) } });
  return { cs, people, ...refunds(cs) };
}

/** The log of a process that was told no, and closed. */
async function toldNo() {
  const path = join(folder(), "log.jsonl");
  const { cs, people, issue } = process(path);
  people.will(deny("bo", "not this one"));
  await issue.attempt({ orderId: "o", amount: 600 });
  await cs.close();
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return { path, lines, ...splitNotes(readFileSync(`${path}.checkpoints`, "utf8")) };
}

function rewrite(path: string, lines: readonly string[], notes: readonly string[]): void {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  rmSync(`${path}.checkpoints`);
  if (notes.length > 0) writeFileSync(`${path}.checkpoints`, notes.join(""));
}

const KEPT: readonly [string, number, RegExp][] = [
  ["none of its checkpoints", 0, /it has no checkpoint, so nobody signed it/],
  ["its first checkpoint alone", 1, /no checkpoint covers line \d+, nor line \d+, which had to be on disk before it/],
  ["all its checkpoints", 99, /its first \d+ lines are not those that its checkpoint signs|it was cut/],
];

test.each(KEPT)(
  "a log from which a denial was cut, with %s, is not signed at the next start",
  async (_, kept, what) => {
    const { path, lines, notes } = await toldNo();
    const approved = mended(without(lines, DECIDED));
    rewrite(path, approved, notes.slice(0, kept));
    const { cs, issue, ran } = process(path);
    expect(await issue.attempt({ orderId: "o2", amount: 1 })).toMatchObject(refused(what));
    await cs.close().catch(() => undefined);
    expect(ran).toEqual([]);
    expect(readFileSync(path, "utf8").split("\n").slice(0, -1)).toEqual(approved);
    expect(existsSync(`${path}.checkpoints`) ? readFileSync(`${path}.checkpoints`, "utf8") : "").toBe(
      notes.slice(0, kept).join(""),
    );
    const key = join(folder(), "key.pem");
    writeFileSync(key, pem(testSigner().publicJwk));
    expect(await verifyRun(path, "--key", key)).toMatchObject({ code: 1 });
  },
);

test("a start that was cut out cannot be forgotten so: the body does not run twice", async () => {
  const path = join(folder(), "log.jsonl");
  const made = process(path);
  made.people.will(approve("ana"));
  await made.issue({ orderId: "o", amount: 600 }, { key: "k" });
  await made.cs.close();
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  rewrite(path, mended(without(lines, /execution\.|log\.closed/)), []);
  const { cs, people, issue, ran } = process(path);
  people.will(approve("ana"));
  expect(await issue.attempt({ orderId: "o", amount: 600 }, { key: "k" })).toMatchObject(refused(/nobody signed it/));
  await cs.close().catch(() => undefined);
  expect(ran).toEqual([]);
});

/** What a process left that wrote these commits, and was killed. */
async function left(...commits: readonly (readonly Parameters<ReturnType<typeof createRecorder>["append"]>[0][])[]) {
  const log = listLog();
  const recorder = createRecorder(options(log));
  await recorder.open();
  for (const events of commits) {
    for (const event of events) recorder.append(event);
    await recorder.durable();
  }
  return log;
}
async function opened(before: Left, more: Parameters<typeof options>[1] = {}) {
  const log = listLog(before);
  await createRecorder(options(log, more)).open();
  return log;
}
const lacking = ({ lines, checkpoints }: Left, notes: number): Left => ({
  lines,
  checkpoints: checkpoints.slice(0, checkpoints.length - notes),
});
const whole = await left([started("a")], [ended("a")], [denied("b")]);

test("the lines of one commit without a checkpoint are what a crash leaves: the log goes on, and says how many they are", async () => {
  const log = await opened(lacking(await left([started("a")], [ended("a"), denied("b")]), 1));
  expect(read(log.lines)[4]).toMatchObject({ type: "log.recovered", data: { size: 4, uncovered: 2 } });
});

test("a process that was killed in its first commit, again and again, leaves a log that goes on", async () => {
  const once = await opened(lacking(await left(), 1));
  const twice = await opened(lacking(once, 1));
  expect(types(twice.lines)).toEqual([
    "log.opened",
    ...["log.recovered", "log.opened"],
    ...["log.recovered", "log.opened"],
  ]);
  expect(read(twice.lines).map(({ data }) => data["uncovered"])).toEqual([undefined, 1, undefined, 3, undefined]);
});

test("a log that was closed and whose end has no checkpoint goes on, and says so", async () => {
  const log = listLog();
  const recorder = createRecorder(options(log));
  await recorder.open();
  await recorder.close();
  const next = await opened(lacking(log, 1));
  expect(read(next.lines)[2]).toMatchObject({
    type: "log.recovered",
    data: { reason: "the last lines had no checkpoint", uncovered: 1 },
  });
});

test.each<[string, () => Left | Promise<Left>, RegExp]>([
  ["more than one commit has no checkpoint", () => lacking(whole, 3), /no checkpoint covers line 3, nor line 2/],
  ["a first commit without one holds a call", () => lacking(whole, 4), /it has no checkpoint, so nobody signed it/],
  [
    "something follows a signed end",
    async () => {
      const log = listLog();
      const recorder = createRecorder(options(log));
      await recorder.open();
      await recorder.close();
      const { lines, checkpoints } = log;
      return { lines: mended([...lines, whole.lines[1] as string].map(ofFirst(lines[0] as string))), checkpoints };
    },
    /line 3, and line 2 closed the log/,
  ],
  [
    "its last checkpoint covers more than there is",
    () => ({ ...whole, lines: whole.lines.slice(0, 3) }),
    /has 3 lines/,
  ],
  ["its last checkpoint is none", () => ({ ...whole, checkpoints: ["x"] }), /its last checkpoint is none/],
  [
    "its last checkpoint is another log's",
    async () => ({ ...whole, checkpoints: (await left([], [])).checkpoints.slice(0, 1) }),
    /not signed by this key|not those that its checkpoint signs/,
  ],
  [
    "its last checkpoint was signed by another key",
    async () => {
      const other = listLog({ lines: whole.lines, checkpoints: [] });
      const note = (whole.checkpoints.at(-1) as string).replace(/ \S+\n$/, ` ${await strange()}\n`);
      return { ...other, checkpoints: [note] };
    },
    /its last checkpoint is not signed by this key/,
  ],
])("a log is not continued when %s", async (_, made, what) => {
  const before = await made();
  const log = listLog(before);
  const reason = expect.stringMatching(what);
  await expect(createRecorder(options(log)).open()).rejects.toMatchObject({
    code: "unavailable",
    part: "audit",
    reason,
  });
  await expect(createRecorder(options(log)).open()).rejects.toThrow(/move it away together with its checkpoints/);
  expect(log.lines).toEqual(before.lines);
});

/** A line as if the writer of this one had written it. */
const ofFirst = (first: string) => (line: string) => {
  const { source, data } = JSON.parse(first) as { source: string; data: JsonObject };
  const event = JSON.parse(line) as Line;
  return canonical({ ...event, source, data: { ...event.data, writer: data["writer"] as string } });
};

/** The signature of a checkpoint by another key. */
async function strange(): Promise<string> {
  const log = listLog();
  await createRecorder(options(log, { signer: otherSigner })).open();
  return /\u2014 \S+ (\S+)\n$/.exec(log.checkpoints[0] as string)?.[1] as string;
}

test("a log that resumes and cannot tell its last checkpoint is refused: nothing of it could be believed", async () => {
  const { lastCheckpoint, ...log } = listLog();
  await expect(createRecorder(options(log)).open()).rejects.toThrow("audit.log resumes and has no lastCheckpoint");
});
