import type { Filter, NewRow, NextRow, Row, Store } from "../approval/store.js";
import { frozen } from "../canonical.js";
import type { Clock } from "../clock.js";
import { misuse } from "../errors.js";
import { checkLimit, checkOptions, checkTime, isClosed, placeOf, SWEEP } from "./checks.js";
import { Hints } from "./hints.js";
import { Shelf } from "./memory/shelf.js";
import { elapsedTime, type Time, toldTime } from "./memory/time.js";

/**
 * A store that lives and ends with this process: for tests, and for calls that nobody misses after a restart.
 * The rows it hands out are frozen; a due row is left to the sweeper that got it for 30 s. Its time is the wall clock's of
 * when it was first asked, and from then on the machine's uptime: setting the clock does not move it.
 * @param options `clock`: for tests. It is believed when it goes ahead, and when it goes back, time stays.
 * @throws code `input` for an unknown option. After `close` every operation rejects with code `unavailable`; so does a change
 * that must be made by a time of which nobody knows whether it is over, since the wall clock has gone ahead.
 */
export function memoryStore(options: { clock?: Clock } = {}): Store {
  checkOptions("memoryStore", options, ["clock"]);
  const rows = new Rows(options.clock ? toldTime(options.clock) : elapsedTime());
  return {
    open: async (row) => rows.open(row),
    get: async (id) => rows.get(id),
    compareAndSet: async (id, expected, next) => rows.compareAndSet(id, expected, next),
    list: async (filter) => rows.list(filter),
    due: async (limit) => rows.due(limit),
    watch: async (onHint) => {
      const leave = rows.watch(onHint);
      return async () => leave();
    },
    close: async () => rows.close(),
  };
}

type Watcher = Parameters<Store["watch"]>[0];
type Expected = Parameters<Store["compareAndSet"]>[1];

/** Each operation is one turn of the event loop, so nothing comes between its reading and its writing. */
class Rows {
  readonly #time: Time;
  readonly #shelf = new Shelf();
  readonly #hints = new Hints();
  #closed = false;

  constructor(time: Time) {
    this.#time = time;
  }

  open({ dueIn, ...given }: NewRow): { created: boolean; row: Row; now: number } {
    const now = this.#now();
    const found = this.#shelf.at(given);
    if (found) return { created: false, row: found.row, now };
    if (this.#shelf.get(given.id)) throw misuse("id", `${given.id} is the id of another row`);
    const row: Row = Object.freeze({
      id: given.id,
      tenant: given.tenant,
      kind: given.kind,
      key: given.key,
      version: 1,
      state: given.state,
      openedAt: now,
      due: checkTime("dueIn", now + dueIn),
      tags: Object.freeze([...given.tags]),
      request: frozen(given.request),
      progress: frozen(given.progress),
    });
    this.#shelf.add(row);
    this.#hints.changed([row.id]);
    return { created: true, row, now };
  }

  get(id: string): { row: Row | undefined; now: number } {
    const now = this.#now();
    return { row: this.#shelf.get(id)?.row, now };
  }

  compareAndSet(id: string, expected: Expected, next: NextRow): { set: boolean; now: number } {
    const now = this.#now();
    const due = checkTime("due", next.due);
    const entry = this.#shelf.get(id);
    if (entry?.row.version !== expected.version) return { set: false, now };
    const { notAfter = Number.POSITIVE_INFINITY } = expected;
    if (!(now < notAfter)) return { set: false, now };
    this.#time.mustKnow(entry.row.openedAt, notAfter, now);
    const { state, progress, request, tags } = next;
    const row: Row = Object.freeze({
      ...entry.row,
      version: expected.version + 1,
      state,
      due,
      progress: frozen(progress),
      ...(request !== undefined && { request: frozen(request) }),
      ...(tags && { tags: Object.freeze([...tags]) }),
    });
    this.#shelf.change(entry, row);
    this.#hints.changed([id]);
    return { set: true, now };
  }

  list(filter: Filter): { rows: readonly Row[]; cursor?: string; now: number } {
    const now = this.#now();
    const limit = checkLimit(filter.limit);
    const found = this.#shelf.newest({ ...filter, limit: limit + 1 }, placeOf(filter.cursor));
    const page = found.slice(0, limit);
    const more = found.length > limit && { cursor: String(page.at(-1)?.place) };
    return { rows: page.map(({ row }) => row), ...more, now };
  }

  due(limit: number): { rows: readonly Row[]; now: number } {
    const now = this.#now();
    const { agenda } = this.#shelf;
    const rows: Row[] = [];
    for (let left = checkLimit(limit); left > 0; left--) {
      const entry = agenda.first;
      if (!entry || entry.wake > now) break;
      rows.push(entry.row);
      agenda.set(entry, now + SWEEP);
    }
    return { rows, now };
  }

  watch(onHint: Watcher): () => void {
    this.#now();
    return this.#hints.add(onHint);
  }

  close(): void {
    this.#closed = true;
    this.#hints.end();
  }

  /** @throws code `unavailable` when the store is closed. */
  #now(): number {
    if (this.#closed) throw isClosed();
    return this.#time.now();
  }
}
