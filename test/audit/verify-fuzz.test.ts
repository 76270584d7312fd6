import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { splitNotes } from "../../src/audit/notes.js";
import { leafHash } from "../../src/audit/tree.js";
import { verifyLogs } from "../../src/audit/verify.js";
import {
  askedCall,
  begun,
  bytesOf,
  calls,
  closed,
  keys,
  linesOf,
  ofLines,
  strangerKey,
  type Written,
  written,
} from "./written.js";

/** Bounded by work: `MODEL_TIMES=10` tampers 20,000 times and makes 2,000 hostile files. */
const TIMES = Number(process.env["MODEL_TIMES"] ?? 1);
const TAMPERINGS = 2_000 * TIMES;
const HOSTILE = 200 * TIMES;
const SEED = 20_261_107;

interface Genuine {
  readonly written: Written;
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}
const genuine = (one: Written): Genuine => ({
  written: one,
  lines: linesOf(one.log),
  notes: splitNotes(one.checkpoints.toString()).notes,
});

let logs: readonly Genuine[];
let stranger: Genuine;
beforeAll(async () => {
  logs = [genuine(await written(closed)), genuine(await written(calls))];
  stranger = genuine(await written(calls, strangerKey));
});

interface Files {
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  readonly torn: string;
}
/** A change to a log and its checkpoints: what everybody can do who has no key. `at`, `to`: places, from 0 to 1. */
interface Tampering {
  readonly kind: keyof typeof KINDS;
  readonly at: number;
  readonly to: number;
  readonly text: string;
}

const place = (list: readonly unknown[], at: number): number => Math.min(list.length - 1, Math.floor(at * list.length));
const flippedIn = (text: string, at: number): string => {
  const i = place([...text], at);
  return `${text.slice(0, i)}${String.fromCharCode(text.charCodeAt(i) ^ 1)}${text.slice(i + 1)}`;
};
/** The lines from one on, made to follow each other again. */
function chained(lines: readonly string[], from: number): readonly string[] {
  const all = [...lines];
  for (let i = Math.max(0, from); i < all.length; i++) {
    const prev = i === 0 ? "0".repeat(64) : leafHash(all[i - 1] as string);
    all[i] = (all[i] as string)
      .replace(/"prev":"[\da-f]{64}"/, `"prev":"${prev}"`)
      .replace(/"seq":\d+,/, `"seq":${i},`)
      .replace(/(\w{26})-\d+","(partitionkey|source)/, `$1-${i}","$2`);
  }
  return all;
}
type Change = (files: Files, by: Omit<Tampering, "kind">) => Files;
const inLines =
  (change: (lines: readonly string[], i: number, by: Omit<Tampering, "kind">) => readonly string[]): Change =>
  (files, by) => ({
    ...files,
    lines: files.lines.length > 0 ? change(files.lines, place(files.lines, by.at), by) : [],
  });
const inNotes =
  (change: (notes: readonly string[], i: number, by: Omit<Tampering, "kind">) => readonly string[]): Change =>
  (files, by) => ({
    ...files,
    notes: files.notes.length > 0 ? change(files.notes, place(files.notes, by.at), by) : [],
  });

const KINDS = {
  flip: inLines((lines, i, { to }) => lines.with(i, flippedIn(lines[i] as string, to))),
  drop: inLines((lines, i) => lines.toSpliced(i, 1)),
  dropMended: inLines((lines, i) => chained(lines.toSpliced(i, 1), i)),
  repeat: inLines((lines, i) => lines.toSpliced(i, 0, lines[i] as string)),
  repeatMended: inLines((lines, i, { to }) => chained(lines.toSpliced(place(lines, to), 0, lines[i] as string), 0)),
  swap: inLines((lines, i, { to }) =>
    lines.with(i, lines[place(lines, to)] as string).with(place(lines, to), lines[i] as string),
  ),
  cut: inLines((lines, i) => lines.slice(0, i)),
  insert: inLines((lines, i, { text }) => lines.toSpliced(i, 0, text)),
  rename: inLines((lines, i) => lines.with(i, (lines[i] as string).replace(/refund|customer|ana|finance/, "other"))),
  renameMended: inLines((lines, i) =>
    chained(lines.with(i, (lines[i] as string).replace(/refund|customer|ana|"2/, "other")), i + 1),
  ),
  foreign: inLines((lines, i) => [...lines.slice(0, i), ...stranger.lines.slice(i)]),
  foreignMended: inLines((lines, i) => chained([...lines.slice(0, i), ...stranger.lines.slice(i)], i)),
  tear: (files, { text }) => ({ ...files, torn: text.slice(0, 20) }),
  noteFlip: inNotes((notes, i, { to }) => notes.with(i, flippedIn(notes[i] as string, to))),
  noteDrop: inNotes((notes, i) => notes.toSpliced(i, 1)),
  noteCut: inNotes((notes, i) => notes.slice(0, i)),
  noteTear: inNotes((notes, i, { to }) => [...notes.slice(0, i), (notes[i] as string).slice(0, Math.floor(to * 100))]),
  noteSwap: inNotes((notes, i, { to }) =>
    notes.with(i, notes[place(notes, to)] as string).with(place(notes, to), notes[i] as string),
  ),
  noteRepeat: inNotes((notes, i) => notes.toSpliced(i, 0, notes[i] as string)),
  noteInsert: inNotes((notes, i, { text }) => notes.toSpliced(i, 0, text)),
  noteForeign: inNotes((notes, i) => notes.with(i, stranger.notes[place(stranger.notes, i / notes.length)] as string)),
  noteResized: inNotes((notes, i, { to }) =>
    notes.with(i, (notes[i] as string).replace(/^\d+$/m, `${Math.floor(to * 20)}`)),
  ),
  noteUnsigned: inNotes((notes, i) => notes.with(i, (notes[i] as string).split("\u2014")[0] as string)),
} satisfies Record<string, Change>;

const text = fc.oneof(
  fc.constantFrom("", "{}", "countersign/", "c", "\u2014 a b", "null", '{"data":{', "\u0000", '{"data":{"seq":1}}'),
  fc.string({ maxLength: 30 }),
);
const tampering: fc.Arbitrary<Tampering> = fc.record({
  kind: fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  text,
});

const filesOf = ({ lines, notes }: Genuine): Files => ({ lines, notes, torn: "" });
const bytes = ({ lines, notes, torn }: Files): Written => ({
  log: Buffer.concat([ofLines(lines), Buffer.from(torn)]),
  checkpoints: Buffer.from(notes.join("")),
});

/** What verifying may say of a log that was tampered with: something is wrong, or no more than its genuine part is signed. */
function mustBeTrue(one: Genuine, log: Written, report: Awaited<ReturnType<typeof verifyLogs>>): void {
  if (report.problems.length > 0) return;
  const [{ events, covered, state, digests } = { events: 0, covered: 0, state: "", digests: 0 }] = report.logs;
  const lines = linesOf(log.log);
  expect(lines.slice(0, covered)).toEqual(one.lines.slice(0, covered));
  if (events > 0) expect(covered).toBeGreaterThan(0);
  if (state === "closed") expect(log.log.equals(one.written.log)).toBe(true);
  expect(digests).toBeLessThanOrEqual(1);
}

test(
  `of ${TAMPERINGS} tamperings every lie is found`,
  async () => {
    const property = fc.asyncProperty(
      fc.nat(1),
      fc.array(tampering, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(1 << 20, 997, 64),
      async (which, changes, chunk) => {
        const one = logs[which] as Genuine;
        const log = bytes(changes.reduce((files, { kind, ...by }) => KINDS[kind](files, by), filesOf(one)));
        mustBeTrue(one, log, await verifyLogs([bytesOf(log, "log", chunk)], { keys }));
      },
    );
    await fc.assert(property, { numRuns: TAMPERINGS, seed: SEED });
  },
  60_000 * TIMES,
);

test(
  `of ${HOSTILE} hostile logs none ends the verifying of one beside it, and none is believed`,
  async () => {
    const soup = fc.array(
      fc.oneof(
        fc.constantFrom(
          ...[
            '{"data":',
            "{",
            "}",
            "[",
            "]",
            '"prev":"',
            '"seq":0,',
            "\n",
            '"',
            ",",
            "\\ud800",
            "\u2014 ",
            "countersign/",
            "1e999",
            "%",
            '"type":"dev.countersign.execution.started.v1"}',
          ],
        ),
        fc.string({ maxLength: 12 }),
        fc.nat(logs[1]?.lines.length ?? 1).map((i) => logs[1]?.lines[i] ?? ""),
        fc.nat(logs[1]?.notes.length ?? 1).map((i) => logs[1]?.notes[i] ?? ""),
        fc.integer({ min: 1, max: 20_000 }).map((depth) => "[".repeat(depth)),
        fc.jsonValue().map((json) => JSON.stringify(json)),
      ),
      { minLength: 1, maxLength: 12 },
    );
    const good = logs[0] as Genuine;
    const property = fc.asyncProperty(soup, soup, async (log, checkpoints) => {
      const bad = { log: Buffer.from(log.join("")), checkpoints: Buffer.from(checkpoints.join("")) };
      const { logs: reports, problems } = await verifyLogs([bytesOf(bad, "bad"), bytesOf(good.written, "good")], {
        keys,
      });
      expect(problems.filter(({ log: name }) => name === "good")).toEqual([]);
      expect(reports[1]).toMatchObject({ state: "closed", digests: 1 });
      if (linesOf(bad.log).length > 0) expect(problems.length).toBeGreaterThan(0);
    });
    await fc.assert(property, { numRuns: HOSTILE, seed: SEED });
  },
  60_000 * TIMES,
);

describe("twice as much takes no more than three times as long", () => {
  const repeated = (text: string) => (size: number) => Buffer.from(text.repeat(Math.ceil(size / text.length)));
  const whole = (size: number) =>
    written(async (writer) => {
      for (let i = 0; i < size / 16_384; i++) await askedCall(writer, { request: `r${i}` });
      await writer.commit();
    });
  const only = (log: (size: number) => Buffer) => async (size: number) => ({
    log: log(size),
    checkpoints: Buffer.alloc(0),
  });
  const notes = (text: string) => async (size: number) => ({
    log: logs[1]?.written.log ?? Buffer.alloc(0),
    checkpoints: repeated(text)(size),
  });
  const uncovered = async (size: number) => {
    const log = await written(async (writer) => {
      for (let i = 0; i < size / 2_048; i++) begun(writer, `c${i}`);
      await writer.commit();
    });
    return { ...log, checkpoints: log.checkpoints.subarray(0, log.checkpoints.indexOf("countersign/", 20)) };
  };
  const wrong = async (size: number) => {
    const { log, checkpoints } = await whole(size);
    const lines = linesOf(log);
    return { log: ofLines(lines.toSpliced(lines.length - 1, 0, lines[2] as string)), checkpoints };
  };

  test.each<readonly [string, (size: number) => Promise<Written>]>([
    ["a whole log", whole],
    ["lines that no checkpoint covers", uncovered],
    ["a log that goes wrong at its end", wrong],
    ["one line", only(repeated("a"))],
    ["deep nesting", only(repeated("["))],
    ["empty lines", only(repeated("\n"))],
    ["lines of nothing", only(repeated("{}\n"))],
    ["half notes", notes("countersign/a\n1\nAAAA\n")],
    ["notes by nobody", notes("a\n1\nAAAA\n\n\u2014 b AAAAAAAA\n")],
    ["a note of one line", notes("\u2014 ")],
  ])("%s", async (_, make) => {
    const size = 512 * 1024;
    const [one, two] = [await make(size), await make(2 * size)];
    const work = async (log: Written) => {
      const before = process.cpuUsage();
      await verifyLogs([bytesOf(log, "log", 64 * 1024)], { keys });
      const { user, system } = process.cpuUsage(before);
      return user + system + 2_000; // what is over in less says nothing
    };
    const ratios: number[] = [];
    await work(one);
    for (let round = 0; round < 5; round++) ratios.push((await work(two)) / (await work(one)));
    expect(Math.min(...ratios)).toBeLessThan(3);
  });
});
