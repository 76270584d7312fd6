import { fields, type NewEvent } from "../../src/audit/event.js";
import type { Recorder, RecorderOptions } from "../../src/audit/record.js";
import type { Signer } from "../../src/audit/signer.js";
import type { Log, SignedEvent } from "../../src/audit/sink.js";
import { systemClock } from "../../src/clock.js";
import { ed25519Signer } from "../../src/signers/ed25519.js";

export const signer: Signer = await ed25519Signer("generate");
export const otherSigner: Signer = await ed25519Signer("generate");

/** What a process left of a log. */
export interface Left {
  readonly lines: readonly string[];
  readonly checkpoints: readonly string[];
}
const NOTHING: Left = { lines: [], checkpoints: [] };

/** A log in memory that remembers how it was written and reads back what it was given and got. */
export interface ListLog extends Log {
  readonly lines: string[];
  readonly checkpoints: string[];
  readonly batches: number[];
  closed: boolean;
}

export function listLog({ lines, checkpoints }: Left = NOTHING): ListLog {
  const log: ListLog = {
    lines: [...lines],
    checkpoints: [...checkpoints],
    batches: [],
    closed: false,
    async *resume() {
      yield* log.lines;
    },
    lastCheckpoint: async () => log.checkpoints.at(-1),
    async write(events, checkpoint) {
      log.lines.push(...events.map(({ line }) => line));
      log.batches.push(events.length);
      if (checkpoint !== undefined) log.checkpoints.push(checkpoint);
    },
    async close() {
      log.closed = true;
    },
  };
  return log;
}

/** A `write` whose every answer the test gives. */
export interface Held {
  readonly writes: (readonly SignedEvent[])[];
  write(events: readonly SignedEvent[]): Promise<void>;
  /** Answers the oldest open write. */
  release(): void;
  fail(error: Error): void;
}

export function held(): Held {
  const open: { resolve(): void; reject(error: Error): void }[] = [];
  const writes: (readonly SignedEvent[])[] = [];
  return {
    writes,
    write: (events) => {
      writes.push(events);
      return new Promise((resolve, reject) => open.push({ resolve, reject }));
    },
    release: () => open.shift()?.resolve(),
    fail: (error) => open.shift()?.reject(error),
  };
}

export const options = (log: Log, more: Partial<RecorderOptions> = {}): RecorderOptions => ({
  app: "support",
  signer,
  clock: systemClock,
  opened: () => ({ actions: ["refund.issue"] }),
  log,
  ...more,
});

export const started = (callId: string): NewEvent => ({
  type: "execution.started",
  callId,
  fields: fields({ action: "refund.issue", call_id: callId, session: "s", run: "r" }),
});

export const ended = (callId: string): NewEvent => ({
  type: "execution.succeeded",
  callId,
  fields: fields({ call_id: callId }),
});

export const denied = (callId: string): NewEvent => ({ ...ended(callId), type: "call.denied" });

/** `type` and `data` of each line. */
export const read = (lines: readonly string[]) =>
  lines.map((line) => {
    const { type, data } = JSON.parse(line) as { type: string; data: Record<string, unknown> };
    return { type: type.slice("dev.countersign.".length, -".v1".length), data };
  });

export const types = (lines: readonly string[]): string[] => read(lines).map(({ type }) => type);

/** Lets everything run that waits for nothing but promises and the next turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Appends many events that a full log takes: not starts, so only the whole room stops them. */
export function fill(recorder: Recorder, count: number, event: NewEvent): void {
  for (let i = 0; i < count; i++) recorder.append(event);
}
