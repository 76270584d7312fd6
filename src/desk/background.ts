/** Work that nobody waits for: where it fails, the record says so. */
export interface Background {
  later(work: Promise<unknown>): void;
  /** Resolves when none of it runs any more. */
  over(): Promise<void>;
}

export function backgroundOf(): Background {
  const running = new Set<Promise<unknown>>();
  return {
    later(work) {
      const done = work.catch(() => undefined).finally(() => running.delete(done));
      running.add(done);
    },
    async over() {
      await Promise.all(running);
    },
  };
}
