/** Runs work one after another, in order. @throws Error at once, where `most` wait already. */
export function queueOf(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    if (waiting >= most) throw new Error(`not sent: ${most} messages wait for this endpoint already`);
    waiting++;
    const done = last.then(work).finally(() => {
      waiting--;
    });
    last = done.catch(() => undefined);
    return done;
  };
}
