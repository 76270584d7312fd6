import type { Store } from "../approval/store.js";
import type { Make, Test } from "./check.js";
import { itOn, next, refused, sample } from "./store-sample.js";
import { copyTests, dataTests } from "./store-suite-data.js";
import { watchTests } from "./store-suite-hints.js";
import { dueTests, listTests } from "./store-suite-lists.js";
import { rowTests } from "./store-suite-rows.js";

/**
 * What every store must do. Rows of other tests may be in it: the suite looks at its own alone. A failed check throws.
 * @param test how to register a test: `test` of vitest, Node, Bun, Deno. @param make makes a store; it is closed after
 * the test. @param options `again`: makes a second handle on the data of the store that `make` made last, as another
 * process would; without it, what is said of two handles is tested on one.
 */
export function storeSuite(test: Test, make: Make<Store>, options: { again?: Make<Store> } = {}): void {
  const it = itOn(test, make, options.again);
  rowTests(it);
  listTests(it);
  dueTests(it);
  watchTests(it);
  dataTests(it);
  copyTests(it);
  closeTests(test, make);
}

function closeTests(test: Test, make: Make<Store>): void {
  test("a closed store refuses every operation, and closing it again is nothing", async () => {
    const store = await make();
    const { row } = await store.open(sample());
    await store.close();
    await store.close();
    await refused(() => store.open(sample()), "open after close");
    await refused(() => store.get(row.id), "get after close");
    await refused(() => store.compareAndSet(row.id, { version: 1 }, next()), "compareAndSet after close");
    await refused(() => store.list({ tenant: row.tenant, limit: 1 }), "list after close");
    await refused(() => store.due(1), "due after close");
    await refused(() => store.watch(() => {}), "watch after close");
  });
}
