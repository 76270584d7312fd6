import { mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "../src/index.js";
import { jsonlSink } from "../src/sinks/jsonl.js";
import { deployed } from "./deployed.js";
import { interleaved, type Row } from "./lib.js";
import { ARGS, concurrently, exportLogs } from "./sample.js";

const GOALS = { 256: ">= 0.75", 64: ">= 0.6" } as const;

/** Allowed calls on disk before the body starts, against the same without `fdatasync`. */
export async function durable(rounds: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const [synced, unsynced] = [
    guarded(jsonlSink({ path: join(folder, "synced") })),
    guarded(written(join(folder, "unsynced"))),
  ];
  const rows: Row[] = [];
  for (const callers of [256, 64] as const) {
    const times = callers * 8;
    const timing = await interleaved(
      [
        { name: "synced", times, run: concurrently(callers, synced.call) },
        { name: "unsynced", times, run: concurrently(callers, unsynced.call) },
      ],
      rounds,
    );
    const [slow, fast] = [timing("synced").median, timing("unsynced").median];
    const note = `${Math.round(1e6 / slow)} calls/s against ${Math.round(1e6 / fast)}`;
    rows.push({
      what: `durable before the body, ${callers} callers`,
      value: fast / slow,
      unit: "x no fsync",
      goal: GOALS[callers],
      note,
    });
  }
  await Promise.all([synced.close(), unsynced.close()]);
  rmSync(folder, { recursive: true });
  return rows;
}

function guarded(log: Log) {
  const cs = deployed({ audit: { log } });
  const call = cs.guard(({ limit }) => limit, exportLogs);
  return { call: () => call(ARGS), close: () => cs.close() };
}

/** A file that is written and never synced. */
function written(path: string): Log {
  let file: FileHandle | undefined;
  return {
    async write(events, checkpoint = "") {
      file ??= await open(path, "a");
      await file.write(events.map(({ line }) => `${line}\n`).join("") + checkpoint);
    },
    close: async () => file?.close(),
  };
}
