import type { Filter, NewRow, Row, Store } from "../approval/store.js";
import { check } from "./check.js";
import { fresh, HOUR, type It, next, refused, same, sample, stored, walk } from "./store-sample.js";

export function listTests(it: It): void {
  it("a list is newest first", async (store) => {
    const { tenant } = sample();
    const opened = await openMany(store, 30, { tenant });
    const { rows, cursor } = await store.list({ tenant, limit: 100 });
    check(cursor === undefined, "a list that ends has a cursor");
    same(ids(rows).sort(), [...opened].sort(), "what was listed");
    for (const [i, row] of rows.entries())
      check(
        i === 0 || row.openedAt <= (rows[i - 1] as Row).openedAt,
        `row ${i} of the list is newer than the one before`,
      );
  });
  it("a cursor walks every row once, whatever is opened meanwhile", async (store, other) => {
    const { tenant } = sample();
    const opened = await openMany(store, 20, { tenant, tags: ["t"] });
    for (const filter of [
      { tenant },
      { tenant, tag: "t" },
      { tenant, states: ["pending"] as const, kind: "call" as const },
    ])
      for (const limit of [1, 3, 7, 20]) {
        const found = ids(
          await walk(store, { ...filter, limit }, async () => void (await openMany(other, 1, { tenant }))),
        );
        same(found.filter((id) => opened.includes(id)).sort(), [...opened].sort(), `the rows in pages of ${limit}`);
      }
  });
  it("a cursor that no list gave, or a limit of none, is refused", async (store) => {
    const { tenant } = (await store.open(sample())).row;
    for (const wrong of [{ cursor: "no cursor" }, { limit: 0 }, { limit: -1 }, { limit: Number.NaN }]) {
      await refused(() => store.list({ tenant, limit: 1, ...wrong }), `a list with ${JSON.stringify(wrong)}`);
    }
  });
  it("a list has the rows of its tenant, kind, states and tag, and no others", filterTest);
  it("a list follows a change of state and tags", async (store, other) => {
    const { tenant } = sample();
    const [id] = (await openMany(store, 1, { tenant, tags: ["a", "b"] })) as [string];
    await other.compareAndSet(id, { version: 1 }, next({ state: "approved", tags: ["b", "c", "c"] }));
    const listed = async (filter: Partial<Filter>) => (await store.list({ tenant, limit: 9, ...filter })).rows.length;
    const counts = { a: await listed({ tag: "a" }), b: await listed({ tag: "b" }), c: await listed({ tag: "c" }) };
    same(counts, { a: 0, b: 1, c: 1 }, "the rows by tag");
    const states = [await listed({ states: ["pending"] }), await listed({ tag: "b", states: ["approved"] })];
    same(states, [0, 1], "the rows by state");
    await other.compareAndSet(id, { version: 2 }, next({ state: "denied" }));
    const byBoth = [await listed({ tag: "b", states: ["approved"] }), await listed({ tag: "b", states: ["denied"] })];
    same(byBoth, [0, 1], "the rows by tag and state after a change of the state alone");
    same((await store.list({ tenant, limit: 1 })).rows, [await stored(store, id)], "the listed row");
  });
}

/** Tags that one careless comparison would take for one another. */
const TAGS = ["agent:a", "agent:A", "agent:a ", "agent:a\u0000", "agent:%", "agent:\uD800", "agent:\uFFFD", ""];

const STATES: Record<Row["kind"], readonly Row["state"][]> = {
  call: ["pending", "denied"],
  grant: ["live"],
  tally: ["live", "closed"],
};

async function filterTest(store: Store): Promise<void> {
  const tenants = [fresh(), fresh()];
  const opened: Row[] = [];
  for (const row of tenants.flatMap(rowsOf)) opened.push((await store.open(row)).row);
  for (const filter of tenants.flatMap(filtersOf)) {
    const { rows } = await store.list({ ...filter, limit: 1000 });
    const expected = opened.filter((row) => fits(row, filter));
    same(ids(rows).sort(), ids(expected).sort(), `the list of ${JSON.stringify(filter)}`);
  }
}

type Wanted = Omit<Filter, "limit" | "cursor">;

const rowsOf = (tenant: string): NewRow[] =>
  (Object.keys(STATES) as Row["kind"][]).flatMap((kind) =>
    STATES[kind].flatMap((state) => TAGS.map((tag) => sample({ tenant, kind, state, tags: [tag, "all"] }))),
  );

function filtersOf(tenant: string): Wanted[] {
  const kinds: Partial<Wanted>[] = [{}, { kind: "call" }, { kind: "tally" }];
  const states: Partial<Wanted>[] = [
    {},
    { states: ["pending"] },
    { states: ["live", "denied", "live"] },
    { states: [] },
  ];
  const several = [TAGS, ["all", ...TAGS], ["none"], []];
  const tags: Partial<Wanted>[] = [{}, ...["all", "none", ...TAGS, ...several].map((tag) => ({ tag }))];
  return kinds.flatMap((kind) => states.flatMap((state) => tags.map((tag) => ({ tenant, ...kind, ...state, ...tag }))));
}

const fits = (row: Row, { tenant, kind, states, tag }: Wanted): boolean =>
  row.tenant === tenant &&
  (kind === undefined || row.kind === kind) &&
  (states === undefined || states.includes(row.state)) &&
  (tag === undefined || [tag].flat().some((one) => row.tags.includes(one)));

export function dueTests(it: It): void {
  it("a row is due when its time has come", async (store, other) => {
    const [now] = (await openMany(store, 1, { dueIn: 0 })) as [string];
    const [later] = (await openMany(store, 1, { dueIn: HOUR })) as [string];
    const found = await sweep([other]);
    check(found.includes(now), "a row whose time has come is not due");
    check(!found.includes(later), "a row is due an hour early");
  });
  it("a change moves when a row is due", async (store) => {
    const [earlier] = (await openMany(store, 1, { dueIn: HOUR })) as [string];
    const [later] = (await openMany(store, 1, { dueIn: 0 })) as [string];
    const { now } = await store.get(later);
    await store.compareAndSet(earlier, { version: 1 }, next({ due: now }));
    await store.compareAndSet(later, { version: 1 }, next({ due: now + HOUR }));
    const found = await sweep([store]);
    check(found.includes(earlier) && !found.includes(later), "rows are due at the times from before they were changed");
  });
  it("a due row is given as it is now", async (store) => {
    const [id] = (await openMany(store, 1, { dueIn: 0 })) as [string];
    await store.compareAndSet(id, { version: 1 }, next({ due: 0, progress: { step: 1 } }));
    const given: Row[] = [];
    await sweep([store], given);
    same(
      given.find((row) => row.id === id),
      await stored(store, id),
      "the row given to the sweeper",
    );
  });
  it("each due row is given to one of racing sweepers", async (store, other) => {
    const opened = await openMany(store, 40, { dueIn: 0 });
    const found = (await sweep([store, other, store, other], [], 7)).filter((id) => opened.includes(id));
    same(found.sort(), [...opened].sort(), "the rows given to four sweepers together");
  });
  it("a sweeper gets no more rows than it asked for", async (store) => {
    await openMany(store, 5, { dueIn: 0 });
    const { rows } = await store.due(3);
    check(rows.length === 3, `due(3) of at least five rows gave ${rows.length}`);
  });
}

async function openMany(store: Store, count: number, change: Parameters<typeof sample>[0]): Promise<string[]> {
  const opened = Array.from({ length: count }, () => store.open(sample(change)));
  return ids((await Promise.all(opened)).map(({ row }) => row));
}

/** What the sweepers, all asking at once and again until nothing is left, are given. */
async function sweep(stores: readonly Store[], given: Row[] = [], limit = 100): Promise<string[]> {
  for (let more = true; more; ) {
    const rows = (await Promise.all(stores.map((store) => store.due(limit)))).flatMap((answer) => answer.rows);
    for (const row of rows) {
      check(!given.some(({ id }) => id === row.id), `the due row ${row.id} was given to two sweepers`);
      given.push(row);
    }
    more = rows.length > 0;
  }
  return ids(given);
}

const ids = (rows: readonly Row[]): string[] => rows.map(({ id }) => id);
