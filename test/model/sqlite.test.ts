import { afterAll, beforeAll, expect, test } from "vitest";
import { inSqlite } from "./ground.js";
import { play } from "./schedules.js";

let file: Awaited<ReturnType<typeof inSqlite>>;
beforeAll(async () => {
  file = await inSqlite();
});
afterAll(() => file.remove());

test("the laws hold over SQLite, each process with a connection of its own", async () => {
  const reached = await play(500, 11, () => file.ground());
  console.log("over SQLite, of 500 schedules:", reached);
  for (const state of ["approved", "denied", "expired", "revised", "unknown"] as const)
    expect(reached[state], state).toBeGreaterThan(10);
}, 120_000);
