import { check } from "./check.js";
import { type It, next, sample, stored, watched } from "./store-sample.js";

export function watchTests(it: It): void {
  it("a watcher is hinted at an opened and at a changed row, also one of another handle", async (store, other) => {
    for (const handle of [store, other]) {
      const row = sample();
      const opened = await watched(store, row.id);
      await handle.open(row);
      await opened.arrived();
      const changed = await watched(store, row.id);
      await handle.compareAndSet(row.id, { version: 1 }, next());
      await changed.arrived();
      await Promise.all([opened.leave(), changed.leave()]);
    }
  });
  it("what a hint is about can be read", async (store, other) => {
    const { row } = await store.open(sample());
    const watcher = await watched(store, row.id);
    const { set } = await other.compareAndSet(row.id, { version: 1 }, next());
    await watcher.arrived();
    check(set && (await stored(store, row.id)).version === 2, "a hint came, and the row read then was the old one");
    await watcher.leave();
  });
  it("who has left is hinted at nothing; the others still are", async (store, other) => {
    const { row } = await store.open(sample());
    const [left, stays] = [await watched(store, row.id), await watched(store, row.id)];
    await left.leave();
    await left.leave();
    const before = left.heard();
    await other.compareAndSet(row.id, { version: 1 }, next());
    await stays.arrived();
    check(left.heard() === before, "a hint came after leaving");
    await stays.leave();
  });
}
