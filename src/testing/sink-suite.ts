import { signCheckpoint } from "../audit/checkpoint.js";
import { fields, originOf, template } from "../audit/event.js";
import type { Log, SignedEvent, Sink } from "../audit/sink.js";
import { createTree, leafHash } from "../audit/tree.js";
import { check, type Make, type Test } from "./check.js";
import { testSigner } from "./test-signer.js";

const WRITER = { tenant: "default", app: "sink-suite", writer: "w1" };
const TEXTS = [
  "plain",
  'quotes " and \\',
  "line\nfeed",
  "\u2028 \u2029 \u007f",
  "\u00e4 \u65e5\u672c \ud83d\ude00",
  "",
];

interface Batch {
  readonly events: readonly SignedEvent[];
  readonly checkpoint: string;
}

/** A writer's first events, one a text, in batches of `size`. */
async function batches(texts: readonly string[], size = texts.length): Promise<Batch[]> {
  const make = template(WRITER);
  const tree = createTree();
  const made: Batch[] = [];
  let prev = "0".repeat(64);
  for (let at = 0; at < texts.length; at += size) {
    const events = texts.slice(at, at + size).map((text) => {
      const data = fields({ call_id: "c1", note: text });
      const event = make(
        { type: "call.denied", callId: "c1", fields: data },
        tree.size,
        prev,
        "2026-01-01T00:00:00.000Z",
      );
      prev = leafHash(event.line);
      tree.push(prev);
      return Object.freeze(event);
    });
    made.push({ events, checkpoint: await signCheckpoint(testSigner(), originOf(WRITER), tree.size, tree.root()) });
  }
  return made;
}

const write = (sink: Sink, { events, checkpoint }: Batch) => sink.write(events, checkpoint);

async function linesOf(log: Required<Pick<Log, "resume">>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of log.resume()) lines.push(line);
  return lines;
}

/**
 * What every sink must do, and what a `Log` that resumes must do beyond.
 * @param test how to register a test: `test` of vitest, Node, Bun, Deno. @param make makes a fresh, empty sink.
 */
export function sinkSuite(test: Test, make: Make<Sink>): void {
  writeTests(test, make);
  closeTests(test, make);
  resumeTests(test, make);
}

function writeTests(test: Test, make: Make<Sink>): void {
  test("a batch with its checkpoint is taken", async () => {
    const sink = await make();
    for (const batch of await batches(TEXTS)) await write(sink, batch);
    await sink.close?.();
  });
  test("a batch without a checkpoint, and one without events, are taken", async () => {
    const sink = await make();
    for (const { events, checkpoint } of await batches(["one"])) {
      await sink.write(events);
      await sink.write([], checkpoint);
    }
    await sink.close?.();
  });
  test("events that come again are taken: delivery is at least once", async () => {
    const sink = await make();
    for (const batch of await batches(["one", "two"])) {
      await write(sink, batch);
      await write(sink, batch);
    }
    await sink.close?.();
  });
  test("batches written at the same time are all taken", async () => {
    const sink = await make();
    const all = await batches(TEXTS, 1);
    await Promise.all(all.map((batch) => write(sink, batch)));
    await sink.close?.();
  });
  test("an event of a megabyte is taken", async () => {
    const sink = await make();
    for (const batch of await batches(["x".repeat(2 ** 20)])) await write(sink, batch);
    await sink.close?.();
  });
}

function closeTests(test: Test, make: Make<Sink>): void {
  test("closing twice, and closing what was never used, resolves", async () => {
    const sink = await make();
    await sink.close?.();
    await sink.close?.();
  });
  test("a write after close is refused: it must not be lost in silence", async () => {
    const sink = await make();
    const [first, second] = await batches(["one", "two"], 1);
    await write(sink, first as Batch);
    if (!sink.close) return;
    await sink.close();
    const refused = await write(sink, second as Batch).then(
      () => false,
      () => true,
    );
    check(refused, "write must reject after close");
  });
}

function resumeTests(test: Test, make: Make<Log>): void {
  test("a fresh log has nothing to resume", async () => {
    const { resume, ...log } = bound(await make());
    const lines = resume ? await linesOf({ resume }) : [];
    check(lines.length === 0, `a fresh log must yield no lines, not ${lines.length}`);
    await log.close?.();
  });
  test("a log yields what was written, oldest first, byte for byte", async () => {
    const { resume, write, close } = bound(await make());
    const all = await batches(TEXTS, 2);
    for (const { events, checkpoint } of all) await write(events, checkpoint);
    const lines = resume ? await linesOf({ resume }) : undefined;
    const wanted = all.flatMap(({ events }) => events.map(({ line }) => line));
    check(
      !lines || lines.join("\n") === wanted.join("\n"),
      "resume must yield the lines as they were written, in order",
    );
    await close?.();
  });
  test("a log that resumes gives back the last checkpoint, as it was written", async () => {
    const { resume, lastCheckpoint, write, close } = bound(await make());
    check(!resume || lastCheckpoint !== undefined, "a log with resume must have lastCheckpoint, too");
    const none = await lastCheckpoint?.();
    check(none === undefined, "a fresh log must have no checkpoint");
    const all = await batches(TEXTS, 2);
    for (const { events, checkpoint } of all) await write(events, checkpoint);
    const last = lastCheckpoint ? await lastCheckpoint() : all.at(-1)?.checkpoint;
    check(last === all.at(-1)?.checkpoint, "lastCheckpoint must give the last note that was written");
    await close?.();
  });
}

/** Each method by itself, where the sink has it. */
const bound = (log: Log): Log => ({
  write: (events, checkpoint) => log.write(events, checkpoint),
  ...(log.close && { close: log.close.bind(log) }),
  ...(log.resume && { resume: log.resume.bind(log) }),
  ...(log.lastCheckpoint && { lastCheckpoint: log.lastCheckpoint.bind(log) }),
});
