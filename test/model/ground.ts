import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock, Store } from "../../src/index.js";
import { memoryStore } from "../../src/stores/memory.js";
import { findDriver } from "../../src/stores/sqlite/driver.js";
import { sqliteOn } from "../../src/stores/sqlite/sqlite-on.js";
import { thisMachine } from "../../src/stores/sqlite/time.js";
import { jumpingClock } from "./clock.js";

/** Where one schedule happens: a store for each process, one clock, and how time passes. */
export interface Ground {
  readonly clock: Clock;
  readonly stores: readonly Store[];
  pass(ms: number): void;
  /** The stores' time, where it is known without asking them. */
  readonly time?: () => number;
  close(): Promise<void>;
}

export function inMemory(): Ground {
  const clock = jumpingClock();
  const store = memoryStore({ clock });
  return { clock, stores: [store], pass: clock.jump, time: clock.now, close: () => store.close() };
}

/** One file for all schedules, empty for each. Its machine's clocks are real, and jump when time passes. */
export async function inSqlite(): Promise<{ ground(): Ground; remove(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-model-"));
  const path = join(folder, "store.db");
  const { boot, uptime, wall } = thisMachine();
  let jumped = 0;
  const machine = { boot, uptime: () => uptime() + jumped, wall: () => wall() + jumped };
  const stores = [sqliteOn({ path }, { machine }), sqliteOn({ path }, { machine })];
  for (const store of stores) await store.get("opens it");
  const database = new (await findDriver())(path);
  return {
    ground() {
      const clock = jumpingClock();
      return {
        clock,
        stores,
        pass(ms) {
          jumped += ms;
          clock.jump(ms);
        },
        close: async () => void database.exec("DELETE FROM tags; DELETE FROM rows"),
      };
    },
    async remove() {
      database.close();
      for (const store of stores) await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
