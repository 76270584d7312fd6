import type { NewRow } from "../src/approval/store.js";
import { staticDirectory } from "../src/directories/static.js";
import { type Countersign, type Identity, type Log, proven } from "../src/index.js";
import { ed25519Signer } from "../src/signers/ed25519.js";
import { Hints } from "../src/stores/hints.js";
import { connect } from "../src/stores/sqlite/connect.js";
import { type Database, findDriver } from "../src/stores/sqlite/driver.js";
import { Tables } from "../src/stores/sqlite/tables.js";
import { thisMachine } from "../src/stores/sqlite/time.js";
import { sqliteStore } from "../src/stores/sqlite.js";
import { asking } from "./approved.js";
import { deployed } from "./deployed.js";
import { ARGS, CONTEXT, exportLogs } from "./sample.js";

const REVIEWERS = 200;
const ISSUER = "https://idp.acme.example";
const approvers = Array.from({ length: REVIEWERS }, (_, i) => ({
  id: `r${i}`,
  groups: ["data"],
  identity: `reviewer-${i}`,
}));

/** Who reviews: one of some hundreds of people, with a proof made for this once. */
export const reviewer = (turn: number): Identity =>
  proven({ issuer: ISSUER, subject: `reviewer-${turn % REVIEWERS}`, proof: "L2", evidence: { jti: `${turn}` } });

export interface DeskWorld {
  readonly cs: Countersign;
  /** A real request's row, to make others from. */
  readonly like: NewRow;
  /** Of that request's message, and so of every other's that is made from it. */
  readonly shown: { readonly revision: number; readonly digest: string };
  readonly database: Database;
  /** Opens rows as the store does, without waiting for the disk each time; all of them are on disk when it returns. */
  fill(rows: Iterable<NewRow>): void;
  close(): Promise<void>;
}

/** A desk on a new SQLite file, at which one request waits for one approval of the group `data`. */
export async function deskWorld(path: string, log: Log): Promise<DeskWorld> {
  const store = sqliteStore({ path });
  const directory = staticDirectory([
    ...approvers.map(({ id, groups, identity }) => ({
      id,
      groups,
      identities: [{ issuer: ISSUER, subject: identity }],
    })),
    { id: "agent", kind: "service", identities: [CONTEXT.agent] },
    { id: "user", identities: [CONTEXT.user] },
    { id: "owner", identities: [CONTEXT.owner] },
  ]);
  const audit = { log, signer: await ed25519Signer("generate") };
  const cs = deployed({ policy: asking, store, directory, audit });
  await cs.guard(({ limit }) => limit, exportLogs).attempt(ARGS, { key: "first", hold: 0 });
  const [message] = (await cs.desk.requests(reviewer(0))).items;
  const { row } = await store.get(message?.requestId ?? "");
  if (!message || !row) throw new Error("the first request is to wait at the desk");
  const { version: _, openedAt: __, due: ___, ...like } = row;
  const database = connect(await findDriver(), path);
  database.exec("PRAGMA synchronous = OFF");
  const tables = new Tables(database, new Hints(), thisMachine(), path);
  return {
    cs,
    like: { ...like, dueIn: 24 * 60 * 60_000 },
    shown: message,
    database,
    fill(rows) {
      for (const one of rows) tables.open(one);
      database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    },
    async close() {
      await cs.close();
      await store.close();
      database.close();
    },
  };
}
