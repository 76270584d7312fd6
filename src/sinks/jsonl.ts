import { resolve } from "node:path";
import type { Log, SignedEvent } from "../audit/sink.js";
import { unavailable } from "../audit/unavailable.js";
import { misuse } from "../errors.js";
import { makeFolderOf } from "./jsonl/disk.js";
import { type GrowingFile, growingFile } from "./jsonl/file.js";
import { linesOf } from "./jsonl/lines.js";
import { acquire, type Lock } from "./jsonl/lock.js";
import { type LastNote, repairCheckpoints, repairLog } from "./jsonl/repair.js";

/**
 * A log in a file: one event a line, the signed notes of its checkpoints in `PATH.checkpoints`. A write resolves when its
 * lines are on disk (`fdatasync`); its checkpoint follows, and is on disk before the next write begins. One process holds the file
 * (`PATH.lock`); another is refused until it closes or is dead. What a crash left torn goes to `PATH.torn`. Nothing is
 * touched before the first use. A write that fails leaves nothing behind, and after it all are refused. So are all after
 * any of the three files was removed, moved, replaced, cut or written by somebody else while the process runs: a log cannot
 * be rotated under it. A file that was changed while no process ran is refused at the next start: move it and its
 * checkpoints away.
 * Every error is code `unavailable`, part `audit`. @throws code `input` for a path that is not a text
 */
export function jsonlSink(options: { path: string }): Log {
  if (typeof options?.path !== "string" || options.path === "") {
    throw misuse("jsonlSink.path", 'must be the path of a file, such as "audit/log.jsonl"');
  }
  return new JsonlLog(resolve(options.path));
}

interface Files {
  readonly log: GrowingFile;
  readonly notes: GrowingFile;
  /** The last checkpoint that was there. */
  readonly last: LastNote | undefined;
  readonly lock: Lock;
}

class JsonlLog implements Log {
  readonly #path: string;
  #files: Files | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #ended: Error | undefined;
  #closing: Promise<void> | undefined;
  /** The checkpoints so far are on disk, or could not be brought there. */
  #noted: Promise<void> = Promise.resolve();
  /** A checkpoint that could not be written: the next one covers what it covers. */
  #owed = "";
  /** The last checkpoint that was found or given. */
  #last: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  write(events: readonly SignedEvent[], checkpoint = ""): Promise<void> {
    return this.#next(() => this.#write(events, checkpoint));
  }

  lastCheckpoint(): Promise<string | undefined> {
    return this.#next(async () => {
      this.#open();
      return this.#last;
    });
  }

  async *resume(): AsyncGenerator<string> {
    const { last } = await this.#next(async () => this.#open());
    const covered = last?.size ?? 0;
    let lines = 0;
    for await (const line of linesOf(this.#path)) {
      lines++;
      yield line;
    }
    if (lines >= covered) return;
    const cut = `${this.#path} has ${lines} lines, but a checkpoint covers ${covered}: it was cut`;
    throw unavailable(`${cut}. Keep it as it is, verify it, and write to another`);
  }

  close(): Promise<void> {
    this.#closing ??= this.#next(async () => {
      await this.#noted;
      this.#close();
    });
    return this.#closing;
  }

  #next<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(step);
    this.#queue = done.catch(() => {});
    return done;
  }

  async #write(events: readonly SignedEvent[], checkpoint: string): Promise<void> {
    const files = this.#open();
    const { log, notes } = files;
    await this.#noted; // so that a power cut leaves no more than one commit without its checkpoint
    try {
      log.append(events.map(({ line }) => `${line}\n`).join(""));
    } catch (error) {
      throw this.#end(error);
    }
    try {
      await log.durable();
      mustBeThere(files); // after it: what was removed meanwhile is found out, too
    } catch (error) {
      log.takeBack();
      throw this.#end(error);
    }
    this.#note(notes, checkpoint);
    this.#noted = notes.durable().catch(() => undefined); // `close` tells
  }

  /** What the lines need is done: a checkpoint that finds no room is owed, and the write stands. */
  #note(notes: GrowingFile, checkpoint: string): void {
    this.#owed = checkpoint || this.#owed;
    this.#last = checkpoint || this.#last;
    try {
      notes.append(this.#owed);
      this.#owed = "";
    } catch {
      // `close` tries again, and tells.
    }
  }

  #end(cause: unknown): Error {
    this.#ended = unavailable(`${this.#path} could not be written`, cause);
    return this.#ended;
  }

  #open(): Files {
    if (this.#ended) throw this.#ended;
    if (this.#files) return this.#files;
    this.#files = openFiles(this.#path);
    this.#last = this.#files.last?.note;
    return this.#files;
  }

  #close(): void {
    const files = this.#files;
    this.#files = undefined;
    this.#ended ??= unavailable(`${this.#path} is closed`);
    if (!files) return;
    const { log, notes, lock } = files;
    const steps = [() => notes.append(this.#owed), () => notes.close(), () => log.close(), () => lock.release()];
    const problems = steps.flatMap(problemOf);
    if (problems.length > 0) throw unavailable(`${this.#path} was not closed in order`, problems[0]);
  }
}

function openFiles(path: string): Files {
  const undo: (() => void)[] = [];
  try {
    makeFolderOf(path);
    const lock = acquire(`${path}.lock`, path);
    undo.push(() => lock.release());
    const last = repairCheckpoints(`${path}.checkpoints`);
    repairLog(path);
    const log = growingFile(path);
    undo.push(() => log.close());
    return { log, notes: growingFile(`${path}.checkpoints`), last, lock };
  } catch (error) {
    undo.flatMap(problemOf);
    throw unavailable(`${path} cannot be opened`, error);
  }
}

/** @throws code `unavailable` where what was written is not, or may not stay, where the log is looked for */
function mustBeThere({ log, notes, lock }: Files): void {
  const what = log.lost() ?? notes.lost() ?? lock.lost();
  if (what === undefined) return;
  const cure = "keep what is there and verify it, let nothing else move or write the log's files, and start again";
  throw unavailable(`${what} while this process wrote its log, so nothing starts any more: ${cure}`);
}

function problemOf(step: () => void): unknown[] {
  try {
    step();
    return [];
  } catch (error) {
    return [error];
  }
}
