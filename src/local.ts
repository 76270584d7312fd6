import { join, resolve } from "node:path";
import type { Store } from "./approval/store.js";
import type { Signer } from "./audit/signer.js";
import type { Log } from "./audit/sink.js";
import { misuse } from "./errors.js";
import { folderSigner } from "./local/key.js";
import { makeFolderOf } from "./sinks/jsonl/disk.js";
import { jsonlSink } from "./sinks/jsonl.js";
import { sqliteStore } from "./stores/sqlite.js";

/**
 * The embedded default, in one folder: `store.db` (SQLite), `signing.key` (Ed25519, PKCS #8, mode 0600, made at the first
 * use) with its `public.pem`, and a log of each process, `log/WRITER.jsonl`, with its `.checkpoints`. Any number of
 * processes may share the folder. Nothing is touched before the first use.
 * @throws code `input` for a folder that is not a text; at the first use, for a key that others can read, or that is none
 */
export function local(folder: string): { store: Store; audit: { signer: Signer; log: Log } } {
  if (typeof folder !== "string" || folder === "")
    throw misuse("local(folder)", 'name a folder, such as ".countersign"');
  const path = resolve(folder); // the same after chdir
  return { store: folderStore(path), audit: { signer: folderSigner(path), log: processLog(join(path, "log")) } };
}

/** The store makes its file, not its folder; where there can be none, the store says so. */
function folderStore(folder: string): Store {
  const path = join(folder, "store.db");
  const { open, get, compareAndSet, list, due, watch, close } = sqliteStore({ path });
  let ready = () => {
    ready = () => {};
    try {
      makeFolderOf(path);
    } catch {}
  };
  const first = <A extends readonly unknown[], R>(operation: (...args: A) => R) => {
    return (...args: A): R => {
      ready();
      return operation(...args);
    };
  };
  return {
    open: first(open),
    get: first(get),
    compareAndSet: first(compareAndSet),
    list: first(list),
    due: first(due),
    watch: first(watch),
    close,
  };
}

/** Each start is a new log, named by its writer: so no process waits for another, and none carries on for a dead one. */
function processLog(folder: string): Log {
  let sink: Log | undefined;
  const named = (source: string) => {
    sink ??= jsonlSink({ path: join(folder, `${source.slice(source.lastIndexOf(":") + 1)}.jsonl`) });
    return sink;
  };
  return {
    write: (events, checkpoint) => named(events[0]?.source ?? "").write(events, checkpoint),
    close: async () => named("").close?.(),
  };
}
