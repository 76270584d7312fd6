import { fields } from "../../src/audit/event.js";
import { createRecorder } from "../../src/audit/record.js";
import { systemClock } from "../../src/clock.js";
import { isCountersignError } from "../../src/errors.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { testSigner } from "../../src/testing/test-signer.js";

// What the tests run in processes of their own. It tells what it did, a word and a number a line.
const [, , path = "", task = ""] = process.argv;
const say = (text: string) => process.stdout.write(`${text}\n`);

const recorder = createRecorder({
  app: "child",
  signer: testSigner(),
  log: jsonlSink({ path }),
  clock: systemClock,
  opened: () => ({}),
});
const denied = (call: string) =>
  recorder.append({ type: "call.denied", callId: call, fields: fields({ call_id: call, note: "x".repeat(500) }) }).seq;

/** Appends until it is killed or the log fails: what it says was durable. */
async function append(): Promise<void> {
  for (let call = 0; ; call += 4) {
    const last = [0, 1, 2, 3].map((n) => denied(`c${call + n}`)).at(-1);
    await recorder.durable();
    say(`durable ${last}`);
  }
}

try {
  await recorder.open();
  say("open 0");
  if (task === "append") await append();
  if (task === "hold") await new Promise((resolve) => process.stdin.once("data", resolve));
  if (task !== "leave") await recorder.close();
  say("closed 0");
} catch (error) {
  if (!isCountersignError(error, "unavailable")) throw error;
  say(`refused ${error.part} ${error.reason}`);
}
process.exit(0);
