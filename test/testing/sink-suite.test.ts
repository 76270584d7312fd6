import { expect, test } from "vitest";
import type { Log, SignedEvent, Sink } from "../../src/audit/sink.js";
import { sinkSuite } from "../../src/testing/sink-suite.js";
import { failuresOf } from "./run-suite.js";

/** A log that does what it must; `change` breaks it. */
function log(change: (made: { lines: string[]; log: Required<Log> }) => Partial<Log> = () => ({})): Log {
  const lines: string[] = [];
  let state: "open" | "closed" = "open";
  let last: string | undefined;
  const made: Required<Log> = {
    async write(events, checkpoint) {
      if (state === "closed") throw new Error("closed");
      last = checkpoint ?? last;
      lines.push(...events.map(({ line }) => line));
    },
    async *resume() {
      yield* lines;
    },
    lastCheckpoint: async () => last,
    async close() {
      state = "closed";
    },
  };
  return { ...made, ...change({ lines, log: made }) };
}
const failed = async (make: () => Sink) => [...(await failuresOf((register) => sinkSuite(register, make))).keys()];

test("a log that does what it must passes, and so does the least of sinks", async () => {
  expect(await failed(() => log())).toEqual([]);
  expect(await failed(() => ({ write: async () => {} }))).toEqual([]);
});

const READ_BACK = "a log yields what was written, oldest first, byte for byte";
const LAST = "a log that resumes gives back the last checkpoint, as it was written";
const refusing = (which: (events: readonly SignedEvent[], checkpoint?: string) => boolean) =>
  log(({ log: { write } }) => ({
    write: async (events, checkpoint) => {
      if (which(events, checkpoint)) throw new Error("refused");
      await write(events, checkpoint);
    },
  }));

test.each<[string, () => Sink, string]>([
  [
    "refuses a batch without a checkpoint",
    () => refusing((_, note) => note === undefined),
    "a batch without a checkpoint, and one without events, are taken",
  ],
  [
    "refuses a batch without events",
    () => refusing((events) => events.length === 0),
    "a batch without a checkpoint, and one without events, are taken",
  ],
  [
    "refuses a large event",
    () => refusing(([event]) => (event?.line.length ?? 0) > 2 ** 16),
    "an event of a megabyte is taken",
  ],
  [
    "takes a write after close, and loses it",
    () => log(({ lines }) => ({ write: async (events) => void lines.push(...events.map(({ line }) => line)) })),
    "a write after close is refused: it must not be lost in silence",
  ],
  [
    "cannot be closed twice",
    () => {
      let closed = 0;
      return log(({ log: { close } }) => ({
        close: async () => (closed++ > 0 ? Promise.reject(new Error("twice")) : close()),
      }));
    },
    "closing twice, and closing what was never used, resolves",
  ],
  [
    "yields lines of another time",
    () =>
      log(() => ({
        async *resume() {
          yield "{}";
        },
      })),
    "a fresh log has nothing to resume",
  ],
  [
    "yields the newest first",
    () =>
      log(({ lines }) => ({
        async *resume() {
          yield* lines.toReversed();
        },
      })),
    READ_BACK,
  ],
  [
    "changes a line",
    () =>
      log(({ lines }) => ({
        async *resume() {
          yield* lines.map((line) => line.normalize("NFD"));
        },
      })),
    READ_BACK,
  ],
  ["has no checkpoint to give back", () => log(() => ({ lastCheckpoint: async () => undefined })), LAST],
  ["gives back a checkpoint that it never got", () => log(() => ({ lastCheckpoint: async () => "a note\n" })), LAST],
  [
    "resumes, and knows no checkpoints",
    () => {
      const { lastCheckpoint, ...resumes } = log();
      return resumes;
    },
    LAST,
  ],
])("the suite finds a sink that %s", async (_, make, name) => {
  expect(await failed(make)).toContain(name);
});

test("the suite finds a sink that does not take the same events again, or several batches at once", async () => {
  const seen = () => {
    const ids = new Set<string>();
    return refusing((events) => events.some(({ id }) => ids.size === ids.add(id).size));
  };
  expect(await failed(seen)).toEqual(["events that come again are taken: delivery is at least once"]);
  const busy = () => {
    let writing = 0;
    return log(({ log: { write } }) => ({
      write: async (events, checkpoint) => {
        if (writing++ > 0) throw new Error("busy");
        await write(events, checkpoint);
        writing--;
      },
    }));
  };
  expect(await failed(busy)).toEqual(["batches written at the same time are all taken"]);
});
