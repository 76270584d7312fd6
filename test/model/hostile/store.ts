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
  readonly kind: keyof typeof MOVES;
  readonly picks: readonly number[];
}

type Path = readonly (string | number)[];
/** What a move works on: a row, another one as it once was, and how to choose. */
interface Hand {
  readonly rows: Rows;
  readonly row: Row;
  readonly other: Row;
  readonly now: number;
  pick<T>(list: readonly T[]): T | undefined;
}

const put = ({ rows }: Hand, next: Row) => void rows.now.set(next.id, copy(next));
const AMOUNTS = [5, 700, 1];
const ENDS = ["succeeded", "approved", "pending", "failed", "denied", "unknown"];

export const MOVES = {
  set: (hand: Hand) => put(hand, changed(hand.row, hand.pick(pathsOf(hand.row)), hand.pick(valuesFor(hand.now)))),
  take(hand: Hand) {
    const path = hand.pick(pathsOf(hand.row));
    put(hand, changed(hand.row, path, at(hand.other, path)));
  },
  replay(hand: Hand) {
    const same = hand.rows.before.filter(({ id }) => id === hand.row.id);
    put(hand, hand.pick(same) ?? hand.row);
  },
  swap(hand: Hand) {
    const { row, rows } = hand;
    const second = hand.pick([...rows.now.values()]) ?? row;
    put(hand, { ...second, id: row.id, key: row.key });
    put(hand, { ...row, id: second.id, key: second.key });
  },
  drop: ({ rows, row }: Hand) => void rows.now.delete(row.id),
  invent(hand: Hand) {
    const { other, row } = hand;
    put(hand, { ...other, id: `${other.id}0`, key: hand.pick([other.key, row.key, "none"]) ?? "" });
  },
  start: (hand: Hand) => put(hand, started(hand.row, hand.now, hand.pick([1, 1, 2, 5]) ?? 1)),
  end: (hand: Hand) => put(hand, ended(hand.row, hand.pick(ENDS) ?? "pending")),
  card: (hand: Hand) => put(hand, recarded(hand.row, hand.pick(AMOUNTS) ?? 5)),
  /** One is enough, where two had to agree. */
  lower: (hand: Hand) => put(hand, { ...hand.row, request: lowered(hand.row) }),
  /** As it was when it was approved. */
  rearm(hand: Hand) {
    const approved = hand.rows.before.findLast(({ id, state }) => id === hand.row.id && state === "approved");
    put(hand, { ...(approved ?? hand.row), version: hand.row.version });
  },
  /** What one said is said by others, too. */
  repeat: (hand: Hand) => put(hand, repeated(hand.row)),
  /** What another one came to. */
  borrow(hand: Hand) {
    const done = hand.pick(hand.rows.before.filter(({ state }) => state === "succeeded"));
    if (done)
      put(hand, {
        ...hand.row,
        state: done.state,
        progress: done.progress,
        request: hand.pick([done, hand.row])?.request ?? {},
      });
  },
};

export function write(rows: Rows, { kind, picks }: Move, now: number): void {
  let used = 0;
  const pick = <T>(list: readonly T[]): T | undefined => list[(picks[used++ % picks.length] ?? 0) % (list.length || 1)];
  const row = pick([...rows.now.values()]);
  const other = pick(rows.before);
  if (row && other) MOVES[kind]({ rows, row, other, now, pick });
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

type Reviewed = { readonly payload: object };

function lowered({ request }: Row): Json {
  const { requirements } = (request ?? {}) as { requirements?: readonly object[] };
  if (!Array.isArray(requirements)) return request;
  return {
    ...(request as object),
    requirements: requirements.map((one) => ({ ...one, approve: 1 })),
  } as unknown as Json;
}

function repeated(row: Row): Row {
  const progress = row.progress as { reviews?: readonly Reviewed[] } | null;
  const [first] = Array.isArray(progress?.reviews) ? (progress.reviews as readonly Reviewed[]) : [];
  if (!first) return row;
  const others = ["ana", "bo", "cy"].map((who) => ({
    ...first,
    payload: { ...first.payload, person: who, subject: who },
  }));
  return { ...row, state: "approved", progress: { ...progress, reviews: others } as unknown as Json };
}

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
