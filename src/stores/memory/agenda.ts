/** Something that wants attention at a time; `slot` is the agenda's own, -1 while it is not in it. */
export interface Item {
  wake: number;
  slot: number;
}

/** A binary heap by `wake`. Every item knows its slot, so moving one costs no search and leaves no stale entry behind. */
export class Agenda<T extends Item> {
  readonly #heap: T[] = [];

  /** The item with the earliest time. */
  get first(): T | undefined {
    return this.#heap[0];
  }

  /** Adds, moves or, at Infinity, removes the item. */
  set(item: T, wake: number): void {
    item.wake = wake;
    if (wake === Number.POSITIVE_INFINITY) this.#remove(item);
    else if (item.slot < 0) this.#rise(item, this.#heap.length);
    else this.#settle(item, item.slot);
  }

  #remove(item: T): void {
    const { slot } = item;
    if (slot < 0) return;
    item.slot = -1;
    const last = this.#heap.pop();
    if (last && last !== item) this.#settle(last, slot);
  }

  #settle(item: T, slot: number): void {
    const parent = this.#heap[(slot - 1) >> 1];
    if (slot > 0 && parent && item.wake < parent.wake) this.#rise(item, slot);
    else this.#sink(item, slot);
  }

  #rise(item: T, from: number): void {
    let slot = from;
    while (slot > 0) {
      const parent = this.#heap[(slot - 1) >> 1] as T;
      if (parent.wake <= item.wake) break;
      this.#place(parent, slot);
      slot = (slot - 1) >> 1;
    }
    this.#place(item, slot);
  }

  #sink(item: T, from: number): void {
    let slot = from;
    for (;;) {
      const child = this.#earlierChild(slot);
      if (child < 0 || (this.#heap[child] as T).wake >= item.wake) break;
      this.#place(this.#heap[child] as T, slot);
      slot = child;
    }
    this.#place(item, slot);
  }

  #earlierChild(slot: number): number {
    const left = this.#heap[2 * slot + 1];
    const right = this.#heap[2 * slot + 2];
    if (!left) return -1;
    return right && right.wake < left.wake ? 2 * slot + 2 : 2 * slot + 1;
  }

  #place(item: T, slot: number): void {
    this.#heap[slot] = item;
    item.slot = slot;
  }
}
