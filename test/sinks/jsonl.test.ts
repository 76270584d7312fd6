import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseCheckpoint } from "../../src/audit/checkpoint.js";
import { fields } from "../../src/audit/event.js";
import { createRecorder, type Recorder } from "../../src/audit/record.js";
import type { Log } from "../../src/audit/sink.js";
import { systemClock } from "../../src/clock.js";
import { isCountersignError } from "../../src/errors.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { sinkSuite } from "../../src/testing/sink-suite.js";
import { testSigner } from "../../src/testing/test-signer.js";
import { folder } from "./folder.js";

const fresh = () => join(folder(), "audit", "log.jsonl");
const recorderOf = (log: Log): Recorder =>
  createRecorder({ app: "app", signer: testSigner(), log, clock: systemClock, opened: () => ({}) });
const text = (path: string) => readFileSync(path, "utf8");
const lines = (path: string) => text(path).split("\n").slice(0, -1);
const resumed = async (log: Log) => {
  const found: string[] = [];
  for await (const line of log.resume?.() ?? []) found.push(line);
  return found;
};
const reasonOf = async (attempt: Promise<unknown>): Promise<string> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isCountersignError(error, "unavailable")) throw new Error(`not refused with unavailable: ${String(error)}`);
  return `${error.part}: ${error.reason}`;
};

/** A log of a run that wrote `calls` denials and closed. */
async function written(path: string, calls = 3): Promise<void> {
  const recorder = recorderOf(jsonlSink({ path }));
  await recorder.open();
  for (let call = 0; call < calls; call++) {
    recorder.append({ type: "call.denied", callId: `c${call}`, fields: fields({ call_id: `c${call}` }) });
    await recorder.durable();
  }
  await recorder.close();
}

describe("every sink", () =>
  sinkSuite(
    (name, body) => void test(name, body),
    () => jsonlSink({ path: fresh() }),
  ));

test("a path that is not a text is refused", () => {
  expect(() => jsonlSink({ path: "" })).toThrow(/jsonlSink.path/);
  expect(() => jsonlSink({} as { path: string })).toThrow(/jsonlSink.path/);
});

test("nothing is touched before the first use, and nothing by closing then", async () => {
  const path = fresh();
  await jsonlSink({ path }).close?.();
  expect(readdirSync(join(path, "../.."))).toEqual([]);
});

test("a line is written as it is, with one line feed", async () => {
  const path = fresh();
  const line = '{"data":{"note":"\u2028 \u00e4"}}';
  const log = jsonlSink({ path });
  await log.write([{ id: "w-0", source: "s", type: "t", line }]);
  expect(text(path)).toBe(`${line}\n`);
  await log.close?.();
});

test("the last five lines of the checkpoints are the last note, and it covers every line", async () => {
  const path = fresh();
  await written(path);
  const note = lines(`${path}.checkpoints`).slice(-5).join("\n");
  expect(parseCheckpoint(`${note}\n`)?.size).toBe(lines(path).length);
});

test("files and folders are their owner's alone", async () => {
  const path = fresh();
  await written(path);
  const modes = [path, `${path}.checkpoints`, join(path, "..")].map((file) => statSync(file).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o700]);
});

test("a closed log leaves no lock, and the next run carries it on", async () => {
  const path = fresh();
  await written(path, 2);
  expect(readdirSync(join(path, "..")).sort()).toEqual(["log.jsonl", "log.jsonl.checkpoints"]);
  const before = lines(path);
  await written(path, 1);
  expect(lines(path).slice(0, before.length)).toEqual(before);
  expect(lines(path).map((line) => (JSON.parse(line) as { data: { seq: number } }).data.seq)).toEqual([
    0, 1, 2, 3, 4, 5, 6,
  ]);
});

test("a sink that the system refuses may be used again when the cause is gone", async () => {
  const path = fresh();
  writeFileSync(join(path, ".."), "in the way");
  const log = jsonlSink({ path });
  expect(await reasonOf(log.write([]))).toMatch(/^audit: .*cannot be opened \((ENOTDIR|EEXIST)\)/);
  rmSync(join(path, ".."));
  await log.write([]);
  await log.close?.();
});

describe("what a crash left", () => {
  const torn = async (path: string, end: string) => {
    await written(path);
    writeFileSync(path, end, { flag: "a" });
    const log = jsonlSink({ path });
    const found = await resumed(log);
    await log.close?.();
    return found;
  };

  test.each([
    ["a line without its line feed", '{"data":{"a":1}}', '{"data":{"a":1}}\n'],
    ["a part of a line", '{"data":{"act', '{"data":{"act\n'],
    ["a last line that is not JSON", '{"data":{"a":\0\0\0\n', '{"data":{"a":\0\0\0\n\n'],
    ["a part after a line that is not JSON", '{"data"\n{"da', '{"data"\n{"da\n'],
    [
      "part of a line longer than any block",
      `{"data":{"a":"${"x".repeat(200_000)}`,
      `{"data":{"a":"${"x".repeat(200_000)}\n`,
    ],
  ])("%s is moved aside", async (_, end, kept) => {
    const path = fresh();
    const found = await torn(path, end);
    expect(found.length).toBe(5);
    expect(lines(path)).toEqual(found);
    expect(text(`${path}.torn`)).toBe(kept);
  });

  test("only a part of the first line is moved aside, too", async () => {
    const path = fresh();
    mkdirSync(join(path, ".."));
    writeFileSync(path, '{"data":{"x');
    await written(path, 0);
    expect(lines(path).length).toBe(2);
  });

  test.each([1, 20, 60, 90, 135])(
    "the last note, torn after %i bytes, is cut off, and the ones before it stay",
    async (length) => {
      const path = fresh();
      await written(path);
      const notes = text(`${path}.checkpoints`);
      writeFileSync(`${path}.checkpoints`, Buffer.from(notes).subarray(0, length), { flag: "a" });
      const log = jsonlSink({ path });
      await resumed(log);
      await log.close?.();
      expect(text(`${path}.checkpoints`)).toBe(notes);
    },
  );

  test("a note torn at the end of a long file is cut off there", async () => {
    const path = fresh();
    await written(path);
    const [note = "", ...others] = [
      text(`${path}.checkpoints`),
      ...Array.from({ length: 600 }, () => text(`${path}.checkpoints`)),
    ];
    writeFileSync(`${path}.checkpoints`, `${note}${others.join("")}${note.slice(0, 30)}`);
    const log = jsonlSink({ path });
    await resumed(log);
    await log.close?.();
    expect(text(`${path}.checkpoints`)).toBe(`${note}${others.join("")}`);
  });

  test("a log that a crash left resumes with the next number", async () => {
    const path = fresh();
    await torn(path, "x");
    await written(path, 0);
    expect(JSON.parse(lines(path).at(-1) ?? "")).toMatchObject({ data: { seq: 6 } });
  });
});

describe("what is not this log's is left alone", () => {
  const untouched = async (name: string, content: string, path = fresh()) => {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(`${path}${name}`, content);
    const log = jsonlSink({ path });
    const reason = await reasonOf(resumed(log));
    await log.close?.();
    expect(text(`${path}${name}`)).toBe(content);
    expect(existsSync(`${path}.torn`)).toBe(false);
    return reason;
  };

  test("a file that is no log", async () => {
    expect(await untouched("", "id,name\n1,ana")).toMatch(/is not a log: nothing was written to it/);
  });
  test("a checkpoints file that holds something else", async () => {
    expect(await untouched(".checkpoints", "notes of a meeting")).toMatch(/holds no checkpoints/);
    expect(await untouched(".checkpoints", "x".repeat(300_000))).toMatch(/holds no checkpoints/);
  });
  test("a log with fewer lines than a checkpoint covers: it was cut", async () => {
    const path = fresh();
    await written(path);
    const kept = `${lines(path).slice(0, 3).join("\n")}\n`;
    expect(await untouched("", kept, path)).toMatch(/has 3 lines, but a checkpoint covers 5: it was cut/);
  });
  test("a log that is not UTF-8", async () => {
    const path = fresh();
    await written(path);
    const bytes = readFileSync(path);
    bytes[20] = 0xff;
    writeFileSync(path, bytes);
    expect(await reasonOf(resumed(jsonlSink({ path })))).toMatch(/cannot be read/);
  });
});

test.runIf(process.platform === "linux")(
  "lines that were written and cannot be made durable are refused, as is every write after them",
  async () => {
    const path = fresh();
    mkdirSync(join(path, ".."));
    symlinkSync("/dev/null", path); // takes every write, and cannot sync
    const log = jsonlSink({ path });
    const event = { id: "w-0", source: "s", type: "t", line: "{}" };
    expect(await reasonOf(log.write([event], "note\n"))).toMatch(/^audit: .*could not be written \(EINVAL\)/);
    expect(await reasonOf(log.write([]))).toMatch(/could not be written/);
    expect(text(`${path}.checkpoints`)).toBe("");
  },
);

describe.skipIf(process.platform !== "linux")("a device that is always full", () => {
  test("refuses the lines, and every write after them", async () => {
    const path = fresh();
    mkdirSync(join(path, ".."));
    symlinkSync("/dev/full", path);
    const log = jsonlSink({ path });
    const event = { id: "w-0", source: "s", type: "t", line: "{}" };
    expect(await reasonOf(log.write([event]))).toMatch(/^audit: .*could not be written \(ENOSPC\)/);
    expect(await reasonOf(log.write([]))).toMatch(/could not be written/);
  });
  test("under the checkpoints alone: the lines stand, and closing tells", async () => {
    const path = fresh();
    mkdirSync(join(path, ".."));
    symlinkSync("/dev/full", `${path}.checkpoints`);
    const log = jsonlSink({ path });
    await log.write([{ id: "w-0", source: "s", type: "t", line: "{}" }], "note\n");
    await log.write([]); // without a checkpoint of its own: the first is still owed
    expect(await reasonOf(log.close?.() ?? Promise.resolve())).toMatch(/not closed in order \(ENOSPC\)/);
    expect(text(path)).toBe("{}\n");
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
