const turns = new WeakMap<object, Promise<unknown>>();

/** Runs work after everything before it with the same key: two people may share one terminal, not one question. */
export function inTurn(key: object, work: () => Promise<void>): Promise<void> {
  const mine = (turns.get(key) ?? Promise.resolve()).then(work);
  turns.set(
    key,
    mine.catch(() => undefined),
  );
  return mine;
}
