import type { Deployment } from "../action/capture.js";
import { type EventType, type Fields, fields, traceOf } from "../audit/event.js";
import type { Recorder } from "../audit/record.js";
import type { Signer } from "../audit/signer.js";
import { frozen, type JsonObject } from "../canonical.js";
import type { CountersignError } from "../errors.js";
import { standIn } from "./altered.js";
import { busy, gone, unknownKey } from "./asking.js";
import { ownProofs, proofsOf, strangerIn } from "./genuine.js";
import { Ids, Known } from "./known.js";
import { askedMore, claimed, ended, LEASE, lapsed, type Next } from "./lifecycle.js";
import {
  type Asked,
  asJson,
  isFoundOut,
  isOurs,
  type Loaded,
  type Progress,
  type Request,
  requestOf,
  type Since,
} from "./request.js";
import type { Seal, Seals, Statement } from "./seal.js";
import type { State } from "./state.js";
import { askedStatement, endStatement, likewise, sinceStatement, startStatement, withSeal } from "./statements.js";
import type { NewRow, Row, Store } from "./store.js";
import { again } from "./turns.js";
import { foundOut, isEndedAs, timed, type Wrong, wrongIn } from "./wrong.js";

/** Hears of every recorded step, and what the log holds of it; cannot change anything. */
export type Listen = (type: EventType, ids: { requestId?: string; callId: string }, logged: Fields) => void;

/**
 * The store and the log as one: the only place that reads and writes requests, and the events that tell of it. A record
 * whose seals do not bear out what it says is ended here, and told of.
 */
export interface Records {
  /** The store's time. */
  now(): Promise<number>;
  /** Create-if-absent by key, sealed as what this process asks or starts. */
  open(opening: Opening): Promise<Loaded & { created: boolean }>;
  /**
   * The request as it is now: a deadline that has passed is applied, written and recorded first. Undefined where there is
   * none in this tenant and environment.
   */
  load(id: string): Promise<Loaded | undefined>;
  /** The same without deadlines: as the store has it. */
  look(id: string): Promise<Loaded | undefined>;
  /** The same of a row of a list; undefined also for one that cannot be read, which is said on the console. */
  read(row: Row, now: number): Promise<Request | undefined>;
  /** One compare-and-swap, refused when the store's clock has reached `notAfter`; undefined when another was first. */
  write(request: Request, next: Next, notAfter?: number): Promise<Request | undefined>;
  /** Spends an approval, or starts a lost execution again, sealed: refused when the store's clock has reached `notAfter`. */
  start(request: Request, now: number, notAfter?: number): Promise<Request | undefined>;
  /** Has an approved request wait for whom a newer policy asks, sealed. Undefined when another was first. */
  askMore(request: Request, since: Omit<Since, "seal">, tags: readonly string[]): Promise<Request | undefined>;
  /** Writes how it ended, sealed, with what is kept of a result. Undefined when another was first. */
  end(request: Request, state: State, why: string, kept?: Kept): Promise<Request | undefined>;
  /** Tells that this process runs it: until it stops, nobody here takes it for lost. Returns how to stop. */
  runs(request: Request): () => void;
  /** Adds an event about a request to the next commit. */
  note(type: EventType, request: Request, data?: JsonObject): void;
  /** What the log says of requests and grants that can never be undone. */
  readonly remembered: Recorder["remembered"];
  /** Everything noted so far is on disk. */
  durable(): Promise<void>;
  /** What was noted is on disk within some milliseconds, with the next commit. */
  soon(): void;
}

/** A request to be asked, or an execution that starts at once. */
export interface Opening extends Pick<NewRow, "id" | "key" | "dueIn" | "tags"> {
  readonly state: "pending" | "executing";
  readonly asked: Asked;
  readonly progress: Progress;
}

/** What stays of a result, and whether its caller hears of the end. */
export type Kept = Pick<Progress, "result" | "withheld" | "heard">;

const LAPSE_EVENT: Partial<Record<State, EventType>> = { expired: "call.expired", unknown: "execution.unknown" };

interface Parts {
  readonly deployment: Deployment;
  readonly store: Store;
  readonly recorder: Recorder;
  readonly listen: Listen;
  readonly seals: Seals;
  /** What this process seals ends with. */
  sealer(): Signer;
  /** Hears of a request that time has ended, or that was found out. */
  lapsed(request: Request): void;
}

export const recordsOf = (parts: Parts): Records => new StoredRecords(parts);

class StoredRecords implements Records {
  readonly #parts: Parts;
  readonly #known = new Known();
  /** Which were told of, because they were found out or cannot be read. */
  readonly #said = new Ids();
  /** Which this process has opened. */
  readonly #opened = new Ids();
  /** The fences of those that this process runs. */
  readonly #running = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async now(): Promise<number> {
    return (await this.#parts.store.get(NOBODY)).now;
  }

  async open(opening: Opening): Promise<Loaded & { created: boolean }> {
    const { asked, progress, ...place } = await this.#sealed(opening);
    const { tenant } = this.#parts.deployment;
    const row = { ...place, tenant, kind: "call" as const, request: asJson(asked), progress: asJson(progress) };
    const { created, row: found, now } = await this.#parts.store.open(row);
    if (created) {
      this.#opened.add(row.id);
      const said = requestOf(found);
      const own = Object.isFrozen(said.asked) ? likewise(said.asked, asked) : asked;
      return { created, request: this.#own({ ...said, asked: own }), now };
    }
    const request = await this.#believed(found, now);
    if (request instanceof Error) throw request;
    const loaded = request ? { request, now } : await this.load(found.id);
    if (loaded) return { created, ...loaded };
    throw gone(row.id, "the request of this key is gone from the store");
  }

  async look(id: string): Promise<Loaded | undefined> {
    return settled(id, await this.#looked(id));
  }

  async #looked(id: string): Promise<Loaded | Missed> {
    const { store, deployment } = this.#parts;
    return again(async () => {
      const { row, now } = await store.get(id);
      if (!row || !isOurs(row, deployment)) return "gone";
      const request = await this.#believed(row, now);
      return request instanceof Error ? request : request && { request, now };
    });
  }

  async load(id: string): Promise<Loaded | undefined> {
    return settled(id, await this.#loaded(id));
  }

  async #loaded(id: string): Promise<Loaded | Missed> {
    await this.#parts.recorder.open();
    return again(async () => {
      const looked = await this.#looked(id);
      if (!isLoaded(looked)) return looked;
      const request = await this.#inTime(looked.request, looked.now);
      return request && { request, now: looked.now };
    });
  }

  async read(row: Row, now: number): Promise<Request | undefined> {
    if (!isOurs(row, this.#parts.deployment)) return undefined;
    await this.#parts.recorder.open();
    const request = await this.#believed(row, now);
    if (request && !(request instanceof Error)) return request;
    const loaded = request ?? (await this.#loaded(row.id));
    if (isLoaded(loaded)) return loaded.request;
    if (loaded !== "gone") this.#passed(row.id, loaded);
    return undefined;
  }

  /** One that cannot be read hides no other: it is passed over, and said once. */
  #passed(id: string, why: Exclude<Missed, "gone">): void {
    if (this.#said.add(id) === "new")
      console.error(`countersign: ${id} is passed over: ${(why === "busy" ? busy(id) : why).reason}`);
  }

  async write(request: Request, next: Next, notAfter?: number): Promise<Request | undefined> {
    const written = await this.#swap(request, next, notAfter);
    return written && this.#own(written);
  }

  async #swap(request: Request, next: Next, notAfter?: number): Promise<Request | undefined> {
    const { state, due, progress, asked = request.asked, tags = request.tags } = next;
    const expected = { version: request.version, ...(notAfter !== undefined && { notAfter }) };
    const row = { state, due, progress: asJson(progress), ...(next.asked && { request: asJson(next.asked), tags }) };
    const { set } = await this.#parts.store.compareAndSet(request.id, expected, row);
    return set ? { ...request, state, due, progress, asked, tags, version: request.version + 1 } : undefined;
  }

  async start(request: Request, now: number, notAfter?: number): Promise<Request | undefined> {
    const next = claimed(request, now);
    const started = await this.#seal(startStatement({ ...request, progress: next.progress }));
    return this.write(request, { ...next, progress: { ...next.progress, started } }, notAfter);
  }

  async askMore(request: Request, since: Omit<Since, "seal">, tags: readonly string[]): Promise<Request | undefined> {
    const seal = await this.#seal(sinceStatement(request, since));
    const next = askedMore(request, { ...since, seal }, since.at);
    return this.write(request, { ...next, tags }, request.due);
  }

  async end(request: Request, state: State, why: string, kept: Kept = {}): Promise<Request | undefined> {
    return this.write(request, await this.#ending(request, state, why, kept));
  }

  async #ending(request: Request, state: State, why: string, kept: Kept = {}): Promise<Next> {
    const next = ended(request, state, why);
    const { result: _, withheld: __, ...said } = next.progress;
    const progress = { ...said, ...kept };
    const seal = await this.#seal(endStatement(request, request.asked, { ...progress, state }));
    return { ...next, progress: { ...progress, ended: seal } };
  }

  /** With the mark of what this process has opened. */
  #here(request: Request): Request {
    return this.#opened.has(request.id) ? { ...request, opened: "here" } : request;
  }

  /** Keeps what this process has written from a record that it believed. */
  #own(request: Request): Request {
    this.#known.keep(request, ownProofs(request));
    return request;
  }

  runs({ id, progress: { fence } }: Request): () => void {
    this.#running.set(id, fence);
    return () => {
      if (this.#running.get(id) === fence) this.#running.delete(id);
    };
  }

  note(type: EventType, { id, asked }: Request, data: JsonObject = {}): void {
    const { callId, callDigest, revision } = asked;
    const said = revision > 0 ? { call_digest: callDigest, revision } : {};
    const about = { ...said, call_id: callId, request_id: id, ...data };
    const logged = fields(about);
    this.#parts.recorder.append({ type, callId, fields: logged, about, ...traceOf(asked.context.trace) });
    this.#parts.listen(type, { requestId: id, callId }, logged);
  }

  get remembered(): Recorder["remembered"] {
    return this.#parts.recorder.remembered;
  }

  durable(): Promise<void> {
    return this.#parts.recorder.durable();
  }

  soon(): void {
    this.#parts.recorder.soon();
  }

  #seal(statement: Statement): Promise<Seal> {
    return this.#parts.seals.seal(statement, this.#parts.sealer());
  }

  async #sealed(opening: Opening): Promise<Opening> {
    const { tenant } = this.#parts.deployment;
    const asked = frozen(asJson(opening.asked)) as unknown as Asked;
    if (opening.state === "pending")
      return { ...opening, asked: withSeal(asked, await this.#seal(askedStatement({ ...opening, tenant }, asked))) };
    const started = await this.#seal(startStatement({ ...opening, tenant, asked }));
    return { ...opening, asked, progress: { ...opening.progress, started } };
  }

  /**
   * A row, if its seals bear it out; else it ends here. Undefined: another change was first.
   * An error: it is sealed by a key that this process does not know.
   */
  async #believed(row: Row, now: number): Promise<Request | CountersignError<"unavailable"> | undefined> {
    const { request: raw, proofs: known, before } = this.#known.recall(requestOf(row));
    const { seals } = this.#parts;
    const proofs = known ?? (await proofsOf(raw, this.#parts));
    const stranger = proofs.genuine || before ? undefined : strangerIn(raw, seals);
    const wrong = wrongIn(raw, proofs, { past: this.remembered.of(row.id), now, stranger });
    if (wrong === "unknown_key") return unknownKey(row.id, stranger ?? "");
    const as = proofs.asked ? raw : standIn(raw);
    if (wrong) return this.#ended(foundOut(raw, as, before, this.remembered.of(row.id)), raw, as.asked, wrong);
    if (!known && proofs.genuine) this.#known.keep(raw, proofs);
    return isFoundOut(as) ? this.#here(as) : timed(as, now);
  }

  /** Ends what is not believed, unless somebody has. `asked`: what may be told of it. */
  async #ended(found: Request, raw: Request, asked: Asked, why: Wrong): Promise<Request | undefined> {
    if (isEndedAs(raw, found)) return this.#told({ ...found, asked, progress: { ...found.progress, why } });
    const written = await this.#swap(found, await this.#ending(found, found.state, why));
    return written && this.#told({ ...written, asked });
  }

  /** Says that it was found out, once. */
  async #told(said: Request): Promise<Request> {
    const found = this.#here(said);
    if (this.#said.add(found.id) === "known") return found;
    const { state, progress } = found;
    this.note(state === "unknown" ? "execution.unknown" : "call.cancelled", found, { reason: progress.why ?? "" });
    await this.durable();
    this.#parts.lapsed(found);
    return found;
  }

  /** A deadline that has passed is applied. Undefined: another change was first. */
  async #inTime(request: Request, now: number): Promise<Request | undefined> {
    const { id, state, due, progress } = request;
    if (state === "executing" && this.#running.get(id) === progress.fence)
      return { ...request, due: Math.max(due, now + LEASE) }; // its lease is over where the store was away: it is not lost
    const next = lapsed(request, now);
    if (!next) return request;
    const written = await this.write(request, next);
    if (!written) return undefined;
    const type = LAPSE_EVENT[next.state];
    if (type) this.note(type, written, { reason: next.progress.why ?? "" });
    await this.durable();
    this.#parts.lapsed(written);
    return written;
  }
}

/** Why there is nothing to be had of a record: `"busy"`: it was changed by others every time. */
type Missed = "gone" | "busy" | CountersignError<"unavailable">;

const isLoaded = (found: Loaded | Missed): found is Loaded => typeof found === "object" && "request" in found;

function settled(id: string, found: Loaded | Missed): Loaded | undefined {
  if (found === "busy") throw busy(id);
  if (found instanceof Error) throw found;
  return found === "gone" ? undefined : found;
}

/** No record has this id. */
const NOBODY = "req_";
