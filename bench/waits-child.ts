// A process of its own for each measurement: the heap of N calls that wait, how soon one resumes, and a full collection.
// Arguments: "ours" or "promises" (a bare map of promises), and N. Needs --expose-gc.
import { freeze } from "../src/action/freeze.js";
import { waitersOf } from "../src/approval/waiters.js";
import { wheelOf } from "../src/approval/wheel.js";
import { systemClock } from "../src/clock.js";
import { memoryStore } from "../src/stores/memory.js";
import { timingOf } from "./lib.js";
import { ARGS } from "./sample.js";

interface Ways {
  /** A call that waits: its frame keeps its id and its frozen arguments. */
  suspended(id: string): Promise<unknown>;
  wake(id: string): void;
}

const HALF_AN_HOUR = 30 * 60_000;

/** Hints come from here, so that only the waiting is measured. */
function ours(): Ways {
  let hint: (ids: readonly string[]) => void = () => {};
  const watch = async (onHint: typeof hint) => {
    hint = onHint;
    return async () => {};
  };
  const waiters = waitersOf({ ...memoryStore(), watch }, wheelOf(systemClock));
  return {
    async suspended(id) {
      const { value } = freeze(ARGS);
      const listener = waiters.listen(id);
      try {
        await listener.woken(HALF_AN_HOUR);
        return value;
      } finally {
        listener.leave();
      }
    },
    wake: (id) => hint([id]),
  };
}

function promises(): Ways {
  const waiting = new Map<string, () => void>();
  return {
    async suspended(id) {
      const { value } = freeze(ARGS);
      await new Promise<void>((resolve) => waiting.set(id, resolve));
      return value;
    },
    wake(id) {
      waiting.get(id)?.();
      waiting.delete(id);
    },
  };
}

const collect = globalThis.gc as () => void;
const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

async function measure(ways: Ways, count: number) {
  const ids = Array.from({ length: count }, (_, i) => `req_${i.toString(16).padStart(32, "0")}`);
  const before = heap();
  const calls = ids.map((id) => ways.suspended(id));
  const bytes = (heap() - before) / count;
  const since = performance.now();
  collect();
  const gc = performance.now() - since;
  const resume = await resumed(ways, ids, calls);
  return { bytes, gc, resume };
}

/** Microseconds from a wake to the call's end, of the first thousand. */
async function resumed({ wake }: Ways, ids: readonly string[], calls: readonly Promise<unknown>[]): Promise<number> {
  const taken: number[] = [];
  for (const [i, id] of ids.slice(0, 1000).entries()) {
    const since = performance.now();
    wake(id);
    await calls[i];
    taken.push((performance.now() - since) * 1000);
  }
  return timingOf(taken).median;
}

const [way, count] = process.argv.slice(2);
console.log(JSON.stringify(await measure(way === "ours" ? ours() : promises(), Number(count))));
process.exit(); // deadlines and ticks are still armed
