import { expect, test } from "vitest";
import * as z from "zod";
import { digest, type Json } from "../../src/canonical.js";
import { action } from "../../src/index.js";
import { allow } from "../../src/policy.js";
import { world } from "../world.js";

const pin = action("pin.check", {
  input: z.object({ pin: z.string(), of: z.string() }),
  effect: "read",
  secret: ["pin"],
});

const dataOf = (line: string) => (JSON.parse(line) as { data: Record<string, string> }).data;

test("the same low-entropy arguments give another digest each time: no digest answers a guess", async () => {
  const { cs, parts } = world([allow("r", { on: pin })]);
  const check = cs.guard(() => true, pin);
  await check({ pin: "1234", of: "ana" });
  await check({ pin: "1234", of: "ana" });
  await cs.close();
  const started = parts.audit.log.events
    .filter(({ type }) => type.includes("execution.started"))
    .map((event) => dataOf((event as unknown as { line: string }).line));
  expect(new Set(started.map(({ args_commit }) => args_commit)).size).toBe(2);
  expect(new Set(started.map(({ call_digest }) => call_digest)).size).toBe(2);
  const guesses = Array.from({ length: 10_000 }, (_, i) => String(i).padStart(4, "0")).flatMap((guess): Json[] => [
    { pin: guess, of: "ana" },
    guess,
  ]);
  const hashes = new Set(guesses.map(digest));
  expect(Object.values(started[0] ?? {}).some((value) => hashes.has(value))).toBe(false);
});
