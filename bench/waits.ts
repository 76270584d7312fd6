import { bundled, waitsOf } from "./bundled.js";
import type { Row } from "./lib.js";

const COUNT = 100_000;
const KB = 1024;

/** A hundred thousand calls that wait, against a bare map of promises. */
export async function waits(): Promise<readonly Row[]> {
  const child = await bundled("waits-child");
  const bare = await waitsOf(child, "promises", COUNT);
  const ours = await waitsOf(child, "ours", COUNT);
  return [
    { what: "heap of a waiting call at 100k", value: ours.bytes / KB, unit: "KB", goal: "<= 1", slack: 1 },
    {
      what: "the same against a bare promise map",
      value: ours.bytes / bare.bytes,
      unit: "x bare",
      goal: "<= 1.2",
      slack: 1,
      note: `${bare.bytes.toFixed(0)} B`,
    },
    {
      what: "resume with 100k waiting, p50",
      value: ours.resume,
      unit: "us",
      goal: "<= 10",
      note: `bare ${bare.resume.toFixed(1)} us`,
    },
    {
      what: "full collection with 100k waiting",
      value: ours.gc / bare.gc,
      unit: "x bare",
      goal: "<= 1.5",
      note: `${ours.gc.toFixed(0)} ms`,
    },
  ];
}
