import type { Filter, Row } from "../../approval/store.js";
import { Agenda, type Item } from "./agenda.js";

/** A row in its place: `place` counts the rows in the order of opening. */
export interface Entry extends Item {
  row: Row;
  readonly place: number;
}

/** The rows, by id, by key, by tag and by when they want attention. Nothing is ever taken off. */
export class Shelf {
  readonly agenda = new Agenda<Entry>();
  readonly #byId = new Map<string, Entry>();
  readonly #byKey = new Map<string, Entry>();
  readonly #listed = new Map<string, Entry[]>();
  #places = 0;

  get(id: string): Entry | undefined {
    return this.#byId.get(id);
  }

  at({ tenant, kind, key }: Pick<Row, "tenant" | "kind" | "key">): Entry | undefined {
    return this.#byKey.get(keyOf(tenant, kind, key));
  }

  add(row: Row): void {
    const entry: Entry = { row, place: ++this.#places, wake: Number.POSITIVE_INFINITY, slot: -1 };
    this.#byId.set(row.id, entry);
    this.#byKey.set(keyOf(row.tenant, row.kind, row.key), entry);
    this.#list(entry, [undefined, ...row.tags]);
    this.agenda.set(entry, row.due);
  }

  change(entry: Entry, row: Row): void {
    const { tags: before } = entry.row;
    entry.row = row;
    this.agenda.set(entry, row.due);
    if (row.tags === before) return;
    this.#list(
      entry,
      row.tags.filter((tag) => !before.includes(tag)),
    );
    for (const tag of before) if (!row.tags.includes(tag)) this.#unlist(entry, tag);
  }

  /** At most `limit` entries opened before `place`, newest first. */
  newest({ tag, ...filter }: Filter, place: number): Entry[] {
    if (typeof tag === "string" || tag === undefined) return this.#tagged(filter, tag, place);
    const found = new Set(tag.flatMap((one) => this.#tagged(filter, one, place)));
    return [...found].sort((a, b) => b.place - a.place).slice(0, filter.limit);
  }

  #tagged({ tenant, kind, states, limit }: Omit<Filter, "tag">, tag: string | undefined, place: number): Entry[] {
    const found: Entry[] = [];
    const listed = this.#listed.get(listOf(tenant, tag)) ?? [];
    for (let i = after(listed, place - 1) - 1; i >= 0 && found.length < limit; i--) {
      const entry = listed[i] as Entry;
      const { row } = entry;
      if ((kind === undefined || row.kind === kind) && (states?.includes(row.state) ?? true)) found.push(entry);
    }
    return found;
  }

  #list(entry: Entry, tags: Iterable<string | undefined>): void {
    for (const tag of new Set(tags)) {
      const name = listOf(entry.row.tenant, tag);
      const listed = this.#listed.get(name);
      if (listed) listed.splice(after(listed, entry.place), 0, entry);
      else this.#listed.set(name, [entry]);
    }
  }

  #unlist(entry: Entry, tag: string): void {
    const name = listOf(entry.row.tenant, tag);
    const left = this.#listed.get(name)?.filter((one) => one !== entry) ?? [];
    if (left.length > 0) this.#listed.set(name, left);
    else this.#listed.delete(name);
  }
}

// The length says where the tenant ends, so that no two pairs make one text.
const keyOf = (tenant: string, kind: string, key: string): string => `${tenant.length}:${tenant}${kind}:${key}`;
const listOf = (tenant: string, tag: string | undefined): string =>
  tag === undefined ? `${tenant.length}:${tenant}` : `${tenant.length}:${tenant}:${tag}`;

/** How many of the entries, which are in order, have at most this place. */
function after(listed: readonly Entry[], place: number): number {
  let low = 0;
  let high = listed.length;
  if (high > 0 && (listed[high - 1] as Entry).place <= place) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((listed[middle] as Entry).place <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
