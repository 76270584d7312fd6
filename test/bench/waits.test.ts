import { expect, test } from "vitest";
import { bundled, waitsOf } from "../../bench/bundled.js";

const KB = 1024;

test("a call that waits among 100,000 takes at most 1 KB of heap, and 1.2 times what a bare map of promises takes", async () => {
  const child = await bundled("waits-child");
  const bare = await waitsOf(child, "promises", 100_000);
  const ours = await waitsOf(child, "ours", 100_000);
  expect(bare.bytes).toBeGreaterThan(500); // the measure itself works
  expect(ours.bytes).toBeLessThanOrEqual(KB);
  expect(ours.bytes / bare.bytes).toBeLessThanOrEqual(1.2);
}, 120_000);
