import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { splitNotes } from "../../src/audit/notes.js";
import { leafHash } from "../../src/audit/tree.js";
import { local } from "../../src/local.js";
import { approve, deny } from "../../src/testing/testing.js";
import { strangerKey } from "../audit/written.js";
import { pem, verifyRun } from "../cli/run.js";
import { folder } from "../sinks/folder.js";
import { refunds, world } from "../world.js";

let lines: string[];
let notes: string[];
let key: string;
let path: string;
let keyFile: string;

/** What an application leaves: allowed, approved and denied calls. */
beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), "countersign-"));
  const { cs, people } = world(undefined, local(home));
  const { issue } = refunds(cs);
  people.will(approve("ana"), deny("bo", "not this one"), approve("bo"));
  for (const amount of [10, 100, 200, 300, 20]) await issue.attempt({ orderId: `o-${amount}`, amount });
  await cs.close();
  const log = join(home, "log", readdirSync(join(home, "log")).find((name) => name.endsWith(".jsonl")) ?? "");
  lines = readFileSync(log, "utf8").split("\n").slice(0, -1);
  ({ notes } = splitNotes(readFileSync(`${log}.checkpoints`, "utf8")));
  key = readFileSync(join(home, "public.pem"), "utf8");
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  const home = folder();
  [path, keyFile] = [join(home, "log.jsonl"), join(home, "kept.pem")];
  writeFileSync(keyFile, key);
});

/** The lines without some, each with its number and its link put right: what anybody can do who has no key. */
function mended(kept: readonly string[]): string[] {
  let prev = "0".repeat(64);
  return kept.map((line, seq) => {
    const { seq: was } = (JSON.parse(line) as { data: { seq: number } }).data;
    const text = line
      .replace(/"prev":"[\da-f]{64}"/, `"prev":"${prev}"`)
      .replace(`"seq":${was},`, `"seq":${seq},`)
      .replace(`-${was}","partitionkey"`, `-${seq}","partitionkey"`)
      .replace(`-${was}","source"`, `-${seq}","source"`);
    prev = leafHash(text);
    return text;
  });
}
const forged = () =>
  mended(
    lines
      .filter((line) => !/call\.denied|review\.recorded/.test(line))
      .map((line) => line.replaceAll('"eve"', '"dan"')),
  );

async function judged(log: readonly string[], checkpoints?: string) {
  writeFileSync(path, log.map((line) => `${line}\n`).join(""));
  if (checkpoints === undefined) rmSync(`${path}.checkpoints`, { force: true });
  else writeFileSync(`${path}.checkpoints`, checkpoints);
  const { code, out } = await verifyRun(path, "--key", keyFile);
  return { code, first: out[0] ?? "" };
}

test("as it was written, it is verified", async () => {
  expect(await judged(lines, notes.join(""))).toMatchObject({ code: 0 });
});

test.each<[string, () => string | undefined]>([
  ["no file", () => undefined],
  ["nothing", () => ""],
  ["the beginning of a name", () => "c"],
  ["a name without an end", () => "countersign/"],
  ["the first note without its signature", () => (notes[0] as string).split("\u2014")[0]],
  ["half of the first note", () => (notes[0] as string).slice(0, 40)],
  ["garbage", () => "\u0000\u0001 not a note\n\n\n"],
  ["a note by nobody", () => "a\n1\nAAAA\n\n\u2014 b AAAAAAAA\n"],
  ["the notes without their last letters", () => notes.map((note) => note.replace(/.{4}\n$/, "AAA=\n")).join("")],
])("a log made anew without a key is found where its checkpoints are %s", async (_, checkpoints) => {
  const { code, first } = await judged(forged(), checkpoints());
  expect([code, first]).toEqual([1, expect.stringMatching(/\.checkpoints:1: signature: /)]);
});

test("so is the log as it was written, for nobody can know", async () => {
  expect(await judged(lines, "countersign/")).toMatchObject({ code: 1 });
  expect(await judged(lines.slice(0, 1))).toMatchObject({ code: 1 });
});

test("one that is signed with another key is found", async () => {
  writeFileSync(keyFile, pem(strangerKey.publicJwk));
  expect(await judged(lines, notes.join(""))).toMatchObject({ code: 1 });
});

test("the first checkpoints kept and the rest made anew: more than one commit is without a checkpoint, so it is found", async () => {
  const all = forged();
  for (const kept of [1, 2, 3]) {
    const covered = Number((notes[kept - 1] as string).split("\n")[1]);
    const whole = mended([...lines.slice(0, covered), ...all.slice(covered)]);
    const { code, first } = await judged(whole, notes.slice(0, kept).join(""));
    expect([code, first]).toEqual([
      1,
      expect.stringMatching(/: signature: no checkpoint covers this line, nor line \d+/),
    ]);
  }
});

test("the lines of one commit without a checkpoint are what a crash leaves: open-ended", async () => {
  const sizes = notes.map((note) => Number(note.split("\n")[1]));
  for (let kept = 1; kept < notes.length - 1; kept++) {
    const { code, first } = await judged(lines.slice(0, sizes[kept]), notes.slice(0, kept).join(""));
    expect([kept, code, first]).toEqual([kept, 0, expect.stringContaining("not yet covered by a checkpoint")]);
  }
});
