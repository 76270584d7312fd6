import type fc from "fast-check";
import { type Action, type Config, createCountersign, type Store } from "../../src/index.js";
import { memoryLog } from "../../src/testing/memory-log.js";
import { testSigner } from "../../src/testing/test-signer.js";
import { type Watch, type Worker, whoActs } from "./watch.js";

/** What becomes of a body, or of its process. */
export type Fate = "returns" | "throws" | "dies" | "dies when claimed";
export interface Args {
  readonly to: string;
  readonly amount: number;
  readonly note: string;
}
interface Mortal extends Worker {
  fate: Fate;
}

const never = <T>(): Promise<T> => new Promise(() => {});

/** A process that guards a payment and has a desk. */
export function workerOf(
  action: Action<Args, Args>,
  config: Omit<Config, "app" | "audit" | "store"> & { readonly store: Store },
  watch: Watch,
  scheduler: fc.Scheduler,
) {
  const log = memoryLog();
  const worker: Mortal = {
    dead: false,
    fate: "returns",
    recorded: (fence) =>
      log.events.some(({ type, line }) => /execution\.(re)?started/.test(type) && line.includes(`"fence":${fence},`)),
  };
  const cs = createCountersign({
    ...config,
    app: "model",
    store: scheduled(config.store, scheduler, worker),
    audit: { signer: testSigner(), log },
  });
  const pay = cs.guard(async (args, run) => {
    watch.started(args, run, whoActs());
    if (worker.fate === "dies") worker.dead = true;
    await scheduler.schedule(Promise.resolve());
    if (worker.dead) return never();
    if (worker.fate === "throws") throw new Error("no");
    return run.fence;
  }, action);
  return { worker, desk: cs.desk, pay };
}

/** Every operation waits for its turn in the schedule; those of a dead process never get one. */
function scheduled(store: Store, scheduler: fc.Scheduler, worker: Mortal): Store {
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve());
    return worker.dead ? never() : work();
  };
  return {
    ...store,
    open: (row) => turn(() => store.open(row)),
    get: (id) => turn(() => store.get(id)),
    list: (filter) => turn(() => store.list(filter)),
    due: (limit) => turn(() => store.due(limit)),
    compareAndSet: (id, expected, next) =>
      turn(async () => {
        const answer = await store.compareAndSet(id, expected, next);
        if (!answer.set || next.state !== "executing" || worker.fate !== "dies when claimed") return answer;
        worker.dead = true;
        return never();
      }),
  };
}
