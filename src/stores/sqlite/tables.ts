import type { Filter, NewRow, NextRow, Row, Store } from "../../approval/store.js";
import { misuse } from "../../errors.js";
import { ALL_KINDS, ALL_STATES, checkLimit, checkTime, placeOf, SWEEP, unavailable } from "../checks.js";
import type { Hints } from "../hints.js";
import { Wall } from "../wall.js";
import { Schema, transaction } from "./connect.js";
import { Count } from "./count.js";
import type { Database, Statement } from "./driver.js";
import { mustBeMeta } from "./meta.js";
import { SQL } from "./schema.js";
import { asText, hasId, plain, Reader, type Stored, tagsOf, versionOf } from "./stored.js";
import { type Machine, startIn } from "./time.js";

type Expected = Parameters<Store["compareAndSet"]>[1];

/** The operations on an open database, each synchronous and one transaction. */
export class Tables {
  readonly #database: Database;
  readonly #statements: Record<keyof typeof SQL, Statement>;
  readonly #hints: Hints;
  readonly #machine: Machine;
  readonly #wall: Wall;
  readonly #schema: Schema;
  readonly #reader = new Reader();
  readonly #count: Count;
  readonly #path: string;

  /** @param machine on which the store's time has arrived already */
  constructor(database: Database, hints: Hints, machine: Machine, path: string) {
    this.#database = database;
    this.#hints = hints;
    this.#machine = machine;
    this.#path = path;
    this.#count = new Count(startIn(database, machine, path), machine, path);
    this.#wall = new Wall(machine.wall, {
      name: path,
      cure: `tell the store what passed: npx countersign time ${path} --passed 8h`,
      tell: (message) => process.emitWarning(message, { code: "COUNTERSIGN_TIME" }),
    });
    this.#schema = new Schema(database, path);
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]);
    this.#statements = Object.fromEntries(prepared);
    this.#meta();
  }

  open(given: NewRow): { created: boolean; row: Row; now: number } {
    const answer = this.#write(() => {
      const { now, change } = this.#meta();
      const found = this.#statements.byKey.get(asText(given.tenant), given.kind, asText(given.key)) as
        | Stored
        | undefined;
      if (found) return { created: false, row: this.#reader.rowOf(mustHaveId(found)), now };
      if (this.#statements.byId.get(asText(given.id))) throw misuse("id", `${given.id} is the id of another row`);
      this.#insert(given, now, change + 1);
      this.#tick(change + 1, now);
      const stored = this.#stored(given.id) as Stored;
      this.#tag(stored, given.state, given.tags);
      return { created: true, row: this.#reader.rowOf(stored), now };
    });
    if (answer.created) this.#hints.changed([given.id]);
    return answer;
  }

  get(id: string): { row: Row | undefined; now: number } {
    const { now } = this.#meta();
    const stored = this.#stored(id);
    return { row: stored && this.#reader.rowOf(stored), now };
  }

  compareAndSet(id: string, expected: Expected, next: NextRow): { set: boolean; now: number } {
    checkTime("due", next.due);
    const answer = this.#write(() => {
      const { now, change } = this.#meta();
      const stored = this.#stored(id);
      if (!stored || versionOf(stored) !== expected.version) return { set: false, now };
      const { notAfter = Number.POSITIVE_INFINITY } = expected;
      if (!(now < notAfter)) {
        this.#tick(change, now); // the refusal stands, whatever another process says later
        return { set: false, now };
      }
      this.#wall.mustKnow(stored.opened_at ?? 0, notAfter, now);
      this.#update(stored, next, change + 1);
      this.#tick(change + 1, now);
      return { set: true, now };
    });
    if (answer.set) this.#hints.changed([id]);
    return answer;
  }

  list(filter: Filter): { rows: readonly Row[]; cursor?: string; now: number } {
    const limit = checkLimit(filter.limit);
    const place = placeOf(filter.cursor);
    return transaction(this.#database, "BEGIN", () => {
      const { now } = this.#meta();
      return { ...this.#page(filter, place, limit), now };
    });
  }

  due(limit: number): { rows: readonly Row[]; now: number } {
    checkLimit(limit);
    const { now } = this.#meta();
    if (!this.#statements.due.get(now, 1)) return { rows: [], now }; // no write lock while nothing is due
    return this.#write(() => {
      const { now, change } = this.#meta();
      const rows: Row[] = [];
      for (let found: Stored[] = [], first = true; first || (found.length > 0 && rows.length < limit); first = false) {
        found = this.#statements.due.all(now, limit - rows.length) as Stored[];
        rows.push(...found.flatMap(({ seq }) => this.#toSweep(seq, now)));
      }
      this.#tick(change, now);
      return { rows, now };
    });
  }

  /** A row that nobody could end is put aside, so that none of the others waits for it. */
  #toSweep(seq: string, now: number): Row[] {
    const stored = this.#statements.bySeq.get(seq) as Stored;
    this.#statements.leave.run(hasId(stored) ? now + SWEEP : Number.POSITIVE_INFINITY, seq);
    return hasId(stored) ? [this.#reader.rowOf(stored)] : [];
  }

  /** Grows when another connection has written. */
  dataVersion(): number {
    return (this.#statements.dataVersion.get() as { data_version: number }).data_version;
  }

  /** The number of the latest change. */
  change(): number {
    return this.#meta().change;
  }

  /** What was changed after this change, at most `limit` rows, and the change up to which that is all. */
  changedSince(change: number, limit: number): { ids: string[]; change: number } {
    this.#schema.mustBeOurs();
    const rows = this.#statements.changed.all(change, limit) as { id: string | null; change: number }[];
    return { ids: rows.map(({ id }) => plain(id)), change: rows.at(-1)?.change ?? change };
  }

  #write<T>(work: () => T): T {
    return transaction(this.#database, "BEGIN IMMEDIATE", work);
  }

  /** The time, never earlier than any that this store wrote or said. */
  #meta(): { now: number; change: number } {
    this.#schema.mustBeOurs();
    const meta = mustBeMeta(this.#statements.meta.get(), this.#path);
    const now = this.#count.at(meta);
    this.#wall.look(now);
    return { now, change: meta.change };
  }

  #tick(change: number, now: number): void {
    this.#statements.tick.run(change, now, Math.min(this.#machine.wall(), now));
  }

  #stored(id: string): Stored | undefined {
    return this.#statements.byId.get(asText(id)) as Stored | undefined;
  }

  #insert({ id, tenant, kind, key, state, dueIn, tags, request, progress }: NewRow, now: number, change: number): void {
    const due = checkTime("dueIn", now + dueIn);
    const json = [tags, request, progress].map((value) => JSON.stringify(value));
    this.#statements.insert.run(asText(id), asText(tenant), kind, asText(key), state, now, due, due, change, ...json);
  }

  #update(stored: Stored, { state, due, progress, request, tags }: NextRow, change: number): void {
    const newTags = tags ? JSON.stringify(tags) : stored.tags;
    const newRequest = request === undefined ? "" : JSON.stringify(request); // "" leaves what is there
    const json = [newTags ?? "", newRequest, JSON.stringify(progress)];
    this.#statements.update.run(versionOf(stored) + 1, state, due, due, change, ...json, stored.seq);
    if (state === stored.state && newTags === stored.tags) return;
    this.#untag(stored);
    this.#tag(stored, state, tagsOf(newTags));
  }

  #tag({ tenant, kind, seq }: Stored, state: Row["state"], tags: readonly string[]): void {
    for (const tag of new Set(tags)) this.#statements.tag.run(tenant ?? "", asText(tag), kind ?? "", state, seq);
  }

  #untag({ tenant, kind, state, seq, tags }: Stored): void {
    for (const tag of new Set(tagsOf(tags)))
      this.#statements.untag.run(tenant ?? "", asText(tag), kind ?? "", state ?? "", seq);
  }

  /** Filled with rows that are what was asked for; a row that is gone or was changed under its tags is passed over. */
  #page(filter: Filter, place: number, limit: number): { rows: Row[]; cursor?: string } {
    const rows: Row[] = [];
    for (let at = place; ; ) {
      const found = this.#newest(filter, at, limit + 1);
      for (const seq of found) {
        if (rows.length === limit) return { rows, cursor: String(at) };
        rows.push(...this.#listed(seq, filter));
        at = seq;
      }
      if (found.length <= limit) return { rows };
    }
  }

  #listed(seq: number, { tenant, kind, states = ALL_STATES }: Filter): Row[] {
    const stored = this.#statements.bySeq.get(seq) as Stored | undefined;
    if (!stored || !hasId(stored) || stored.tenant !== asText(tenant)) return [];
    const asked =
      (kind === undefined || stored.kind === kind) && stored.state !== null && states.includes(stored.state);
    return asked ? [this.#reader.rowOf(stored)] : [];
  }

  /** One short walk of an index for every kind, state and tag that is asked for, merged. */
  #newest({ tenant, tag, kind, states = ALL_STATES }: Filter, place: number, limit: number): number[] {
    const kinds = kind === undefined ? ALL_KINDS : [kind];
    const pairs = kinds.flatMap((kind) => [...new Set(states)].map((state) => [kind, state] as const));
    const found = pairs.flatMap(([kind, state]) =>
      tag === undefined
        ? this.#statements.listed.all(asText(tenant), kind, state, place, limit)
        : [...new Set([tag].flat())].flatMap((one) =>
            this.#statements.tagged.all(asText(tenant), asText(one), kind, state, place, limit),
          ),
    ) as { seq: number }[];
    return [...new Set(found.map(({ seq }) => seq))].sort((a, b) => b - a).slice(0, limit);
  }
}

function mustHaveId(found: Stored): Stored {
  if (hasId(found)) return found;
  throw unavailable(
    "the id of this call's record was changed by somebody else: nothing was started. Find out who writes the store's file",
    new Error("an id that is no text of countersign's"),
  );
}
