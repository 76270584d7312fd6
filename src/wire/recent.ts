import type { Clock } from "../clock.js";

interface Recent<T> {
  /** Most that are kept; the oldest goes first. */
  readonly most: number;
  readonly ms: number;
  readonly clock: Clock;
  /** What is worth keeping; everything unless said. What rejects never is. */
  readonly keeps?: (value: T) => boolean;
}

/** Does the work of an id once within a time: who comes again, also meanwhile, gets what the first got. */
export function recentOf<T>({ most, ms, clock, keeps = () => true }: Recent<T>) {
  const kept = new Map<string, { readonly at: number; readonly value: Promise<T> }>();
  const forgetOld = () => {
    for (const [id, { at }] of kept) {
      if (clock.now() - at < ms && kept.size < most) return;
      kept.delete(id);
    }
  };
  return async (id: string, work: () => Promise<T>): Promise<T> => {
    const known = kept.get(id);
    if (known && clock.now() - known.at < ms) return known.value;
    kept.delete(id);
    forgetOld();
    const entry = { at: clock.now(), value: work() };
    kept.set(id, entry);
    const forget = () => {
      if (kept.get(id) === entry) kept.delete(id);
    };
    entry.value.then((value) => keeps(value) || forget(), forget);
    return entry.value;
  };
}
