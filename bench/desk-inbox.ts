import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewRow } from "../src/approval/store.js";
import { nowhere } from "./deployed.js";
import { type DeskWorld, deskWorld, reviewer } from "./desk-world.js";
import { interleaved, type Row } from "./lib.js";

const LIMIT = 50;
const [FEW, MANY] = [1_000, 100_000];
/** So many are this person's, the first of all among them, and spread over the others. */
const MINE = 300;

/** One page of an inbox among a thousand requests that wait, and among a hundred thousand. */
export async function inboxes(rounds: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const [few, many] = [await filled(join(folder, "few.db"), FEW), await filled(join(folder, "many.db"), MANY)];
  const who = reviewer(0);
  const pages = (desk: DeskWorld["cs"]["desk"]) => async (times: number) => {
    for (let i = 0; i < times; i++) {
      const { items, cursor } = await desk.requests(who, { limit: LIMIT });
      if (items.length !== LIMIT || !cursor) throw new Error(`a page is to be full: ${items.length}`);
    }
  };
  const timing = await interleaved(
    [
      { name: "few", times: 1, run: pages(few.cs.desk) },
      { name: "many", times: 1, run: pages(many.cs.desk) },
    ],
    rounds,
  );
  await Promise.all([few.close(), many.close()]);
  rmSync(folder, { recursive: true });
  const ms = (name: string) => timing(name).median / 1000;
  const note = `${ms("many").toFixed(2)} ms against ${ms("few").toFixed(2)}, ${MINE} of the person's own`;
  return [
    {
      what: `an inbox page at ${MANY} against ${FEW} pending`,
      value: ms("many") / ms("few"),
      unit: "x",
      goal: "<= 2",
      slack: 1,
      note,
    },
  ];
}

async function filled(path: string, count: number): Promise<DeskWorld> {
  const world = await deskWorld(path, nowhere());
  world.fill(rowsLike(world.like, count));
  return world;
}

/** All but `MINE` of them ask groups that the person is not in. */
function* rowsLike(like: NewRow, count: number): Generator<NewRow> {
  for (let i = 1; i < count; i++) {
    const isMine = Math.floor((i * MINE) / count) > Math.floor(((i - 1) * MINE) / count);
    const tags = like.tags.map((tag) => (tag.startsWith("approver:") && !isMine ? `approver:group:g${i % 20}` : tag));
    yield { ...like, id: `req_${i}`, key: `${i}`, tags };
  }
}
