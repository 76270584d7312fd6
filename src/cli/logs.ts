import { closeSync, createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { splitNotes } from "../audit/notes.js";
import { type LogBytes, Unreadable } from "../audit/verify-lines.js";
import { exists, openFile, textOf } from "./files.js";
import { reason, Unusable } from "./unusable.js";

const BLOCK = 1024 * 1024;
const LOG = ".jsonl";
const CHECKPOINTS = `${LOG}.checkpoints`;

/** What a user named: a log's file, or a folder of logs with, maybe, the store that they belong to. */
interface Target {
  readonly logs: readonly LogBytes[];
  readonly store: string | undefined;
}

/** @throws Unusable when there is no log */
export function targetOf(path: string): Target {
  if (!exists(path)) throw new Unusable(`cannot read the log ${path}: there is no such file or folder`);
  if (!isFolder(path)) return { logs: [logAt(path)], store: undefined };
  const folder = existsSync(join(path, "log")) ? join(path, "log") : path;
  const logs = logNames(folder).map((name) => logAt(join(folder, name)));
  if (logs.length === 0) throw new Unusable(`there is no log in ${folder}: a log's name ends with ${LOG}`);
  const store = join(path, "store.db");
  return { logs, store: existsSync(store) ? store : undefined };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Also of logs that are gone, and left their checkpoints. */
function logNames(folder: string): readonly string[] {
  const names = namesIn(folder).filter((name) => name.endsWith(LOG) || name.endsWith(CHECKPOINTS));
  return [...new Set(names.map((name) => name.replace(/\.checkpoints$/, "")))].sort();
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new Unusable(`cannot read the folder ${folder}: ${reason(error)}`);
  }
}

interface Sizes {
  readonly log: number;
  readonly checkpoints: number;
}

/** A log's files as they are when it is first read: a process may be writing them. */
function logAt(path: string): LogBytes {
  let sizes: Sizes | undefined;
  const now = (file: Unreadable["file"]) => {
    sizes ??= sizesOf(path);
    return bytesOf(path, file, sizes[file]);
  };
  return { name: path, lines: () => now("log"), checkpoints: () => now("checkpoints") };
}

const TRIES = 10;

/**
 * The sizes of both files at one moment, when the log did not grow while the other was looked at: so no more lines are
 * without a checkpoint than one commit's.
 */
function sizesOf(path: string): Sizes {
  const size = (file: Unreadable["file"]) => sizeOf(path, file);
  let log = size("log");
  let checkpoints = size("checkpoints");
  for (let after = size("log"), tries = 1; after !== log && tries < TRIES; after = size("log"), tries++) {
    log = after;
    checkpoints = size("checkpoints");
  }
  return { log, checkpoints };
}

function sizeOf(path: string, file: Unreadable["file"]): number {
  const opened = opening(path, file);
  if (!opened) return 0;
  closeSync(opened.fd);
  return opened.size;
}

/** Undefined for a file that is not there. */
function opening(path: string, file: Unreadable["file"]): ReturnType<typeof openFile> | undefined {
  const name = file === "log" ? path : `${path}.checkpoints`;
  if (!exists(name)) return undefined;
  try {
    return openFile(name);
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: unknown } };
    throw new Unreadable(file, cause?.code === "ENOENT" ? LINK_TO_NOTHING : message);
  }
}

const LINK_TO_NOTHING = "it cannot be read: it is a link to nothing (ENOENT)";

async function* bytesOf(path: string, file: Unreadable["file"], size: number): AsyncGenerator<Uint8Array> {
  const opened = size > 0 ? opening(path, file) : undefined;
  if (!opened) return;
  try {
    const blocks = createReadStream("", { fd: opened.fd, start: 0, end: size - 1, highWaterMark: BLOCK });
    for await (const block of blocks) yield block as Buffer;
  } catch (error) {
    throw new Unreadable(file, `it cannot be read: ${reason(error)}`);
  }
}

/** The checkpoints in a file that was kept, of each log the last. @throws Unusable when there is none */
export function rememberedIn(path: string): readonly { readonly name: string; readonly text: string }[] {
  const { notes, rest } = splitNotes(`${textOf(path, "the checkpoint").trimEnd()}\n`);
  const last = new Map(notes.map((text) => [text.slice(0, text.indexOf("\n")), { name: path, text }]));
  if (last.size > 0 && rest === "") return [...last.values()];
  throw new Unusable(`${path} is no checkpoint: keep the last five lines of a log's .checkpoints file, as they are`);
}
