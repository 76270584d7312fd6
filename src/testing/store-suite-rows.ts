import type { Store } from "../approval/store.js";
import { check } from "./check.js";
import { fresh, HOUR, type It, next, refused, same, sample, stored } from "./store-sample.js";

export function rowTests(it: It): void {
  openTests(it);
  takenTests(it);
  changeTests(it);
  refusalTests(it);
  timeTests(it);
}

function openTests(it: It): void {
  it("of 50 racing openers of one key one creates the row, and all are given it", async (store, other) => {
    const row = sample();
    const openers = Array.from({ length: 50 }, (_, i) =>
      (i % 2 ? other : store).open({ ...row, id: fresh(), request: { i } }),
    );
    const answers = await Promise.all(openers);
    const created = answers.filter((answer) => answer.created);
    check(created.length === 1, `${created.length} openers were told that they created the row`);
    for (const answer of answers) same(answer.row, created[0]?.row, "the row given to an opener");
  });
  it("an opened row is as it was given, in version 1", async (store, other) => {
    const { dueIn: _, ...row } = sample({ tags: ["b", "a"], request: { a: [1] }, progress: { b: null } });
    const { row: opened } = await store.open({ ...row, dueIn: HOUR });
    const { openedAt, due, ...rest } = opened;
    same(rest, { ...row, version: 1 }, "the opened row");
    same(await stored(other, row.id), opened, "the row as get gives it");
  });
  it("the same key in another kind or tenant is another row", async (store) => {
    const row = sample();
    for (const change of [{}, { kind: "grant" as const }, { tenant: fresh() }]) {
      const { created } = await store.open({ ...row, id: fresh(), ...change });
      check(created, `a row with ${JSON.stringify(change)} was taken for the first one`);
    }
  });
}

function takenTests(it: It): void {
  it("a second opening of a key changes nothing", async (store) => {
    const row = sample({ request: { first: true } });
    await store.open(row);
    await store.compareAndSet(row.id, { version: 1 }, next({ progress: { done: true } }));
    const before = await stored(store, row.id);
    const { created, row: found } = await store.open({ ...row, id: fresh(), request: { first: false }, dueIn: 1 });
    check(!created, "a row that was there was created again");
    same(found, before, "the row given to the second opener");
    same(await stored(store, row.id), before, "the row after the second opening");
  });
  it("an id is taken once", async (store) => {
    const row = sample();
    await store.open(row);
    await refused(() => store.open(sample({ id: row.id })), "a second row with one id");
    same((await stored(store, row.id)).key, row.key, "the key of the first row");
  });
  it("an unknown id is no row", async (store) => {
    const { id } = (await store.open(sample())).row;
    for (const other of [fresh(), `${id}\u0000`, `${id} `, id.slice(0, -1), id.toUpperCase(), ""])
      if (other !== id)
        check((await store.get(other)).row === undefined, `${JSON.stringify(other)} gave the row ${id}`);
  });
}

function changeTests(it: It): void {
  it("a change replaces what it names, keeps the rest, and makes the next version", async (store, other) => {
    const { row } = await store.open(sample({ tags: ["a"], request: { first: 1 }, progress: { step: 0 } }));
    const due = row.openedAt + 2 * HOUR;
    const first = await store.compareAndSet(row.id, { version: 1 }, { state: "approved", due, progress: { step: 1 } });
    check(first.set, "a change of the current version was refused");
    const second = { ...row, version: 2, state: "approved", due, progress: { step: 1 } };
    same(await stored(other, row.id), second, "the row after a change");
    const more = { state: "denied", due: due + 1, progress: { step: 2 }, request: [2], tags: ["b", "c"] } as const;
    await other.compareAndSet(row.id, { version: 2 }, more);
    same(await stored(store, row.id), { ...second, ...more, version: 3 }, "the row after a change of everything");
  });
}

function refusalTests(it: It): void {
  it("a change of another version, or of no row, is refused and changes nothing", async (store) => {
    const { row } = await store.open(sample());
    for (const version of [0, 2, -1, Number.NaN]) {
      const { set } = await store.compareAndSet(row.id, { version }, next());
      check(!set, `a change of version ${version} of a row in version 1 was taken`);
    }
    same(await stored(store, row.id), row, "the row after refused changes");
    const { set } = await store.compareAndSet(fresh(), { version: 1 }, next());
    check(!set, "a change of no row was taken");
  });
  it("of racing changes of one version one wins", async (store, other) => {
    const { row } = await store.open(sample());
    const racers = Array.from({ length: 20 }, (_, i) => next({ progress: { winner: i } }));
    const race = racers.map((racer, i) => (i % 2 ? other : store).compareAndSet(row.id, { version: 1 }, racer));
    const winners = (await Promise.all(race)).flatMap(({ set }, i) => (set ? [i] : []));
    check(winners.length === 1, `${winners.length} of 20 racers won`);
    const { version, progress } = await stored(store, row.id);
    same({ version, progress }, { version: 2, progress: { winner: winners[0] as number } }, "the row after the race");
  });
}

function timeTests(it: It): void {
  it("openedAt and due are by the store's clock", async (store, other) => {
    const before = (await store.get(fresh())).now;
    const { row, now } = await store.open(sample({ dueIn: 5 * HOUR }));
    check(before <= row.openedAt && row.openedAt <= now, `opened at ${row.openedAt}, between ${before} and ${now}`);
    check(row.due === row.openedAt + 5 * HOUR, `due ${row.due - row.openedAt} ms after openedAt, not ${5 * HOUR}`);
    check((await other.get(row.id)).now >= now, "the other handle's time is before the time of a row");
  });
  it("a change is taken before `notAfter`, and refused at it", async (store) => {
    const { row, now } = await store.open(sample());
    for (const notAfter of [now, now - HOUR, 0, Number.NaN]) {
      const { set } = await store.compareAndSet(row.id, { version: 1, notAfter }, next());
      check(!set, `a change was taken ${now - notAfter} ms after its notAfter`);
    }
    same(await stored(store, row.id), row, "the row after changes that were too late");
    const { set } = await store.compareAndSet(row.id, { version: 1, notAfter: now + HOUR }, next());
    check(set, "a change was refused an hour before its notAfter");
  });
  it("no process's wall clock moves the time, neither ahead nor back", async (store, other) => {
    const { row } = await store.open(sample({ dueIn: HOUR }));
    for (const by of [24 * HOUR, -24 * HOUR]) {
      const { now } = await store.get(row.id);
      const told = await byWallClock(by, async () => {
        await other.open(sample({ dueIn: 0 }));
        await other.compareAndSet(row.id, { version: 9 }, next());
        return Math.max((await other.get(row.id)).now, (await store.get(row.id)).now);
      });
      check(told - now < HOUR, `the store's time went by ${told - now} ms with a wall clock that was set by ${by}`);
      await goesOn(store);
    }
  });
  it("time goes on while nobody writes", async (store, other) => {
    await store.open(sample());
    await goesOn(store);
    await goesOn(other);
  });
  it("time never steps back", async (store, other) => {
    const { row, now } = await store.open(sample({ dueIn: 0 }));
    let latest = now;
    for (const handle of [store, other, store]) {
      const times = [
        await handle.get(row.id),
        await handle.compareAndSet(row.id, { version: 9 }, next()),
        await handle.list({ tenant: row.tenant, limit: 1 }),
        await handle.due(1),
        await handle.open(sample()),
      ];
      for (const time of times) {
        check(time.now >= latest, `the store's time went from ${latest} to ${time.now}`);
        latest = time.now;
      }
    }
  });
}

async function byWallClock<T>(by: number, work: () => Promise<T>): Promise<T> {
  const right = Date.now;
  Date.now = () => right() + by;
  try {
    return await work();
  } finally {
    Date.now = right;
  }
}

/** At the pace of elapsed time: a store that stands still is asked for two seconds. */
async function goesOn(store: Store): Promise<void> {
  const start = performance.now();
  const { now } = await store.get(fresh());
  let told = now;
  while (told < now + 20 && performance.now() - start < 2000) told = (await store.get(fresh())).now;
  check(told >= now + 20, `the store's time stood still at ${now} for ${Math.round(performance.now() - start)} ms`);
}
