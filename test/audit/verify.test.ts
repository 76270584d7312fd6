import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { splitNotes } from "../../src/audit/notes.js";
import { leafHash } from "../../src/audit/tree.js";
import { verifyLogs } from "../../src/audit/verify.js";
import {
  allowed,
  bytesOf,
  calls,
  closed,
  flipped,
  guardKey,
  keys,
  linesOf,
  ofLines,
  strangerKey,
  verify,
  type Written,
  written,
} from "./written.js";

let whole: Written;
let lines: string[];
let notes: string[];
beforeAll(async () => {
  whole = await written(closed);
  lines = linesOf(whole.log);
  notes = splitNotes(whole.checkpoints.toString()).notes;
});

const place = async (log: Partial<Written>) => {
  const { problems } = await verify(bytesOf(log));
  return problems.map(({ file, line, kind }) => `${file}:${line}: ${kind}`);
};
const withLines = (change: (lines: string[]) => void): Partial<Written> => {
  const copy = [...lines];
  change(copy);
  return { ...whole, log: ofLines(copy) };
};
const withNotes = (change: (notes: string[]) => void): Partial<Written> => {
  const copy = [...notes];
  change(copy);
  return { ...whole, checkpoints: Buffer.from(copy.join("")) };
};
const middleOf = (line: number): number => {
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
  return before + Math.floor(Buffer.byteLength(lines[line - 1] as string) / 2);
};
const sizes = () => notes.map((note) => Number(note.split("\n")[1]));

/** Alters a line, and makes every line after it follow. */
function rechained(all: string[], line: number): void {
  all[line - 1] = (all[line - 1] as string).replace('"time":"2', '"time":"3');
  for (let at = line; at < all.length; at++) {
    all[at] = (all[at] as string).replace(/"prev":"[\da-f]{64}"/, `"prev":"${leafHash(all[at - 1] as string)}"`);
  }
}

test("a closed log is whole, closed, covered and signed by its key", async () => {
  const { logs, problems } = await verify(bytesOf(whole));
  expect(problems).toEqual([]);
  expect(logs).toEqual([
    expect.objectContaining({
      events: lines.length,
      covered: lines.length,
      checkpoints: notes.length,
      keys: [guardKey.keyId],
      state: "closed",
      digests: 1,
      disbelieved: 0,
      torn: 0,
    }),
  ]);
});

test("in whatever pieces its bytes come, the answer is the same", async () => {
  const wanted = await verify(bytesOf(whole));
  for (const size of [1, 7, 64, 1000, 4096]) expect(await verify(bytesOf(whole, "log.jsonl", size))).toEqual(wanted);
});

test("verifying leaves the bytes as they are", async () => {
  const copy = { log: Buffer.from(whole.log), checkpoints: Buffer.from(whole.checkpoints) };
  await verify(bytesOf(copy));
  expect(copy.log.equals(whole.log) && copy.checkpoints.equals(whole.checkpoints)).toBe(true);
});

test("a log that nobody closed is open-ended, and nothing is wrong with it", async () => {
  const { logs, problems } = await verify(bytesOf(await written(calls)));
  expect(problems).toEqual([]);
  expect(logs[0]).toMatchObject({ state: "open-ended", events: lines.length - 1, covered: lines.length - 1 });
});

test("lines after the last checkpoint are counted as not covered, and the log is open-ended", async () => {
  const open = await written(calls);
  const fewer = splitNotes(open.checkpoints.toString()).notes.slice(0, -1);
  const { logs, problems } = await verify(bytesOf({ ...open, checkpoints: Buffer.from(fewer.join("")) }));
  expect(problems).toEqual([]);
  expect(logs[0]).toMatchObject({ state: "open-ended", events: lines.length - 1, covered: sizes()[fewer.length - 1] });
});

test("what a crash left torn is counted, and the log is open-ended", async () => {
  const { logs, problems } = await verify(
    bytesOf({ ...whole, log: Buffer.concat([whole.log, Buffer.from('{"data":{"a')]) }),
  );
  expect(problems).toEqual([]);
  expect(logs[0]).toMatchObject({ state: "open-ended", torn: 11 });
});

test("a log without events is open-ended", async () => {
  expect(await verify(bytesOf({}))).toMatchObject({ problems: [], logs: [{ events: 0, state: "open-ended" }] });
});

describe("it names the first line that is", () => {
  test("altered, wherever that is", async () => {
    for (let line = 1; line <= lines.length; line++) {
      expect(await place({ ...whole, log: flipped(whole.log, middleOf(line)) })).toEqual([`log:${line}: altered`]);
    }
  });
  test("altered, when no checkpoint is near", async () => {
    const last = withNotes((all) => all.splice(0, all.length - 1));
    for (let line = 1; line <= lines.length; line++) {
      expect(await place({ ...last, log: flipped(whole.log, middleOf(line)) })).toEqual([`log:${line}: altered`]);
    }
  });
  test("altered in its link to the line before it", async () => {
    const last = withNotes((all) => all.splice(0, all.length - 1));
    for (const line of [2, 9, lines.length]) {
      const start = lines.slice(0, line - 1).reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
      const link = whole.log.indexOf('"prev":"', start) + 20;
      expect(await place({ ...last, log: flipped(whole.log, link) })).toEqual([`log:${line}: altered`]);
    }
  });
  test("altered, after the last checkpoint, except in the last line", async () => {
    const first = withNotes((all) => all.splice(1));
    for (let line = 2; line < lines.length; line++) {
      const found = await place({ ...first, log: flipped(whole.log, middleOf(line)) });
      expect(found).toEqual([
        line < lines.length - 1 ? `log:${line}: altered` : expect.stringMatching(/^log:\d+: altered$/),
      ]);
    }
  });
  test("altered together with all lines after it, so that they fit each other", async () => {
    for (const line of [2, 6, 9, 12]) {
      const forged = withLines((all) => rechained(all, line));
      const covered = Math.max(0, ...sizes().filter((size) => size < line));
      expect(await place(forged)).toEqual([`log:${covered + 1}: altered`]);
    }
  });
  test("missing", async () => {
    for (const line of [2, 5, 9, lines.length - 1]) {
      expect(await place(withLines((all) => all.splice(line - 1, 1)))).toEqual([`log:${line}: missing`]);
    }
    expect(await place(withLines((all) => all.splice(0, 1)))).toEqual(["log:1: missing"]);
    expect(await place(withLines((all) => all.splice(3, 4)))).toEqual(["log:4: missing"]);
  });
  test("reordered", async () => {
    for (const line of [1, 4, 8, lines.length - 1]) {
      const swap = withLines((all) => all.splice(line - 1, 2, all[line] as string, all[line - 1] as string));
      expect(await place(swap)).toEqual([`log:${line}: reordered`]);
    }
  });
  test("duplicated", async () => {
    for (const line of [1, 6, lines.length]) {
      expect(await place(withLines((all) => all.splice(line, 0, all[line - 1] as string)))).toEqual([
        `log:${line + 1}: duplicated`,
      ]);
    }
    expect(await place(withLines((all) => all.splice(9, 0, all[2] as string)))).toEqual(["log:10: duplicated"]);
  });
  test("cut off, when a checkpoint covers what is gone", async () => {
    for (const left of [1, 4, 9, lines.length - 1]) {
      expect(await place(withLines((all) => all.splice(left)))).toEqual([`log:${left + 1}: cut`]);
    }
  });
  test("cut off within a line", async () => {
    expect(await place({ ...whole, log: whole.log.subarray(0, middleOf(6)) })).toEqual(["log:6: altered"]);
  });
  test("of another log, after a line that is as it was signed", async () => {
    const fork = await written(async (writer) => {
      allowed(writer, "c1");
      await writer.commit();
    });
    const joined = ofLines([...lines.slice(0, 1), ...linesOf(fork.log).slice(1)]);
    expect(await place({ log: joined, checkpoints: whole.checkpoints })).toEqual(["log:2: forked"]);
  });
  test("a second line of the same number", async () => {
    expect(await place({ ...whole, log: Buffer.concat([whole.log, (await written(calls)).log]) })).toEqual([
      `log:${lines.length + 1}: forked`,
    ]);
  });
  test.each([
    ["", "an empty line"],
    ["{}", "JSON of another kind"],
    ["\u00ff", "no JSON"],
  ])("%j: %s", async (text) => {
    expect(await place(withLines((all) => all.splice(4, 0, text)))).toEqual(["log:5: altered"]);
  });
});

describe("of lines that no checkpoint covers, the last too is known to be altered when", () => {
  const last = async (change: (line: string) => string) => {
    const open = await written(calls);
    const all = linesOf(open.log);
    const fewer = Buffer.from(splitNotes(open.checkpoints.toString()).notes.slice(0, -1).join(""));
    const found = await place({
      log: ofLines([...all.slice(0, -1), change(all.at(-1) as string)]),
      checkpoints: fewer,
    });
    return found.map((text) => text.replace(`log:${all.length}:`, "last:"));
  };
  test.each<[string, (line: string) => string]>([
    ["it is not canonical JSON", (line) => line.replace('"specversion":', '"specversion": ')],
    ["it is not JSON", (line) => line.replace('"specversion":', '"specversion"x')],
    ["it has another id", (line) => line.replace(/-\d+","partitionkey"/, '-3","partitionkey"')],
    ["it is of another source", (line) => line.replace(":default:", ":another:")],
  ])("%s", async (_, change) => {
    expect(await last((line) => line)).toEqual([]);
    expect(await last(change)).toEqual(["last: altered"]);
  });
});

test("of lines that no checkpoint covers, one of another number than its place is found", async () => {
  const open = await written(calls);
  const all = linesOf(open.log);
  const [seq, place] = [all.length - 1, all.length];
  const last = (all.at(-1) as string).replace(`"seq":${seq},`, `"seq":${place},`).replace(`-${seq}",`, `-${place}",`);
  const checkpoints = Buffer.from(splitNotes(open.checkpoints.toString()).notes.slice(0, -1).join(""));
  const { problems } = await verify(bytesOf({ log: ofLines([...all.slice(0, -1), last]), checkpoints }));
  expect(problems).toMatchObject([{ file: "log", line: place, kind: "altered" }]);
});

test("when only the last signature is checked, it vouches for all before it, and an earlier one may be damaged", async () => {
  const checkpoints = Buffer.from(whole.checkpoints);
  const digit = checkpoints.indexOf("\u2014") + 100; // of a signature: another digit of base64 keeps it a note
  checkpoints[digit] = checkpoints[digit] === 0x41 ? 0x42 : 0x41;
  const damaged = { ...whole, checkpoints };
  const { logs, problems } = await verifyLogs([bytesOf(damaged)], { keys, signatures: "last" });
  expect([problems, logs[0]]).toMatchObject([[], { state: "closed", covered: lines.length, checkpoints: 1 }]);
  const forged = await verifyLogs([bytesOf(await written(closed, strangerKey))], { keys, signatures: "last" });
  expect(forged).toMatchObject({ logs: [{ covered: 0 }], problems: [{ kind: "signature" }] });
});

test("of hundreds of checkpoints every signature is checked", async () => {
  const { log, checkpoints } = await written(async (writer) => {
    for (let call = 0; call < 200; call++) {
      allowed(writer, `c${call}`);
      await writer.commit();
    }
  });
  const count = linesOf(log).length;
  const whole = await verify(bytesOf({ log, checkpoints }));
  expect(whole).toMatchObject({ problems: [], logs: [{ covered: count, checkpoints: 201 }] });
  const all = splitNotes(checkpoints.toString()).notes;
  for (const index of [3, 63, 64, 130, 200]) {
    const end = Buffer.byteLength(all.slice(0, index + 1).join(""));
    expect(await place({ log, checkpoints: flipped(checkpoints, end - 20) })).toEqual([
      `checkpoints:${1 + 5 * index}: signature`,
    ]);
  }
});

describe("of the checkpoints it names the first that is", () => {
  test("altered", async () => {
    for (const [index, note] of notes.entries()) {
      const start = Buffer.byteLength(notes.slice(0, index).join(""));
      const signature = start + Buffer.byteLength(note) - 20;
      const line = 1 + 5 * index;
      expect(await place({ ...whole, checkpoints: flipped(whole.checkpoints, signature) })).toEqual([
        `checkpoints:${line}: signature`,
      ]);
    }
  });
  test("signed by another key, as are all that it signed again", async () => {
    const forged = await written(closed, strangerKey);
    expect(await place(forged)).toEqual(["checkpoints:1: signature"]);
    const { problems } = await verify(bytesOf(forged));
    expect(problems[0]?.text).toMatch(
      /signed by another key \(countersign\/default\/app\/\w+\+[\da-f]{8}\) than any that was given/,
    );
  });
  test("of another log", async () => {
    const other = await written(closed);
    expect(await place({ ...whole, checkpoints: other.checkpoints })).toEqual(["checkpoints:1: signature"]);
  });
  test("out of order, there twice, or gone", async () => {
    expect(await place(withNotes((all) => all.splice(1, 2, all[2] as string, all[1] as string)))).toEqual([
      "checkpoints:11: reordered",
    ]);
    expect(await place(withNotes((all) => all.splice(1, 0, all[0] as string)))).toEqual(["checkpoints:6: duplicated"]);
    expect(await place(withNotes((all) => all.splice(0)))).toEqual(["checkpoints:1: signature"]);
  });
  test("missing for the line that says the log was closed", async () => {
    expect(await place(withNotes((all) => all.pop()))).toEqual([`log:${lines.length}: signature`]);
  });
  test("no checkpoint at all", async () => {
    expect(await place({ ...whole, checkpoints: Buffer.from(`${"x".repeat(100_000)}\n`) })).toEqual([
      "checkpoints:1: signature",
    ]);
    expect(await place({ ...whole, checkpoints: Buffer.from("a\n\n\u2014 b\n") })).toEqual([
      "checkpoints:1: signature",
    ]);
  });
});

test("a checkpoint that is missing between others takes nothing away", async () => {
  expect(await place(withNotes((all) => all.splice(1, 2)))).toEqual([]);
});

describe("against a remembered checkpoint", () => {
  const against = async (log: Partial<Written>, text: string) => {
    const { problems } = await verifyLogs([bytesOf(log)], { keys, remembered: [{ name: "kept.txt", text }] });
    return problems.map(({ log, file, line, kind }) => `${log} ${file}:${line}: ${kind}`);
  };
  const kept = () => notes[3] as string;

  test("a log that continues it is as it was", async () => {
    expect(await against(whole, kept())).toEqual([]);
  });
  test("a log cut before it, with its checkpoints, is found", async () => {
    const cut = { log: ofLines(lines.slice(0, sizes()[1])), checkpoints: Buffer.from(notes.slice(0, 2).join("")) };
    expect(await place(cut)).toEqual([]);
    expect(await against(cut, kept())).toEqual([`log.jsonl log:${(sizes()[1] as number) + 1}: cut`]);
  });
  test("a log cut after it is open-ended, and that is all that can be known", async () => {
    const cut = { log: ofLines(lines.slice(0, sizes()[4])), checkpoints: Buffer.from(notes.slice(0, 5).join("")) };
    expect(await against(cut, kept())).toEqual([]);
    expect((await verify(bytesOf(cut))).logs[0]?.state).toBe("open-ended");
  });
  test("a log that its own key wrote anew from some line on is found", async () => {
    expect(await against(whole, (await forkOf(whole, sizes()[1] as number)).note)).toEqual([
      expect.stringMatching(/^log\.jsonl log:\d+: forked$/),
    ]);
  });
  test("one by another key, one of no log that is here, and what is none are refused", async () => {
    const other = await written(closed, strangerKey);
    const elsewhere = await written(closed);
    const first = ({ checkpoints }: Written) => splitNotes(checkpoints.toString()).notes[0] as string;
    expect(await against(whole, first(other))).toEqual(["kept.txt remembered:1: signature"]);
    expect(await against(whole, first(elsewhere))).toEqual(["kept.txt remembered:1: cut"]);
    expect(await against(whole, "nothing")).toEqual(["kept.txt remembered:1: signature"]);
  });
});

/** Carries a copy of the log on from some line, with the same key: a note of that other history. */
async function forkOf({ log }: Written, size: number): Promise<{ note: string }> {
  const { signCheckpoint } = await import("../../src/audit/checkpoint.js");
  const { createTree, leafHash } = await import("../../src/audit/tree.js");
  const tree = createTree();
  for (const line of linesOf(log).slice(0, size)) tree.push(leafHash(line));
  tree.push(leafHash("another event"));
  const origin = notes[0]?.split("\n")[0] as string;
  return { note: await signCheckpoint(guardKey, origin, tree.size, tree.root()) };
}

test("two notes of one key for one size and two histories are a fork", async () => {
  const size = sizes()[1] as number;
  const { note } = await forkOf(whole, size - 1);
  const both = withNotes((all) => all.splice(2, 0, note));
  expect(await place(both)).toEqual(["checkpoints:11: forked"]);
});

test("two files of one writer are a fork", async () => {
  const { problems } = await verify(bytesOf(whole, "a.jsonl"), bytesOf(whole, "b.jsonl"));
  expect(problems[0]).toMatchObject({ log: "b.jsonl", kind: "forked" });
});

describe("a single byte that is changed", () => {
  const at = (bytes: Buffer) => fc.record({ at: fc.nat(bytes.length - 1), bits: fc.integer({ min: 1, max: 255 }) });
  const found = async (log: Written, file: keyof Written, { at, bits }: { at: number; bits: number }) => {
    const { problems } = await verify(bytesOf({ ...log, [file]: flipped(log[file], at, bits) }));
    return problems.length > 0;
  };

  test("anywhere in a closed log is found", async () => {
    await fc.assert(
      fc.asyncProperty(at(whole.log), async (change) => found(whole, "log", change)),
      { numRuns: 150 },
    );
  }, 60_000);
  test("anywhere in the checkpoints of a closed log is found", async () => {
    await fc.assert(
      fc.asyncProperty(at(whole.checkpoints), async (change) => found(whole, "checkpoints", change)),
      { numRuns: 80 },
    );
    expect(await found(whole, "checkpoints", { at: whole.checkpoints.length - 1, bits: 1 })).toBe(true);
  }, 60_000);
  test("anywhere in an open-ended log that is covered is found", async () => {
    const open = await written(calls);
    await fc.assert(
      fc.asyncProperty(at(open.log), async (change) => found(open, "log", change)),
      { numRuns: 80 },
    );
    await fc.assert(
      fc.asyncProperty(at(open.checkpoints.subarray(0, -1)), async (change) => found(open, "checkpoints", change)),
      { numRuns: 50 },
    );
  }, 60_000);
  test("at the very end of an open-ended log's checkpoints takes the last one away: its lines are no longer covered", async () => {
    const open = await written(calls);
    const end = open.checkpoints.length - 1;
    const { logs, problems } = await verify(bytesOf({ ...open, checkpoints: flipped(open.checkpoints, end) }));
    expect([problems, logs[0]?.covered]).toEqual([[], sizes().at(-3)]);
  });
  test("in the last line, which no checkpoint covers, may not be found: its number and links are all that is known", async () => {
    const open = await written(calls);
    const fewer = Buffer.from(splitNotes(open.checkpoints.toString()).notes.slice(0, -1).join(""));
    const text = open.log.lastIndexOf('"duration_ms":1') + '"duration_ms":'.length;
    const { logs, problems } = await verify(bytesOf({ log: flipped(open.log, text, 3), checkpoints: fewer }));
    expect([problems, logs[0]?.state, (logs[0]?.covered as number) < (logs[0]?.events as number)]).toEqual([
      [],
      "open-ended",
      true,
    ]);
  });
});
