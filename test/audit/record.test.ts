import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { parseCheckpoint } from "../../src/audit/checkpoint.js";
import { fields } from "../../src/audit/event.js";
import { createRecorder } from "../../src/audit/record.js";
import { verifySignature } from "../../src/audit/signature.js";
import type { Signer } from "../../src/audit/signer.js";
import { leafHash, rootOf } from "../../src/audit/tree.js";
import { canonical, type Json, utf8 } from "../../src/canonical.js";
import { failure, isCountersignError } from "../../src/errors.js";
import { fakeClock } from "../../src/testing/fake-clock.js";
import { ended, held, listLog, options, otherSigner, read, signer, started, turn, types } from "./support.js";

const ZERO = "0".repeat(64);
const unavailable = expect.objectContaining({ code: "unavailable", part: "audit" });

async function opened(more: Partial<Parameters<typeof options>[1]> = {}) {
  const log = listLog();
  const recorder = createRecorder(options(log, more));
  await recorder.open();
  return { log, recorder };
}

test("opening writes who signs, with which key, and what the caller adds", async () => {
  const { log } = await opened();
  expect(read(log.lines)).toMatchObject([
    {
      type: "log.opened",
      data: {
        actions: ["refund.issue"],
        algorithm: "Ed25519",
        key: signer.publicJwk,
        key_id: signer.keyId,
        prev: ZERO,
        resumed: 0,
        seq: 0,
      },
    },
  ]);
});

test("an open recorder says so without a promise, and opening twice at once opens once", async () => {
  const log = listLog();
  const recorder = createRecorder(options(log));
  const [first, second] = [recorder.open(), recorder.open()];
  expect(first).toBeInstanceOf(Promise);
  await Promise.all([first, second]);
  expect(recorder.open()).toBeUndefined();
  expect(log.lines).toHaveLength(1);
});

test("every line is canonical JSON, numbered without a gap, and names the leaf hash of the line before", async () => {
  const { log, recorder } = await opened();
  const appended = ["a", 'b\n\u2028"', "c"].map((call) => recorder.append(started(call)));
  await recorder.durable();
  await recorder.close();
  expect(appended.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  let prev = ZERO;
  for (const [seq, line] of log.lines.entries()) {
    expect(line).toBe(canonical(JSON.parse(line) as Json));
    expect(read([line])[0]?.data).toMatchObject({ seq, prev });
    prev = leafHash(line);
    if (appended[seq - 1]) expect(appended[seq - 1]?.leaf).toBe(prev);
  }
});

test("the time of an event is the clock's, in UTC with milliseconds", async () => {
  const clock = fakeClock("2026-03-01T10:00:00.007Z");
  const { log, recorder } = await opened({ clock });
  await clock.advance("2s");
  recorder.append(started("a"));
  await recorder.durable();
  const times = log.lines.map((line) => (JSON.parse(line) as { time: string }).time);
  expect(times).toEqual(["2026-03-01T10:00:00.007Z", "2026-03-01T10:00:02.007Z"]);
});

test("each commit has a checkpoint over all lines so far, signed by the signer", async () => {
  const { log, recorder } = await opened({ app: "a b", tenant: "t/1" });
  for (const call of ["a", "b"]) {
    recorder.append(started(call));
    await recorder.durable();
  }
  expect(log.checkpoints).toHaveLength(3);
  const leaves = log.lines.map(leafHash);
  const writer = read(log.lines)[0]?.data["writer"];
  for (const [i, note] of log.checkpoints.map(parseCheckpoint).entries()) {
    expect(note).toMatchObject({
      origin: `countersign/t%2F1/a%20b/${writer}`,
      size: i + 1,
      root: rootOf(leaves.slice(0, i + 1)),
    });
    const [line] = note?.signatures ?? [];
    expect(await verifySignature(signer.publicJwk, utf8(note?.body ?? ""), line?.signature as Uint8Array)).toBe(true);
  }
});

test("64 calls at once wait for one commit", async () => {
  const { log, recorder } = await opened();
  const call = async (i: number) => {
    recorder.append(started(`c${i}`));
    await recorder.durable();
  };
  await Promise.all(Array.from({ length: 64 }, (_, i) => call(i)));
  expect(log.batches).toEqual([1, 64]);
});

test("whoever arrives while a write is in flight forms the next batch", async () => {
  const { log, recorder } = await opened();
  const gate = held();
  log.write = gate.write;
  recorder.append(started("a"));
  const first = recorder.durable();
  await turn();
  recorder.append(started("b"));
  recorder.append(started("c"));
  let done = false;
  const rest = recorder.durable().then(() => {
    done = true;
  });
  await turn();
  expect(gate.writes.map((batch) => batch.length)).toEqual([1]);
  gate.release();
  await first;
  await turn();
  expect(done).toBe(false);
  expect(gate.writes.map((batch) => batch.length)).toEqual([1, 2]);
  gate.release();
  await rest;
});

test("who waits while all is in flight waits for that write, and who waits for nothing does not wait", async () => {
  const { log, recorder } = await opened();
  await recorder.durable();
  const gate = held();
  log.write = gate.write;
  recorder.append(started("a"));
  void recorder.durable();
  await turn();
  let done = false;
  const late = recorder.durable().then(() => {
    done = true;
  });
  await turn();
  expect(done).toBe(false);
  gate.release();
  await late;
  expect(gate.writes).toHaveLength(1);
});

test("a synchronous signer's commit is handed to the log in the tick of the wait", async () => {
  const { log, recorder } = await opened();
  const gate = held();
  log.write = gate.write;
  recorder.append(started("a"));
  void recorder.durable();
  await Promise.resolve();
  expect(gate.writes).toHaveLength(1);
  gate.release();
});

test("a signer that answers later signs the tree as it was when its batch was closed", async () => {
  const later: Signer = { ...signer, sign: async (bytes) => nextTurn(await signer.sign(bytes)) };
  const { log, recorder } = await opened({ signer: later });
  recorder.append(started("a"));
  const first = recorder.durable();
  await Promise.resolve();
  recorder.append(started("b"));
  await Promise.all([first, recorder.durable()]);
  expect(log.batches).toEqual([1, 1, 1]);
  const leaves = log.lines.map(leafHash);
  const roots = log.checkpoints.map((note) => parseCheckpoint(note)?.root);
  expect(roots).toEqual([1, 2, 3].map((size) => rootOf(leaves.slice(0, size))));
});

test("an outcome that is only wanted soon is committed within 5 ms, and not at once", async () => {
  const clock = fakeClock();
  const { log, recorder } = await opened({ clock });
  recorder.append(ended("a"));
  recorder.soon();
  await clock.advance("4ms");
  expect(log.lines).toHaveLength(1);
  recorder.append(ended("b"));
  recorder.soon();
  await clock.advance("1ms");
  expect(log.batches).toEqual([1, 2]);
});

test("each later outcome is committed within 5 ms of its own", async () => {
  const clock = fakeClock();
  const { log, recorder } = await opened({ clock });
  for (const call of ["a", "b"]) {
    recorder.append(ended(call));
    recorder.soon();
    await clock.advance("5ms");
  }
  expect(log.batches).toEqual([1, 1, 1]);
});

test("an outcome rides on the commit of the next call", async () => {
  const clock = fakeClock();
  const { log, recorder } = await opened({ clock });
  recorder.append(ended("a"));
  recorder.soon();
  recorder.append(started("b"));
  await recorder.durable();
  expect(log.batches).toEqual([1, 2]);
  await clock.advance("1s");
  expect(log.batches).toEqual([1, 2]);
});

test("an outcome that is wanted soon during a write follows that write within 5 ms", async () => {
  const clock = fakeClock();
  const { log, recorder } = await opened({ clock });
  const gate = held();
  log.write = gate.write;
  recorder.append(started("a"));
  void recorder.durable();
  await turn();
  recorder.append(ended("z"));
  recorder.soon();
  await clock.advance("5ms");
  gate.release();
  await turn();
  expect(gate.writes.map((batch) => batch.length)).toEqual([1, 1]);
  gate.release();
});

test("a failed write rejects all who wait, and nothing is written after it", async () => {
  const { log, recorder } = await opened();
  const gate = held();
  log.write = gate.write;
  recorder.append(started("a"));
  const first = [recorder.durable(), recorder.durable()];
  await turn();
  recorder.append(started("b"));
  const next = recorder.durable();
  const settled = Promise.allSettled([...first, next]);
  const full = Object.assign(new Error("disk of customer 7 full"), { code: "ENOSPC" });
  gate.fail(full);
  for (const result of await settled)
    expect(result).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
  await expect(recorder.durable()).rejects.toEqual(unavailable);
  await expect(recorder.open()).rejects.toEqual(unavailable);
  expect(gate.writes).toHaveLength(1);
});

test("after a failed write an append names its call, the cause and the system's code, and no foreign words", async () => {
  const { log, recorder } = await opened();
  const cause = Object.assign(new Error("disk of customer 7 full"), { code: "ENOSPC" });
  log.write = async () => {
    throw cause;
  };
  recorder.append(started("a"));
  await expect(recorder.durable()).rejects.toEqual(unavailable);
  const error = caught(() => recorder.append(ended("b")));
  expect(error).toMatchObject({ code: "unavailable", part: "audit", callId: "b", executed: "no", cause });
  expect((error as Error).message).toMatch(/could not be written.*\(ENOSPC\)$/);
  expect((error as Error).message).not.toMatch(/customer/);
});

test("after a failed write a wait is refused too, though nothing more was appended", async () => {
  const { log, recorder } = await opened();
  log.write = () => Promise.reject(new Error("no"));
  recorder.append(started("a"));
  await expect(recorder.durable()).rejects.toEqual(unavailable);
  await expect(recorder.durable()).rejects.toEqual(unavailable);
});

test("what a log itself says of its failure is told as it is", async () => {
  const { log, recorder } = await opened();
  const own = failure("unavailable", { action: "", callId: "" }, "bucket is locked", {
    part: "audit",
    cause: undefined,
  });
  log.write = () => Promise.reject(own);
  recorder.append(started("a"));
  await expect(recorder.durable()).rejects.toBe(own);
  expect(caught(() => recorder.append(ended("a")))).toMatchObject({ reason: "bucket is locked", callId: "a" });
});

test("a signer that fails later stops the log as a failed write does", async () => {
  let broken = false;
  const failing: Signer = {
    ...signer,
    sign: (bytes) => {
      if (broken) throw new Error("key store gone");
      return signer.sign(bytes);
    },
  };
  const { log, recorder } = await opened({ signer: failing });
  broken = true;
  recorder.append(started("a"));
  await expect(recorder.durable()).rejects.toEqual(unavailable);
  expect(log.lines).toHaveLength(1);
  expect(() => recorder.append(ended("a"))).toThrow(/could not be written/);
});

test("an event before opening and after closing is refused", async () => {
  const recorder = createRecorder(options(listLog()));
  expect(caught(() => recorder.append(started("a")))).toEqual(unavailable);
  await recorder.open();
  await recorder.close();
  expect(caught(() => recorder.append(started("a")))).toMatchObject({
    code: "unavailable",
    reason: expect.stringMatching(/closed/),
  });
  await expect(recorder.open()).rejects.toEqual(unavailable);
});

test("closing writes log.closed with all that was left, and closes log and sinks once", async () => {
  let closings = 0;
  const sink = { write: async () => {}, close: async () => void closings++ };
  const { log, recorder } = await opened({ sinks: [sink] });
  recorder.append(ended("a"));
  await Promise.all([recorder.close(), recorder.close()]);
  expect(types(log.lines)).toEqual(["log.opened", "execution.succeeded", "log.closed"]);
  expect(log.closed).toBe(true);
  expect(closings).toBe(1);
});

test("closing what was never opened writes nothing and closes the log", async () => {
  const log = listLog();
  await createRecorder(options(log)).close();
  expect(log).toMatchObject({ lines: [], closed: true });
});

test("closing while it opens waits for the opening", async () => {
  const log = listLog();
  const recorder = createRecorder(options(log));
  void recorder.open();
  await recorder.close();
  expect(types(log.lines)).toEqual(["log.opened", "log.closed"]);
});

test("closing a failed log closes the file and says that it failed", async () => {
  const { log, recorder } = await opened();
  log.write = async () => {
    throw new Error("no");
  };
  recorder.append(ended("a"));
  await expect(recorder.close()).rejects.toEqual(unavailable);
  expect(log.closed).toBe(true);
});

test("a first write that fails refuses the opening for good", async () => {
  const log = listLog();
  log.write = async () => {
    throw new Error("no");
  };
  const recorder = createRecorder(options(log));
  await expect(recorder.open()).rejects.toEqual(unavailable);
  await expect(recorder.open()).rejects.toEqual(unavailable);
  expect(() => recorder.append(started("a"))).toThrow(/could not be written/);
});

test("a signer with another's public key is refused before anything is written", async () => {
  const log = listLog();
  const recorder = createRecorder(options(log, { signer: { ...signer, publicJwk: otherSigner.publicJwk } }));
  await expect(recorder.open()).rejects.toThrow(/signatures do not verify with its publicJwk/);
  expect(log.lines).toEqual([]);
});

test("a signer that answers DER is told so before anything is written", async () => {
  const log = listLog();
  const recorder = createRecorder(options(log, { signer: { ...signer, sign: () => new Uint8Array(70) } }));
  await expect(recorder.open()).rejects.toThrow(/could not sign: signer.sign: answered 70 bytes/);
  expect(log.lines).toEqual([]);
});

test.for([
  ["an empty app", { app: "" }, /^countersign: input: app: /],
  ["an empty tenant", { tenant: "" }, /^countersign: input: tenant: /],
  ["an app with half a character", { app: "a\ud800" }, /^countersign: input: app: /],
  ["a key of another kind", { signer: { ...signer, publicJwk: { kty: "RSA", crv: "", x: "" } } }, /publicJwk: must be/],
] as const)("%s is refused when the recorder is made", ([, more, message]) => {
  const error = caught(() => createRecorder(options(listLog(), more)));
  expect(isCountersignError(error, "input")).toBe(true);
  expect((error as Error).message).toMatch(message);
});

test("each new log has a writer of its own, 26 digits that begin with the time", async () => {
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const writers = await Promise.all(
    Array.from({ length: 20 }, async () => String(read((await opened({ clock })).log.lines)[0]?.data["writer"])),
  );
  expect(new Set(writers).size).toBe(20);
  for (const writer of writers) expect(writer).toMatch(/^01kdv[0-9a-hjkmnp-tv-z]{21}$/);
});

test("an event keeps a valid traceparent", async () => {
  const { log, recorder } = await opened();
  const trace = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  recorder.append({ type: "call.denied", callId: "c", fields: fields({}), trace });
  await recorder.durable();
  expect(JSON.parse(log.lines[1] as string)).toMatchObject({ traceparent: trace });
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
