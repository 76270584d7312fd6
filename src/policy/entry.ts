import type { Json } from "../canonical.js";

/** A call of the past, or one that waits or runs now. `at`: milliseconds since the epoch, by the store's clock. */
export interface Entry {
  readonly id: string;
  readonly at: number;
  /** What all calls of one key have in common; none where the caller gave no key. */
  readonly key?: string;
  /** By argument path: a number, or for other values a digest; null where there was none. */
  readonly values: Readonly<Record<string, Json>>;
}

/** Entries of other calls, and the store's time; `"unknown"`: there are too many to tell. */
export type Past = { readonly now: number; readonly entries: readonly Entry[] } | "unknown";

export const MOST_ENTRIES = 10_000;

export const entriesOf = (past: Past | undefined): readonly Entry[] =>
  past === undefined || past === "unknown" ? [] : past.entries;
