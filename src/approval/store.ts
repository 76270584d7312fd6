import type { Json } from "../canonical.js";
import type { State } from "./state.js";

/**
 * One record. `kind` "call" is a request or a claimed allowed call, "grant" a standing right, "tally" a counter.
 * `key` is a hash of the tuple that must be unique.
 */
export interface Row {
  readonly id: string;
  readonly tenant: string;
  readonly kind: "call" | "grant" | "tally";
  readonly key: string;
  readonly version: number;
  readonly state: State | "live" | "closed";
  /** Milliseconds since the epoch by the store's clock. */
  readonly openedAt: number;
  /** When the row wants attention, by the store's clock: the end of deciding, of an approval's use, of an execution's lease. */
  readonly due: number;
  readonly tags: readonly string[];
  readonly request: Json;
  readonly progress: Json;
}

/** A row to open: the store sets `version` to 1, `openedAt` to its now and `due` to now + `dueIn`. */
export type NewRow = Omit<Row, "version" | "openedAt" | "due"> & { readonly dueIn: number };
export type NextRow = Pick<Row, "state" | "due" | "progress"> & Partial<Pick<Row, "request" | "tags">>;
export interface Filter {
  tenant: string;
  kind?: Row["kind"];
  states?: readonly Row["state"][];
  /** One of them, where there are several. */
  tag?: string | readonly string[];
  limit: number;
  cursor?: string;
}

/**
 * Seven operations. The state machine is core's (`lifecycle.ts`); a store only compares, sets and tells the time.
 *
 * Every answer carries the store's `now`, milliseconds since the epoch; `get` of an id that is not there is the cheapest way
 * to it. All processes see one time. It never goes back, and it goes on as time passes, also while nobody writes. No
 * process's wall clock moves it: neither one that is wrong nor one that somebody sets makes a deadline come early, or keeps
 * it from coming. What a database's own clock says is that time, if it holds to this. Where a store cannot know what time it
 * is, it answers nothing: code `unavailable`, part "store", with the times that disagree and what to do.
 */
export interface Store {
  /** Create-if-absent on (tenant, kind, key); an existing row is answered as it is. No worker's clock enters. */
  open(row: NewRow): Promise<{ created: boolean; row: Row; now: number }>;
  get(id: string): Promise<{ row: Row | undefined; now: number }>;
  /**
   * Atomic: version equal and, when given, the store's now() < `notAfter`. `version` grows by one.
   * @throws code `unavailable` where nobody knows whether `notAfter` has come
   */
  compareAndSet(
    id: string,
    expected: { version: number; notAfter?: number },
    next: NextRow,
  ): Promise<{ set: boolean; now: number }>;
  /** By tag (approver, agent, session, action), without a scan. Newest first, keyset cursor. */
  list(filter: Filter): Promise<{ rows: readonly Row[]; cursor?: string; now: number }>;
  /** Rows with `due` <= now(), each given to one sweeper. */
  due(limit: number): Promise<{ rows: readonly Row[]; now: number }>;
  /** Hints may be lost, doubled or reordered: who is woken re-reads. */
  watch(onHint: (ids: readonly string[] | "resync") => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
