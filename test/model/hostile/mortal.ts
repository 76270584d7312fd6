import type { Log, Store } from "../../../src/index.js";

/** Whether a process still lives. */
export interface Life {
  is: "yes" | "no";
}

/** A log that a process of the same name goes on with. */
export function lasting(): Log {
  const lines: string[] = [];
  let last: string | undefined;
  return {
    async write(events, checkpoint) {
      lines.push(...events.map(({ line }) => line));
      last = checkpoint ?? last;
    },
    async *resume() {
      yield* lines;
    },
    lastCheckpoint: async () => last,
  };
}

export const never = <T>(): Promise<T> => new Promise(() => {});

/** Nothing of a dead process goes on. */
export function mortal(store: Store, life: Life): Store {
  const living =
    <A extends readonly unknown[], R>(work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (life.is === "no") return never();
      const answer = await work(...given);
      return life.is === "yes" ? answer : never();
    };
  return {
    open: living(store.open),
    get: living(store.get),
    compareAndSet: living(store.compareAndSet),
    list: living(store.list),
    due: living(store.due),
    watch: store.watch,
    close: store.close,
  };
}

export const mortalLog = (log: Log, life: Life): Log => ({
  write: (events, checkpoint) => (life.is === "no" ? never() : log.write(events, checkpoint)),
  ...(log.resume && { resume: log.resume.bind(log) }),
  ...(log.lastCheckpoint && { lastCheckpoint: log.lastCheckpoint.bind(log) }),
});
