import type { Store } from "../approval/store.js";

type OnHint = Parameters<Store["watch"]>[0];

/** Those who watch a store. Hints come after the change, in a turn of their own: no watcher runs inside a write. */
export class Hints {
  readonly #watchers = new Set<{ readonly onHint: OnHint }>();
  #changed = new Set<string>();

  get watched(): boolean {
    return this.#watchers.size > 0;
  }

  /** @returns how to leave; leaving twice is leaving once. */
  add(onHint: OnHint): () => void {
    const watcher = { onHint };
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** What changes in one turn is told together. */
  changed(ids: readonly string[]): void {
    if (!this.watched || ids.length === 0) return;
    if (this.#changed.size === 0) queueMicrotask(() => this.#flush());
    for (const id of ids) this.#changed.add(id);
  }

  resync(): void {
    this.#tell("resync");
  }

  /** Everybody looks a last time, and is told that the store is closed. */
  end(): void {
    for (const { onHint } of this.#watchers) queueMicrotask(() => onHint("resync"));
    this.#watchers.clear();
  }

  #flush(): void {
    const ids = Object.freeze([...this.#changed]);
    this.#changed = new Set();
    this.#tell(ids);
  }

  #tell(hint: readonly string[] | "resync"): void {
    for (const watcher of this.#watchers)
      queueMicrotask(() => {
        if (this.#watchers.has(watcher)) watcher.onHint(hint);
      });
  }
}
