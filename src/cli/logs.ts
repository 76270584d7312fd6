import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { splitNotes } from "../audit/notes.js";
import type { LogBytes } from "../audit/verify-lines.js";
import { textOf } from "./key.js";
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
  if (!existsSync(path)) throw new Unusable(`cannot read the log ${path}: there is no such file or folder`);
  if (!statSync(path).isDirectory()) return { logs: [logAt(path)], store: undefined };
  const folder = existsSync(join(path, "log")) ? join(path, "log") : path;
  const logs = logNames(folder).map((name) => logAt(join(folder, name)));
  if (logs.length === 0) throw new Unusable(`there is no log in ${folder}: a log's name ends with ${LOG}`);
  const store = join(path, "store.db");
  return { logs, store: existsSync(store) ? store : undefined };
}

/** Also of logs that are gone, and left their checkpoints. */
function logNames(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(LOG) || name.endsWith(CHECKPOINTS));
  return [...new Set(names.map((name) => name.replace(/\.checkpoints$/, "")))].sort();
}

function logAt(path: string): LogBytes {
  return { name: path, lines: () => bytesOf(path), checkpoints: () => bytesOf(`${path}.checkpoints`) };
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  if (!existsSync(path)) return;
  try {
    for await (const block of createReadStream(path, { highWaterMark: BLOCK })) yield block as Buffer;
  } catch (error) {
    throw new Unusable(`cannot read ${path}: ${reason(error)}`);
  }
}

/** The checkpoints in a file that was kept, of each log the last. @throws Unusable when there is none */
export function rememberedIn(path: string): readonly { readonly name: string; readonly text: string }[] {
  const { notes, rest } = splitNotes(`${textOf(path, "the checkpoint").trimEnd()}\n`);
  const last = new Map(notes.map((text) => [text.slice(0, text.indexOf("\n")), { name: path, text }]));
  if (last.size > 0 && rest === "") return [...last.values()];
  throw new Unusable(`${path} is no checkpoint: keep the last five lines of a log's .checkpoints file, as they are`);
}
