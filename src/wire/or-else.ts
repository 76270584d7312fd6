import type { Clock } from "../clock.js";

/** What work gives within a time; else something else, while the work goes on. */
export async function orElse<T, E>(
  { clock, ms }: { readonly clock: Clock; readonly ms: number },
  work: Promise<T>,
  other: E,
): Promise<T | E> {
  const done = new AbortController();
  try {
    return await Promise.race([work, clock.sleep(ms, done.signal).then(() => other)]);
  } finally {
    done.abort();
    work.catch(() => undefined);
  }
}
