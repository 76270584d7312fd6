import type { Deployment } from "../action/capture.js";
import { type EventType, fields, RUNS } from "../audit/event.js";
import type { Recorder } from "../audit/record.js";
import type { JsonObject } from "../canonical.js";
import { failure, isCountersignError } from "../errors.js";
import { lapsed, type Next } from "./lifecycle.js";
import { asJson, isHere, type Request, requestOf } from "./request.js";
import type { State } from "./state.js";
import type { NewRow, Store } from "./store.js";

/** Hears of every recorded step; cannot change anything. */
export type Listen = (type: EventType, ids: { requestId?: string; callId: string }) => void;

/** The store and the log as one: the only place that writes requests, and the events that tell of it. */
export interface Records {
  /** Create-if-absent by key. */
  open(row: NewRow): Promise<{ created: boolean; request: Request; now: number }>;
  /**
   * The request as it is now: a deadline that has passed is applied, written and recorded first. Undefined where there is
   * none in this tenant and environment.
   */
  load(id: string): Promise<{ request: Request; now: number } | undefined>;
  /** One compare-and-swap, refused when the store's clock has reached `notAfter`; undefined when another was first. */
  write(request: Request, next: Next, notAfter?: number): Promise<Request | undefined>;
  /** Adds an event about a request to the next commit. */
  note(type: EventType, request: Request, data?: JsonObject): void;
  /** The fence of the newest start that the log holds of a request; 0 for none. */
  startOf(id: string): number;
  /** Everything noted so far is on disk. */
  durable(): Promise<void>;
  /** What was noted is on disk within some milliseconds, with the next commit. */
  soon(): void;
}

const LAPSE_EVENT: Partial<Record<State, EventType>> = { expired: "call.expired", unknown: "execution.unknown" };

interface Parts {
  readonly deployment: Deployment;
  readonly store: Store;
  readonly recorder: Recorder;
  readonly listen: Listen;
  /** Hears of a request that time has ended. */
  lapsed(request: Request): void;
}

export function recordsOf({ deployment, store, recorder, listen, lapsed: ended }: Parts): Records {
  const records: Records = {
    async open(row) {
      const { created, row: found, now } = await asking(store.open(row), row.id);
      return { created, request: requestOf(found), now };
    },
    async load(id) {
      await recorder.open();
      const { row, now } = await asking(store.get(id), id);
      if (row?.kind !== "call") return undefined;
      const request = requestOf(row);
      if (!isHere(request, deployment)) return undefined;
      const next = lapsed(request, now);
      if (!next) return { request, now };
      const written = await records.write(request, next);
      if (!written) return records.load(id); // another process applied it: each turn the version has grown
      const type = LAPSE_EVENT[next.state];
      if (type) records.note(type, written, { reason: next.progress.why ?? "" });
      await recorder.durable();
      ended(written);
      return { request: written, now };
    },
    async write(request, next, notAfter) {
      const { state, due, progress, asked = request.asked, tags = request.tags } = next;
      const expected = { version: request.version, ...(notAfter !== undefined && { notAfter }) };
      const row = { state, due, progress: asJson(progress), ...(next.asked && { request: asJson(next.asked), tags }) };
      const { set } = await asking(store.compareAndSet(request.id, expected, row), request.id);
      return set ? { ...request, state, due, progress, asked, tags, version: request.version + 1 } : undefined;
    },
    note(type, { id, asked, progress }, data = {}) {
      const about = { call_digest: asked.callDigest, call_id: asked.callId, request_id: id, revision: asked.revision };
      recorder.append({
        type,
        callId: asked.callId,
        fields: fields({ ...about, ...data }),
        ...traceOf(asked.context.trace),
        ...(RUNS.has(type) && { start: { request: id, fence: progress.fence } }),
      });
      listen(type, { requestId: id, callId: asked.callId });
    },
    startOf: (id) => recorder.startOf(id),
    durable: () => recorder.durable(),
    soon: () => recorder.soon(),
  };
  return records;
}

export const traceOf = (trace: string | undefined): { trace?: string } => (trace === undefined ? {} : { trace });

/** A store that throws answers nothing: the call is not started. */
export function asking<T>(answer: Promise<T>, callId: string): Promise<T> {
  return answer.catch((cause: unknown) => {
    if (isCountersignError(cause)) throw cause; // it says itself what to do
    throw failure("unavailable", { action: "", callId }, "the store does not answer", { part: "store", cause });
  });
}
