import { writeSync } from "node:fs";
import { register } from "node:module";
import type { NewRow, Store } from "../../src/approval/store.js";
import { sqliteStore } from "../../src/stores/sqlite.js";

/** One process of a test: `store-child.ts ROLE PATH ...`. Reports by messages to its parent. */
const [role = "", path = "", ...rest] = process.argv.slice(2);
const approved = { state: "approved", due: Number.POSITIVE_INFINITY, progress: {} } as const;

const row = (id: string, tags: readonly string[] = []): NewRow => ({
  id,
  tenant: "t",
  kind: "call",
  key: id,
  state: "pending",
  dueIn: 3_600_000,
  tags,
  request: {},
  progress: {},
});
const report = (message: unknown) => process.connected && process.send?.(message);
const go = () => {
  report("ready");
  return new Promise((resolve) => process.once("message", resolve));
};

/** The state is read again at each hint, as a guarded call does. */
async function until(store: Store, id: string, state: string): Promise<void> {
  let wake = () => {};
  let hint = Promise.resolve();
  const next = () => {
    hint = new Promise((resolve) => {
      wake = resolve;
    });
  };
  next();
  const leave = await store.watch((ids) => {
    if (ids === "resync" || ids.includes(id)) wake();
  });
  for (;;) {
    const { row } = await store.get(id);
    if (row?.state === state) break;
    await hint;
    next();
  }
  await leave();
}

const ROLES: Record<string, (store: Store) => Promise<unknown>> = {
  /** Approves every second row as soon as it sees the one before it approved by the other process. */
  async chain(store) {
    const [first, count] = rest.map(Number) as [number, number];
    await go();
    const seen: number[] = [];
    for (let i = first; i < count; i += 2) {
      if (i > 0) await until(store, `${i - 1}`, "approved");
      seen.push(i);
      await store.compareAndSet(`${i}`, { version: 1 }, approved);
    }
    return seen;
  },
  async race(store) {
    const count = Number(rest[0]);
    await store.get("0");
    await go();
    const won: number[] = [];
    for (let i = 0; i < count; i++) {
      const { set } = await store.compareAndSet(
        `${i}`,
        { version: 1 },
        { ...approved, progress: { winner: process.pid } },
      );
      if (set) won.push(i);
    }
    return won;
  },
  /** Makes databases beside its own, one after the other; says which of them it was the first in. */
  async make() {
    await go();
    const made: number[] = [];
    for (let i = 0; i < Number(rest[0]); i++) {
      const one = sqliteStore({ path: `${path}.${i}` });
      if ((await one.open(row("one"))).created) made.push(i);
      await one.close();
    }
    return made;
  },
  async sweep(store) {
    await store.get("0");
    await go();
    const swept: string[] = [];
    for (let given = 1; given > 0; ) {
      const { rows } = await store.due(5);
      swept.push(...rows.map(({ id }) => id));
      given = rows.length;
    }
    return swept;
  },
  /** Writes until it is killed; a line on the pipe is an answer that the store gave. */
  async burst(store) {
    for (let i = 0; ; i++) {
      const id = `${process.pid}-${i}`;
      await store.open(row(id, ["open"]));
      writeSync(1, `${id} 1\n`);
      await store.compareAndSet(id, { version: 1 }, { ...approved, tags: ["closed"], progress: "x".repeat(i % 9000) });
      writeSync(1, `${id} 2\n`);
    }
  },
  /** Has nothing but its watching to keep it alive, and nothing after it. */
  async wait(store) {
    await store.open(row("waited"));
    await until(store, "waited", "approved");
    writeSync(1, "approved");
  },
  async without(store) {
    process.getBuiltinModule = (() => undefined) as typeof process.getBuiltinModule;
    register(`data:text/javascript,${encodeURIComponent(REFUSES)}`);
    return store
      .get("x")
      .catch(({ code, part, reason, cause }) => ({ code, part, reason, causes: cause.errors.length }));
  },
  async readonly(store) {
    const other = sqliteStore({ path: rest[0] as string });
    await other.get("x"); // loads the driver while this user may
    await other.close();
    if (process.getuid?.() === 0) process.setuid?.(65_534);
    return store.open(row("new")).catch(({ code, part, reason }) => ({ code, part, reason }));
  },
};

const REFUSES = `export async function resolve(name, context, next) {
  if (name === "libsql" || name === "better-sqlite3") throw Object.assign(new Error("no " + name), { code: "ERR_MODULE_NOT_FOUND" });
  return next(name, context);
}`;

const store = sqliteStore({ path });
const result = await ROLES[role]?.(store);
report({ result });
if (role !== "wait") await store.close();
if (process.connected) process.disconnect();
