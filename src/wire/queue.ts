/** Runs work one after another, in order. */
export interface Queue {
  /** @throws Error at once, where too many wait already. */
  add<T>(work: () => Promise<T>): Promise<T>;
  waiting(): number;
}

export function queueOf(most: number): Queue {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    waiting: () => waiting,
    async add(work) {
      if (waiting >= most) throw new Error(`not sent: ${most} messages wait for this endpoint already`);
      waiting++;
      const done = last.then(work).finally(() => {
        waiting--;
      });
      last = done.catch(() => undefined);
      return done;
    },
  };
}
