import type { Filter, NewRow, NextRow, Row, Store } from "../approval/store.js";
import { canonical } from "../canonical.js";
import { check, type Make, type Test } from "./check.js";

export const HOUR = 3_600_000;
const PATIENCE = 30_000;

/** A text that no other test has: the store under test may hold rows of others. */
export const fresh = (): string => globalThis.crypto.randomUUID();

/** A call that waits for an hour, alone in its tenant. */
export const sample = (change: Partial<NewRow> = {}): NewRow => ({
  id: fresh(),
  tenant: fresh(),
  kind: "call",
  key: fresh(),
  state: "pending",
  dueIn: HOUR,
  tags: [],
  request: {},
  progress: {},
  ...change,
});

/** What a row is changed to: approved, and due in a long time. */
export const next = (change: Partial<NextRow> = {}): NextRow => ({
  state: "approved",
  due: Number.MAX_SAFE_INTEGER,
  progress: {},
  ...change,
});

/** Registers a test of a fresh store and, where there is one, a second handle on its data (else the same one again). */
export type It = (name: string, body: (store: Store, other: Store) => Promise<void>) => void;

export function itOn(test: Test, make: Make<Store>, again: Make<Store> | undefined): It {
  return (name, body) =>
    test(name, async () => {
      const store = await make();
      const other = again ? await again() : store;
      await body(store, other).finally(() => Promise.all([store.close(), other.close()]));
    });
}

export async function stored(store: Store, id: string): Promise<Row> {
  const { row } = await store.get(id);
  check(row, `row ${id} was opened and is not there`);
  return row;
}

/** Every row of the filter, page by page. */
export async function walk(store: Store, filter: Omit<Filter, "cursor">, between = async () => {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | undefined, first = 1; first || cursor !== undefined; first = 0) {
    const page = await store.list({ ...filter, ...(cursor !== undefined && { cursor }) });
    check(page.rows.length <= filter.limit, `list gave ${page.rows.length} rows for a limit of ${filter.limit}`);
    check(page.rows.length > 0 || page.cursor === undefined, "list gave an empty page with a cursor");
    for (const row of page.rows)
      check(!rows.some(({ id }) => id === row.id), `the pages of a list have row ${row.id} twice`);
    rows.push(...page.rows);
    ({ cursor } = page);
    await between();
  }
  return rows;
}

export function same(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [actual, expected].map((value) => canonical(value as Row["request"]));
  check(found === wanted, `${what} is ${found?.slice(0, 200)}, not ${wanted?.slice(0, 200)}`);
}

/** Watches for a hint at this row. `arrived` rejects when none comes in half a minute. */
export async function watched(store: Store, id: string) {
  let arrive = () => {};
  const hint = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let heard = 0;
  const leave = await store.watch((ids) => {
    if (ids !== "resync" && !ids.includes(id)) return;
    heard++;
    arrive();
  });
  return { leave, arrived: () => within(PATIENCE, hint, `no hint at row ${id}`), heard: () => heard };
}

async function within(ms: number, promise: Promise<void>, otherwise: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise} within ${ms / 1000} s`)), ms);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The operation must reject: an answer is wrong, and so is throwing before there is a promise. */
export async function refused(operation: () => Promise<unknown>, what: string): Promise<void> {
  let answer: Promise<unknown>;
  try {
    answer = operation();
  } catch (cause) {
    throw new Error(`${what} throws, and does not reject`, { cause });
  }
  const answered = await answer.then(
    () => true,
    () => false,
  );
  check(!answered, `${what} was answered`);
}
