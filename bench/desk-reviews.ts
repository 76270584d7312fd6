import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sealed } from "../src/approval/review.js";
import type { NewRow } from "../src/approval/store.js";
import { utf8 } from "../src/canonical.js";
import { ed25519Signer } from "../src/signers/ed25519.js";
import { jsonlSink } from "../src/sinks/jsonl.js";
import { transaction } from "../src/stores/sqlite/connect.js";
import { type Database, findDriver } from "../src/stores/sqlite/driver.js";
import { type DeskWorld, deskWorld, reviewer } from "./desk-world.js";
import { type Row, shuffled, timingOf } from "./lib.js";
import { concurrently } from "./sample.js";

const BATCH = 128;
const CALLERS = 64;

/** Approvals that each decide a request of their own, against what no desk can do without: one transaction, one signature. */
export async function reviews(seconds: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const log = join(folder, "log.jsonl");
  const world = await deskWorld(join(folder, "desk.db"), jsonlSink({ path: log }));
  const floor = await bare(join(folder, "bare.db"), world.like);
  const desk = reviewing(world);
  const times: Record<"desk" | "bare", number[]> = { desk: [], bare: [] };
  const until = performance.now() + seconds * 1000;
  do {
    desk.prepare();
    floor.prepare();
    for (const name of shuffled(["desk", "bare"] as const)) {
      const since = performance.now();
      await (name === "desk" ? desk.run(BATCH) : floor.run(BATCH));
      times[name].push((performance.now() - since) / BATCH);
    }
  } while (performance.now() < until);
  await world.cs.close();
  mustBeOnce(world.database, readFileSync(log, "utf8"), desk.ids);
  await world.close();
  floor.close();
  rmSync(folder, { recursive: true });
  const [ours, theirs] = [timingOf(times.desk).median, timingOf(times.bare).median];
  return [
    {
      what: `reviews a second, ${CALLERS} at once, against bare SQLite`,
      value: theirs / ours,
      unit: "x bare",
      goal: ">= 0.5",
      slack: 1,
      note: `${perSecond(ours)} against ${perSecond(theirs)}; ${desk.ids.length} reviews, each recorded once`,
    },
  ];
}

const perSecond = (ms: number): string => `${Math.round(1000 / ms)}/s`;

function reviewing({ cs, like, shown: { revision, digest }, fill }: DeskWorld) {
  const ids: string[] = [];
  let next = 0;
  return {
    ids,
    prepare() {
      const names = Array.from({ length: BATCH }, (_, i) => `${ids.length + i}`);
      fill(names.map((name) => ({ ...like, id: `req_${name}`, key: name })));
      ids.push(...names.map((name) => `req_${name}`));
    },
    run: concurrently(CALLERS, async () => {
      const turn = next++;
      const by = reviewer(turn);
      const said = await cs.desk.review(`req_${turn}`, { decision: "approve", by, revision, digest });
      if (said.result !== "resolved") throw new Error(`a review is to resolve its request: ${said.why}`);
    }),
  };
}

/** One signature, and one transaction on disk that puts it into a record like the request's: the store's driver and settings. */
async function bare(path: string, { request, progress }: NewRow) {
  const database = new (await findDriver())(path);
  database.prepare("PRAGMA journal_mode = WAL").get();
  database.exec("PRAGMA synchronous = FULL");
  database.exec(TABLE);
  const insert = database.prepare("INSERT INTO records (id, state, request, progress) VALUES (?, 'pending', ?, ?)");
  const update = database.prepare(
    "UPDATE records SET state = 'approved', request = ?, progress = ? WHERE id = ? AND state = 'pending'",
  );
  const signer = await ed25519Signer("generate");
  const [asked, fresh] = [JSON.stringify(request), JSON.stringify(progress)];
  let made = 0;
  let next = 0;
  return {
    prepare() {
      transaction(database, "BEGIN IMMEDIATE", () => {
        for (let i = 0; i < BATCH; i++) insert.run(`req_${made++}`, asked, fresh);
      });
      database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    },
    run: concurrently(1, async () => {
      const sealed = `${REVIEW}${Buffer.from(await signer.sign(utf8(REVIEW))).toString("base64")}`;
      transaction(database, "BEGIN IMMEDIATE", () => update.run(asked, sealed, `req_${next++}`));
    }),
    close: () => void database.close(),
  };
}

const TABLE = `CREATE TABLE records (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  request TEXT NOT NULL, progress TEXT NOT NULL)`;
/** As long as a review with its seal. */
const REVIEW = JSON.stringify({ review: "r".repeat(800) });

/** None is lost and none is double: in the records, and in the log. */
function mustBeOnce(database: Database, log: string, ids: readonly string[]): void {
  const recorded = log.split("\n").filter((line) => line.includes("review.recorded"));
  const inLog = recorded.map((line) => (JSON.parse(line) as { data: { request_id: string } }).data.request_id);
  const found = database.prepare("SELECT id, progress FROM rows WHERE kind = 'call' AND state = 'approved'").all();
  const approved = found as { id: string; progress: string }[];
  const reviewed = approved.flatMap(({ id, progress }) =>
    (JSON.parse(progress) as { reviews: Sealed[] }).reviews.map(({ payload }) => (payload.request_id === id ? id : "")),
  );
  for (const all of [inLog, reviewed]) {
    const once = new Set(all);
    if (all.length !== ids.length || !ids.every((id) => once.has(id)))
      throw new Error(`${ids.length} reviews are to be recorded once each: there are ${all.length}`);
  }
}
