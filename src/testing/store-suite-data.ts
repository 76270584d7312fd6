import { check } from "./check.js";
import { fresh, type It, next, same, sample, stored } from "./store-sample.js";

const ODD = "\u0000 \u2028 \u{1F469}\u200D\u{1F4BB} e\u0301 \u202E \uFFFF \" \\ \\u0000 ' % _ ; --";
const HALF = "\uD800";

export function dataTests(it: It): void {
  it("any text comes back as it was: NUL, half a surrogate pair, quotes, escapes", async (store, other) => {
    const request = {
      [ODD]: [ODD, HALF, "", { "": null }],
      ...JSON.parse('{"__proto__":{"a":1},"constructor":2,"1":3}'),
    };
    const { row } = await store.open(
      sample({ id: fresh() + ODD, key: ODD, tags: [ODD, HALF, ""], request, progress: ODD }),
    );
    const read = await stored(other, row.id);
    same(read, row, "the row as get gives it");
    same(read.request, request, "its request");
    same([read.progress, read.key, read.tags], [ODD, ODD, [ODD, HALF, ""]], "its progress, key and tags");
  });
  it("any number comes back as it was", async (store) => {
    const numbers = [0, -1.5, 1e21, 1e-7, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, 5e-324];
    const { row } = await store.open(sample({ request: numbers, dueIn: 1.5 }));
    same((await stored(store, row.id)).request, numbers, "the numbers");
    await store.compareAndSet(row.id, { version: 1 }, next({ due: Number.MAX_SAFE_INTEGER }));
    check((await stored(store, row.id)).due === Number.MAX_SAFE_INTEGER, "a due time was rounded");
  });
  it("a megabyte comes back as it was", async (store, other) => {
    const progress = { text: "\u00e9\u0000".repeat(1 << 19), list: Array.from({ length: 10_000 }, (_, i) => ({ i })) };
    const { row } = await store.open(sample({ progress }));
    same((await stored(other, row.id)).progress, progress, "a megabyte of progress");
    await store.compareAndSet(row.id, { version: 1 }, next({ progress: [progress, progress] }));
    same((await stored(other, row.id)).progress, [progress, progress], "two megabytes of progress");
  });
}

export function copyTests(it: It): void {
  it("nobody changes the store by changing what was given or handed out", async (store) => {
    const given = { tags: ["a"], request: { deep: [1] }, progress: { deep: [1] } };
    const { row } = await store.open(sample(given));
    const { id, tenant } = row;
    const before = structuredClone(row);
    vandalise(given);
    for (const handed of [row, await stored(store, id), ...(await store.list({ tenant, limit: 1 })).rows]) {
      vandalise(handed);
      same(await stored(store, id), before, "a row after the caller changed its copy");
    }
    const change = next({ progress: { deep: [2] }, tags: ["b"] });
    await store.compareAndSet(id, { version: 1 }, change);
    vandalise(change);
    const { progress, tags } = await stored(store, id);
    same(
      { progress, tags },
      { progress: { deep: [2] }, tags: ["b"] },
      "a row after the caller changed what it had set",
    );
  });
}

/** Changes everything in it; what is frozen resists. */
function vandalise(value: object): void {
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === "object" && member !== null) vandalise(member);
    Reflect.set(value, key, "changed");
  }
  Reflect.set(value, "added", "changed");
}
