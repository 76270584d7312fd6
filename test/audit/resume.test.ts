import { expect, test } from "vitest";
import { parseCheckpoint } from "../../src/audit/checkpoint.js";
import { fields, type NewEvent } from "../../src/audit/event.js";
import { createRecorder } from "../../src/audit/record.js";
import { leafHash, rootOf } from "../../src/audit/tree.js";
import {
  ended,
  type Left,
  type ListLog,
  listLog,
  options,
  otherSigner,
  read,
  signer,
  started,
  types,
} from "./support.js";

/** What a process wrote that appended these events; closed in order, or not. */
async function left(end: "closed" | "killed", ...events: readonly NewEvent[]): Promise<Left> {
  const log = listLog();
  const recorder = createRecorder(options(log));
  await recorder.open();
  for (const event of events) recorder.append(event);
  await recorder.durable();
  if (end === "closed") await recorder.close();
  return log;
}

async function resumed(before: Left, more: Parameters<typeof options>[1] = {}): Promise<ListLog> {
  const log = listLog(before);
  await createRecorder(options(log, more)).open();
  return log;
}

const opening = (before: Left, more: Parameters<typeof options>[1] = {}) =>
  createRecorder(options(listLog(before), more)).open();

test("a log goes on where it was left: same writer, next number, chained, one tree", async () => {
  const before = await left("closed", started("a"), ended("a"));
  const log = await resumed(before);
  expect(types(log.lines)).toEqual([
    "log.opened",
    "execution.started",
    "execution.succeeded",
    "log.closed",
    "log.opened",
  ]);
  const [last] = read(log.lines.slice(-1));
  const [first] = read(before.lines);
  expect(last?.data).toMatchObject({
    seq: 4,
    prev: leafHash(before.lines[3] as string),
    writer: first?.data["writer"],
    resumed: 4,
  });
  expect(parseCheckpoint(log.checkpoints.at(-1) ?? "")).toMatchObject({
    size: 5,
    root: rootOf(log.lines.map(leafHash)),
  });
});

test("a log that was not closed says so first, in the same commit as its opening", async () => {
  const log = await resumed(await left("killed", started("a"), ended("a")));
  expect(types(log.lines.slice(3))).toEqual(["log.recovered", "log.opened"]);
  expect(read(log.lines)[3]?.data).toMatchObject({ reason: "the log was not closed", size: 3, uncovered: 0 });
  expect(log.batches).toEqual([2]);
});

test("an allowed call that was running when the process ended is settled as unknown", async () => {
  const restarted: NewEvent = { ...started("b"), type: "execution.restarted" };
  const log = await resumed(await left("killed", started("a"), started("b"), ended("b"), restarted));
  const settled = read(log.lines).filter(({ type }) => type === "execution.unknown");
  const reason = "the process ended during the run";
  expect(settled.map(({ data }) => data)).toMatchObject([
    { call_id: "a", reason },
    { call_id: "b", reason },
  ]);
  expect(JSON.parse(log.lines[6] as string)).toMatchObject({ subject: "call/a", partitionkey: "a" });
  expect(types(log.lines.slice(5))).toEqual(["log.recovered", "execution.unknown", "execution.unknown", "log.opened"]);
});

test("a call that was settled on one resumption is not settled again on the next", async () => {
  const once = await resumed(await left("killed", started("a")));
  const twice = await resumed(once);
  expect(types(twice.lines).filter((type) => type === "execution.unknown")).toHaveLength(1);
});

test("a run that was still going when its log was closed is settled as unknown, and no recovery is claimed", async () => {
  const log = await resumed(await left("closed", started("a")));
  expect(types(log.lines.slice(3))).toEqual(["execution.unknown", "log.opened"]);
  expect(read(log.lines)[3]?.data).toMatchObject({ call_id: "a", reason: "the log was closed during the run" });
});

test("an approved call is left to its request: the store knows what became of it", async () => {
  const approved: NewEvent = {
    type: "execution.started",
    callId: "a",
    fields: fields({ call_id: "a", request_id: "r1" }),
  };
  const log = await resumed(await left("killed", approved));
  expect(types(log.lines)).not.toContain("execution.unknown");
});

test.for([
  ["another key", { signer: otherSigner }],
  ["another key under the same id", { signer: { ...otherSigner, keyId: signer.keyId } }],
  ["the same key under another id", { signer: { ...signer, keyId: "key-2" } }],
] as const)("a log is not continued with %s", async ([, more]) => {
  const before = await left("closed");
  const log = listLog(before);
  const recorder = createRecorder(options(log, more));
  await expect(recorder.open()).rejects.toThrow("this log was written with another key: use that key or another file");
  expect(log.lines).toEqual(before.lines);
});

test("a log is not continued for another app or tenant", async () => {
  const before = await left("closed");
  await expect(opening(before, { app: "billing" })).rejects.toThrow(/this log is of urn:countersign:default:support:/);
  await expect(opening(before, { tenant: "acme" })).rejects.toThrow(/not of urn:countersign:acme:support:/);
});

const before = await left("closed", started("a"), ended("a"), started("b"), ended("b"));
const { lines, checkpoints } = before;
const without = (index: number) => lines.filter((_, i) => i !== index);
const changed = (index: number, from: string, to: string) =>
  lines.map((line, i) => (i === index ? line.replace(from, to) : line));
const other = await left("closed", started("a"));

test.for([
  [
    "a line was altered, at the next line",
    changed(2, '"call/a"', '"call/z"'),
    /line 4 .* does not follow from the line before/,
  ],
  ["a line was cut out", without(2), /line 3 .* has seq 3, not 2/],
  ["the first line was cut off", without(0), /line 1 .* has seq 1, not 0/],
  ["two lines were exchanged", [...lines.slice(0, 2), lines[3], lines[2], ...lines.slice(4)], /line 3 .* has seq 3/],
  ["a line is no event", [...lines.slice(0, 2), "{}", ...lines.slice(3)], /line 3 .* is not an event/],
  ["a line is torn", [...lines.slice(0, -1), lines.at(-1)?.slice(0, 40)], /line 6 .* is not an event/],
  ["it goes on with another writer's line", [lines[0], other.lines[1]], /line 2 .* (does not follow|another writer)/],
] as const)("a log is not continued when %s", async ([, altered, message]) => {
  const log = listLog({ lines: altered as string[], checkpoints });
  await expect(createRecorder(options(log)).open()).rejects.toThrow(message);
  expect(log.batches).toEqual([]);
});

test("a line that follows from the chain but names another writer is refused", async () => {
  const [first = ""] = lines;
  const forged = first
    .replace(`"prev":"${"0".repeat(64)}"`, `"prev":"${leafHash(first)}"`)
    .replace('"seq":0', '"seq":1')
    .replace(/"writer":"./, '"writer":"x');
  await expect(opening({ lines: [first, forged], checkpoints })).rejects.toThrow(
    /line 2 of the log is of another writer/,
  );
});

test("a log that cannot be read back is refused with its cause, and read again at the next opening", async () => {
  const log = listLog(await left("closed"));
  const { resume } = log;
  const cause = Object.assign(new Error("log.jsonl: permission denied"), { code: "EACCES" });
  log.resume = () => {
    throw cause;
  };
  const recorder = createRecorder(options(log));
  await expect(recorder.open()).rejects.toMatchObject({
    code: "unavailable",
    part: "audit",
    reason: "the log could not be read back (EACCES)",
    cause,
  });
  log.resume = resume as NonNullable<typeof resume>;
  await recorder.open();
  expect(types(log.lines)).toEqual(["log.opened", "log.closed", "log.opened"]);
});

test("a log without resume starts a new log each time", async () => {
  const log = listLog(before);
  delete (log as Partial<ListLog>).resume;
  await createRecorder(options(log)).open();
  expect(read(log.lines).at(-1)?.data).toMatchObject({ seq: 0, resumed: 0 });
});
