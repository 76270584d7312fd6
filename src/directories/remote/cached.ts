import { systemClock } from "../../clock.js";

const MOST_ENTRIES = 10_000;

/** Answers by key, each kept for at most `age` milliseconds from when it was asked for. A failure is not kept. */
export function cached<T>(age: number, most = MOST_ENTRIES): (key: string, load: () => Promise<T>) => Promise<T> {
  const entries = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return (key, load) => {
    const known = entries.get(key);
    const now = systemClock.now();
    // A clock that was set back makes an answer old, not young.
    if (known && now >= known.at && now - known.at < age) return known.answer;
    entries.delete(key);
    const entry = { at: now, answer: load() };
    if (age > 0) entries.set(key, entry);
    if (entries.size > most) entries.delete(entries.keys().next().value as string);
    entry.answer.catch(() => entries.get(key) === entry && entries.delete(key));
    return entry.answer;
  };
}
