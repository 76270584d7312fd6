import type { Clock, Row, Store } from "../../../src/index.js";

/** The rows of a store as whoever can write its file has them: any of it may be anything. */
export interface Rows {
  readonly now: Map<string, Row>;
  /** Every row as it ever was. */
  readonly before: Row[];
  /** The ids of those that somebody else has written. */
  readonly touched: Set<string>;
}

export const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A store whose rows are plain texts, as in a file. `turn` is called before each operation: somebody else may write then. */
export function writableStore(clock: Clock, turn: () => void): { store: Store; rows: Rows } {
  const rows: Rows = { now: new Map(), before: [], touched: new Set() };
  const watchers = new Set<(ids: readonly string[]) => void>();
  const set = (row: Row) => {
    rows.now.set(row.id, copy(row));
    rows.before.push(copy(row));
    queueMicrotask(() => watchers.forEach((tell) => void tell([row.id])));
  };
  const find = (is: (row: Row) => boolean) => [...rows.now.values()].filter(is).map(copy);
  const store: Store = {
    async open({ dueIn, ...given }) {
      turn();
      const now = clock.now();
      const [found] = find((row) => row.tenant === given.tenant && row.kind === given.kind && row.key === given.key);
      if (found) return { created: false, row: found, now };
      const row: Row = { ...given, version: 1, openedAt: now, due: now + dueIn };
      set(row);
      return { created: true, row: copy(row), now };
    },
    async get(id) {
      turn();
      return { row: find((row) => row.id === id)[0], now: clock.now() };
    },
    async compareAndSet(id, { version, notAfter = Number.POSITIVE_INFINITY }, next) {
      turn();
      const [now, row] = [clock.now(), rows.now.get(id)];
      if (row?.version !== version || now >= notAfter) return { set: false, now };
      set({ ...row, ...next, version: version + 1 });
      return { set: true, now };
    },
    async list({ tenant, kind, states, tag, limit }) {
      turn();
      const tags = tag === undefined ? undefined : [tag].flat();
      const found = find(
        (row) =>
          row.tenant === tenant &&
          (kind ?? row.kind) === row.kind &&
          (states?.includes(row.state) ?? true) &&
          (tags?.some((one) => Array.isArray(row.tags) && row.tags.includes(one)) ?? true),
      );
      return { rows: found.reverse().slice(0, limit), now: clock.now() };
    },
    async due(limit) {
      turn();
      return { rows: find(({ due }) => due <= clock.now()).slice(0, limit), now: clock.now() };
    },
    async watch(onHint) {
      watchers.add(onHint);
      return async () => void watchers.delete(onHint);
    },
    close: async () => undefined,
  };
  return { store, rows };
}
