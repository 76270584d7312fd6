import { expect, test } from "vitest";
import type { Log, Sink } from "../../src/index.js";
import { refund, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 1 };

test("when the log fails to write, no body starts, then or later", async () => {
  const { parts } = world();
  const broken: Log = { write: async () => Promise.reject(new Error("fsync: EIO")) };
  const { cs } = world(undefined, { audit: { ...parts.audit, log: broken } });
  const { issue, ran } = refunds(cs);
  for (let i = 0; i < 3; i++)
    expect(await issue.attempt(call)).toMatchObject({
      ok: false,
      error: { code: "unavailable", part: "audit", executed: "no" },
    });
  expect(ran).toEqual([]);
});

test("a log that fails after the body has run does not turn the result into a lie, and nothing starts after it", async () => {
  const { parts } = world();
  let writes = 0;
  const failing: Log = { write: async () => (++writes > 2 ? Promise.reject(new Error("ENOSPC")) : undefined) };
  const { cs, clock } = world(undefined, { audit: { ...parts.audit, log: failing } });
  const { issue, ran } = refunds(cs);
  expect(await issue(call)).toMatchObject({ refunded: 1 });
  await clock.advance("1s");
  expect(await issue.attempt(call)).toMatchObject({ ok: false, error: { code: "unavailable", part: "audit" } });
  expect(ran).toHaveLength(1);
});

test("a copy's sink that never answers stops new starts before memory runs out", async () => {
  let answer: (() => void) | undefined;
  const stuck: Sink = { write: () => new Promise((resolve) => (answer = resolve)) };
  const { parts } = world();
  const { cs } = world(undefined, { audit: { ...parts.audit, sinks: [stuck] } });
  const body = cs.guard(() => 1, refund);
  const batch = () => Promise.all(Array.from({ length: 500 }, () => body.attempt(call)));
  let done = await batch();
  for (let i = 0; i < 30 && done.every(({ ok }) => ok); i++) done = await batch();
  expect(done.find(({ ok }) => !ok)).toMatchObject({ error: { code: "unavailable", part: "audit", executed: "no" } });
  answer?.();
});
