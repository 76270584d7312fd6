import type { Asked } from "../../../src/approval/request.js";
import { digest, shortDigest } from "../../../src/canonical.js";
import type { Clock, Json, Row, Store } from "../../../src/index.js";

/** The rows of a store as whoever can write its file has them: any of it may be anything. */
export interface Rows {
  readonly now: Map<string, Row>;
  /** Every row as it ever was. */
  readonly before: Row[];
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A store whose rows are plain texts, as in a file. `turn` is called before each operation: somebody else may write then. */
export function writableStore(clock: Clock, turn: () => void): { store: Store; rows: Rows } {
  const rows: Rows = { now: new Map(), before: [] };
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

/** One change by somebody who holds no key. `picks` say which row, which place in it and what goes there. */
export interface Move {
  readonly kind: (typeof MOVES)[number];
  readonly picks: readonly number[];
}

export const MOVES = [
  "set",
  "set",
  "set",
  "take",
  "take",
  "replay",
  "replay",
  "swap",
  "drop",
  "invent",
  "start",
  "end",
  "card",
] as const;

type Path = readonly (string | number)[];

export function write(rows: Rows, { kind, picks }: Move, now: number): void {
  let used = 0;
  const pick = <T>(list: readonly T[]): T | undefined => list[(picks[used++ % picks.length] ?? 0) % (list.length || 1)];
  const row = pick([...rows.now.values()]);
  const other = pick(rows.before);
  if (!row || !other) return;
  const put = (next: Row) => void rows.now.set(next.id, copy(next));
  switch (kind) {
    case "set":
      return put(changed(row, pick(pathsOf(row)), pick(valuesFor(now))));
    case "take": {
      const path = pick(pathsOf(row));
      return put(changed(row, path, at(other, path)));
    }
    case "replay":
      return put(pick(rows.before.filter(({ id }) => id === row.id)) ?? row);
    case "swap": {
      const second = pick([...rows.now.values()]) ?? row;
      put({ ...second, id: row.id, key: row.key });
      return put({ ...row, id: second.id, key: second.key });
    }
    case "drop":
      return void rows.now.delete(row.id);
    case "invent":
      return put({ ...other, id: `${other.id}0`, key: pick([other.key, row.key, "none"]) ?? "" });
    case "start":
      return put(started(row, now, pick([1, 1, 2, 5]) ?? 1));
    case "end":
      return put(ended(row, pick(["succeeded", "approved", "pending", "failed", "denied", "unknown"]) ?? "pending"));
    default:
      return put(recarded(row, pick([5, 700, 1]) ?? 5));
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Every place in a row but its id: what finds it stays. */
function pathsOf(row: Row): Path[] {
  const inside = (value: unknown, path: Path): Path[] =>
    isObject(value) ? [path, ...Object.keys(value).flatMap((key) => inside(value[key], [...path, key]))] : [path];
  const { id: _, ...others } = row;
  return Object.entries(others).flatMap(([name, value]) => inside(value, [name]));
}

const at = (row: Row, path: Path | undefined): unknown =>
  (path ?? []).reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), row);

/** The row with another value at a place; without it where there is none. */
function changed(row: Row, path: Path | undefined, value: unknown): Row {
  const next = copy(row);
  const last = path?.at(-1);
  const holder = at(next, path?.slice(0, -1));
  if (last === undefined || !isObject(holder)) return row;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return next;
}

const valuesFor = (now: number): readonly unknown[] => [
  undefined,
  null,
  true,
  false,
  0,
  1,
  2,
  5,
  now,
  now + 1e9,
  1,
  "",
  "ana",
  "approved",
  "pending",
  [],
  {},
  { keyid: "k", sig: "AAAA" },
  [{ payload: { person: "ana", approves: true, slots: [] }, keyid: "k", sig: "AAAA" }],
];

/** As if it had been claimed, and its process were lost. */
const started = (row: Row, now: number, fence: number): Row => ({
  ...row,
  state: "executing",
  due: now,
  request: { ...(row.request as object), idempotent: true } as unknown as Json,
  progress: { ...(row.progress as object), fence } as unknown as Json,
});

const ended = (row: Row, state: string): Row => ({
  ...row,
  state: state as Row["state"],
  progress: { ...(row.progress as object), result: { value: "forged" } } as unknown as Json,
});

/** Another card over the same arguments, its digests made to fit by whoever can hash. */
function recarded(row: Row, amount: number): Row {
  const asked = row.request as Partial<Asked> | null;
  if (!Array.isArray(asked?.view?.fields)) return row;
  const fields = asked.view.fields.map((one) => (one.path === "amount" ? { ...one, text: String(amount) } : one));
  const view = { ...asked.view, fields } as unknown as Json;
  const viewDigest = digest(view);
  const { callDigest, environment, revision } = asked;
  const shown = shortDigest({ callDigest, environment, revision, viewDigest } as unknown as Json);
  return { ...row, request: { ...asked, view, viewDigest, digest: shown } as unknown as Json };
}
