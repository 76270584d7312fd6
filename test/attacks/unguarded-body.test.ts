import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/index.js";
import { allow } from "../../src/policy.js";
import { refund, refunds, small, world } from "../world.js";

test("a guarded function holds no way to its body", () => {
  const { cs } = world();
  const body = () => "raw";
  const guarded = cs.guard(body, refund);
  const reachable = [...Object.getOwnPropertyNames(guarded), ...Object.getOwnPropertySymbols(guarded)].map(
    (key) => (guarded as unknown as Record<PropertyKey, unknown>)[key],
  );
  expect(reachable).not.toContain(body);
  expect(Object.isFrozen(guarded)).toBe(true);
});

test("guarding a guarded function is refused: its approval would be asked for twice", () => {
  const { cs } = world();
  const { issue } = refunds(cs);
  expect(() => cs.guard(issue as never, refund)).toThrow(/guarded already/);
});

test("what is guarded is in the log when it opens: an inventory to compare with", async () => {
  const { cs, parts } = world([small]);
  const { issue } = refunds(cs);
  await issue({ orderId: "o", amount: 1 });
  const opened = JSON.parse((parts.audit.log.events[0] as unknown as { line: string }).line) as {
    data: { actions: unknown };
  };
  expect(opened.data.actions).toEqual([{ name: "refund.issue", definition: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
});

test("two actions of one name cannot be guarded: a rule would mean both", () => {
  const { cs } = world([allow("r", { on: { effect: "read" } })]);
  cs.guard(() => 1, action("twice", { input: z.object({}), effect: "read" }));
  expect(() => cs.guard(() => 1, action("twice", { input: z.object({}), effect: "write" }))).toThrow(
    /two different actions/,
  );
});
