import { expect, test } from "vitest";
import { parseCheckpoint } from "../../src/audit/checkpoint.js";
import { createRecorder } from "../../src/audit/record.js";
import type { SignedEvent, Sink } from "../../src/audit/sink.js";
import { fakeClock } from "../../src/testing/fake-clock.js";
import { denied, ended, fill, held, listLog, options, started, turn } from "./support.js";

const seqs = (events: readonly SignedEvent[]) => events.map(({ id }) => Number(id.split("-")[1]));

async function opened(sinks: readonly Sink[], more: Partial<Parameters<typeof options>[1]> = {}) {
  const log = listLog();
  const recorder = createRecorder(options(log, { sinks, ...more }));
  await recorder.open();
  const commit = (callId: string) => {
    recorder.append(ended(callId));
    return recorder.durable();
  };
  return { log, recorder, commit };
}

test("every sink gets each durable batch in order, with the checkpoint that covers it", async () => {
  const got: { events: readonly SignedEvent[]; checkpoint: string | undefined }[] = [];
  const sink: Sink = {
    write: async (events, checkpoint) => {
      got.push({ events, checkpoint });
    },
  };
  const { log, commit } = await opened([sink]);
  await commit("a");
  await commit("b");
  await turn();
  expect(got.flatMap(({ events }) => events.map(({ line }) => line))).toEqual(log.lines);
  expect(got.map(({ checkpoint }) => checkpoint)).toEqual(log.checkpoints);
});

test("nothing is copied before it is durable in the log", async () => {
  const copied: number[] = [];
  const { log, recorder } = await opened([{ write: async (events) => void copied.push(...seqs(events)) }]);
  const gate = held();
  log.write = gate.write;
  recorder.append(ended("a"));
  void recorder.durable();
  await turn();
  expect(copied).toEqual([0]);
  gate.release();
  await turn();
  expect(copied).toEqual([0, 1]);
});

test("a sink has one write at a time, and then gets all that came meanwhile under the newest checkpoint", async () => {
  const gate = held();
  const checkpoints: (string | undefined)[] = [];
  const sink: Sink = {
    write: (events, checkpoint) => {
      checkpoints.push(checkpoint);
      return gate.write(events);
    },
  };
  const { commit } = await opened([sink]);
  await commit("a");
  await commit("b");
  await turn();
  expect(gate.writes.map(seqs)).toEqual([[0]]);
  gate.release();
  await turn();
  expect(gate.writes.map(seqs)).toEqual([[0], [1, 2]]);
  expect(checkpoints.map((note) => parseCheckpoint(note ?? "")?.size)).toEqual([1, 3]);
  gate.release();
});

test("what a failed write held goes again with the next batch, in order", async () => {
  const gate = held();
  const { commit } = await opened([gate]);
  await turn();
  gate.fail(new Error("503"));
  await turn();
  expect(gate.writes).toHaveLength(1);
  await commit("a");
  await turn();
  expect(gate.writes.map(seqs)).toEqual([[0], [0, 1]]);
  gate.release();
  await turn();
  await commit("b");
  await turn();
  expect(gate.writes.map(seqs).at(-1)).toEqual([2]);
  gate.release();
});

test("a sink that throws at once is one that failed", async () => {
  const got: number[][] = [];
  const sink: Sink = {
    write: (events) => {
      got.push(seqs(events));
      if (got.length === 1) throw new Error("not ready");
      return Promise.resolve();
    },
  };
  const { commit } = await opened([sink]);
  await commit("a");
  await turn();
  expect(got).toEqual([[0], [0, 1]]);
});

test("a sink that fails never fails the log, and never holds another sink up", async () => {
  const copied: number[] = [];
  const broken: Sink = { write: () => Promise.reject(new Error("no")) };
  const good: Sink = { write: async (events) => void copied.push(...seqs(events)) };
  const { commit } = await opened([broken, held(), good]);
  await commit("a");
  await turn();
  expect(copied).toEqual([0, 1]);
});

test("a sink that is 10,000 events behind stops starts, and outcomes are still taken", async () => {
  const gate = held();
  const { recorder } = await opened([{ write: async () => {} }, gate]);
  fill(recorder, 8_999, started("a"));
  await recorder.durable();
  fill(recorder, 1_000, ended("a"));
  await recorder.durable();
  expect(() => recorder.append(started("b"))).toThrow(/audit\.sinks\[1\] is full or slow: 10000 events wait for it/);
  expect(() => recorder.append({ ...started("b"), type: "approval.requested" })).toThrow(/full or slow/);
  recorder.append(denied("b"));
  fill(recorder, 1_001, ended("a"));
  await recorder.durable();
  expect(() => recorder.append(denied("b"))).toThrow(/audit\.sinks\[1\] is full or slow/);
  recorder.append(ended("a"));
  await recorder.durable();
  gate.release();
  await turn();
  gate.release();
  await turn();
  recorder.append(started("b"));
});

test("a log that is 9,000 events behind stops starts, and takes 1,000 more of what follows from them", async () => {
  const { log, recorder } = await opened([]);
  const gate = held();
  log.write = gate.write;
  fill(recorder, 9_000, started("a"));
  const written = recorder.durable();
  await turn();
  expect(() => recorder.append(started("b"))).toThrow(/the log is full or slow: 9000 events wait to be written/);
  fill(recorder, 1_000, ended("a"));
  expect(() => recorder.append(ended("a"))).toThrow(/the log is full or slow: 10000/);
  gate.release();
  await written;
  recorder.append(ended("a"));
});

test("a refusal for want of room is `unavailable` and names its call, and passes when there is room", async () => {
  const { log, recorder } = await opened([]);
  const gate = held();
  log.write = gate.write;
  fill(recorder, 9_000, started("a"));
  const written = recorder.durable();
  await turn();
  expect(() => recorder.append(started("b"))).toThrow(
    expect.objectContaining({ code: "unavailable", part: "audit", callId: "b", executed: "no" }),
  );
  gate.release();
  await written;
  expect(recorder.append(started("b")).seq).toBe(9_001);
});

test("closing gives a sink what it lacks once more, also when the last batch failed", async () => {
  const got: number[][] = [];
  const sink: Sink = {
    write: async (events) => {
      got.push(seqs(events));
      if (got.length <= 2) throw new Error("twice");
    },
  };
  const { recorder } = await opened([sink]);
  await recorder.close();
  expect(got).toEqual([[0], [0, 1], [0, 1]]);
});

test("closing says what a sink never got, after the log is closed in order", async () => {
  const { log, recorder } = await opened([{ write: () => Promise.reject(new Error("no")) }]);
  await expect(recorder.close()).rejects.toThrow(/2 events did not reach a sink; they are in the log/);
  expect(log.lines).toHaveLength(2);
  expect(log.closed).toBe(true);
});

test("closing waits five seconds for a sink that never answers, and no longer", async () => {
  const clock = fakeClock();
  const { log, recorder } = await opened([held()], { clock });
  const closed = recorder.close().catch((error: unknown) => error);
  await clock.advance("4s");
  expect(log.closed).toBe(false);
  await clock.advance("1s");
  expect(await closed).toMatchObject({ code: "unavailable", reason: expect.stringMatching(/did not reach a sink/) });
  expect(log.closed).toBe(true);
});
