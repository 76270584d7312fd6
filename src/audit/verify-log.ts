import type { Checkpoint } from "./checkpoint.js";
import { originOfSource, type ReadEvent } from "./event.js";
import { brokenAt, unsignedLines } from "./verify-break.js";
import { Heads, type Signatures } from "./verify-heads.js";
import { LineReader, type LogBytes, TOO_LONG, Unreadable } from "./verify-lines.js";
import { readNotes } from "./verify-notes.js";
import type { LogReport, Place, Problem } from "./verify-report.js";
import { strangeLine } from "./verify-tail.js";
import type { Trust } from "./verify-trust.js";

/** A checkpoint that was kept elsewhere. */
export interface Remembered {
  readonly name: string;
  readonly checkpoint: Checkpoint;
}

export interface Checks {
  readonly trust: Trust;
  readonly signatures: Signatures;
  /** Each is signed by one of the keys. */
  readonly remembered: readonly Remembered[];
  onEvent(event: ReadEvent, line: number): void;
}

interface Reading {
  readonly log: LogBytes;
  /** Of the remembered checkpoints those of this log, as soon as its lines tell which it is. */
  remembered?: readonly Remembered[];
  readonly checks: Checks;
  readonly reader: LineReader;
  readonly heads: Heads;
  readonly problems: Problem[];
}

export interface Verified {
  readonly report: Omit<LogReport, "digests" | "seals" | "disbelieved">;
  readonly problems: readonly Problem[];
}

/**
 * Checks one log against its checkpoints and remembered ones: one pass over its bytes, unless something is wrong. Whatever
 * its bytes are, it answers: one log never keeps others from being judged.
 */
export async function verifyLog(log: LogBytes, checks: Checks): Promise<Verified> {
  try {
    return await verifiedLog(log, checks);
  } catch (error) {
    const [file, text] = error instanceof Unreadable ? [error.file, error.message] : (["log", unknown(error)] as const);
    const nothing = { source: undefined, events: 0, covered: 0, checkpoints: 0, keys: [], torn: 0 };
    return {
      report: { name: log.name, ...nothing, state: "open-ended" },
      problems: [{ log: log.name, file, line: 0, kind: "unreadable", text }],
    };
  }
}

const unknown = (error: unknown): string =>
  `it could not be judged: ${error instanceof Error ? `${error.name}: ${error.message}` : "its bytes cannot be read"}`;

async function verifiedLog(log: LogBytes, checks: Checks): Promise<Verified> {
  const reader = new LineReader(checks.onEvent);
  const heads = new Heads(readNotes(log.checkpoints()), checks.trust, () => originOf(reader), checks.signatures);
  const reading: Reading = { log, checks, reader, heads, problems: [] };
  await heads.advance();
  if (await readLines(reading)) await readEnd(reading);
  return reportOf(reading);
}

/** Reads the lines, stopping where a checkpoint says what must be there. False when it found where they go wrong. */
async function readLines(reading: Reading): Promise<boolean> {
  const { log, reader, heads } = reading;
  for await (const chunk of log.lines()) {
    reader.take(chunk);
    for (let state = reader.until(nextStop(reading)); state !== "read"; state = reader.until(nextStop(reading))) {
      const found = state === "reached" ? await differing(reading) : await broken(reading, state);
      if (found) return complain(reading, "log", found);
    }
  }
  await heads.settled();
  return true;
}

function nextStop(reading: Reading): number {
  const { source, size: read } = reading.reader;
  if (source === undefined) return 1;
  const kept = rememberedOf(reading).find(({ checkpoint }) => checkpoint.size > read);
  return Math.min(reading.heads.next, kept?.checkpoint.size ?? Number.POSITIVE_INFINITY);
}

async function broken({ log, reader: { size, leaf }, heads }: Reading, state: "broken" | "long"): Promise<Place> {
  await heads.settled();
  if (state === "long") return { line: size + 1, kind: "altered", text: TOO_LONG };
  const { covered } = heads;
  const head = await heads.left();
  return brokenAt(log, { line: size + 1, leaf, covered, ...(head && { head }) });
}

/** Compares the lines so far with every checkpoint of their number. */
async function differing(reading: Reading): Promise<Place | undefined> {
  const { log, reader, heads } = reading;
  const { size } = reader;
  const root = reader.root();
  const head = await heads.check(size, root);
  if (head) {
    await heads.settled();
    return unsignedLines(log, head, heads.covered);
  }
  for (const { name, checkpoint } of rememberedOf(reading)) {
    if (checkpoint.size !== size || checkpoint.root === root) continue;
    const text = `the first ${size} events are not those that ${name} remembers`;
    complain(reading, "log", { line: size, kind: "forked", text });
  }
  return undefined;
}

/** What can only be said when all lines are read: whether they are all, and whether all are signed. */
async function readEnd(reading: Reading): Promise<void> {
  const { reader, heads, problems } = reading;
  const { size } = reader;
  const head = await heads.left();
  if (head) complain(reading, "log", cutBefore(head.size, reader, "a checkpoint covers"));
  for (const { name, checkpoint } of rememberedOf(reading)) {
    if (checkpoint.size > size) complain(reading, "log", cutBefore(checkpoint.size, reader, `${name} remembers`));
  }
  if (size > 0 && heads.covered === 0 && !heads.problem && !head) complain(reading, "checkpoints", NO_CHECKPOINT);
  if (heads.problem || problems.length > 0 || heads.covered === size) return;
  const wrong = await uncovered(reading);
  if (wrong) complain(reading, "log", wrong);
}

const NO_CHECKPOINT: Place = {
  line: 1,
  kind: "signature",
  text: "no checkpoint of a key that was given covers a line: nobody signed this log",
};

/** Of lines that no checkpoint covers less can be said. */
async function uncovered({ log, reader, heads }: Reading): Promise<Place | undefined> {
  const strange = await strangeLine(log, heads.covered);
  if (strange || reader.last !== "log.closed") return strange;
  const text = "this says the log was closed, and no checkpoint covers it";
  return { line: reader.size, kind: "signature", text };
}

function cutBefore(wanted: number, { size, torn }: LineReader, who: string): Place {
  if (torn > 0) return { line: size + 1, kind: "altered", text: `this line is not whole, and ${who} ${wanted} events` };
  return { line: size + 1, kind: "cut", text: `the log ends after ${size} events, and ${who} ${wanted}` };
}

function complain({ log, problems }: Reading, file: Problem["file"], place: Place): false {
  problems.push({ log: log.name, file, ...place });
  return false;
}

const originOf = ({ source }: LineReader): string | undefined =>
  source === undefined ? undefined : (originOfSource(source) ?? "");

/** Once it is known which log it is. */
function rememberedOf(reading: Reading): readonly Remembered[] {
  const { checks, reader } = reading;
  reading.remembered ??= checks.remembered
    .filter(({ checkpoint }) => checkpoint.origin === originOf(reader))
    .sort((a, b) => a.checkpoint.size - b.checkpoint.size);
  return reading.remembered;
}

function reportOf({ log: { name }, reader, heads, problems: found }: Reading): Verified {
  const { source, size: events, torn, last } = reader;
  const { covered, checkpoints, problem } = heads;
  const problems = problem ? [{ log: name, file: "checkpoints" as const, ...problem }, ...found] : found;
  const whole = problems.length === 0 && covered === events && torn === 0;
  const state = whole && last === "log.closed" ? "closed" : "open-ended";
  return { report: { name, source, events, covered, checkpoints, keys: [...heads.keys], state, torn }, problems };
}
