import { expect, test } from "vitest";
import * as z from "zod";
import { action, type Guarded } from "../../src/index.js";
import { allow } from "../../src/policy.js";
import { world } from "../world.js";

const shape = { input: z.object({ to: z.string() }), effect: "money", critical: ["to"] } as const;
const pay = action("pay", { ...shape, once: true, output: z.string() });
const plain = action("plan", shape);
const rules = [allow("pay", { on: pay }), allow("plan", { on: plain })];
const call = { to: "x" };
type Pay = Guarded<typeof call, unknown>;

/** A guarded payment whose body pays by itself, as `inner` says. */
function nested(inner: (self: Pay, made: ReturnType<typeof world>) => Promise<unknown>) {
  const made = world(rules);
  const inside: unknown[] = [];
  const self: Pay = made.cs.guard(async () => {
    inside.push(await inner(self, made));
    return "paid";
  }, pay);
  return { ...made, self, inside };
}
const waitsForItself = { ok: false, error: { code: "conflict", executed: "unknown" } };

test("a body that calls its own guarded function with its own key is told at once", async () => {
  const { self, inside } = nested((pays) => pays.attempt(call, { key: "k" }));
  expect(await self(call, { key: "k" })).toBe("paid");
  expect(inside).toMatchObject([waitsForItself]);
});

test("so is one that does it through another guarded function", async () => {
  const { self, inside } = nested((pays, { cs }) => {
    const through = cs.guard(() => pays.attempt(call, { key: "k" }), plain);
    return through(call);
  });
  await self(call, { key: "k" });
  expect(inside).toMatchObject([waitsForItself]);
});

test("a body may call its own guarded function with another key", async () => {
  let depth = 0;
  const { self, inside } = nested(async (pays) => (++depth < 3 ? pays(call, { key: `k${depth}` }) : "the last"));
  await self(call, { key: "k" });
  expect(inside).toEqual(["the last", "paid", "paid"]);
});

test("one that calls itself after it has waited for something else stops waiting after ten minutes, and is told that it has started", async () => {
  const { self, inside, clock } = nested(async (pays) => {
    await Promise.resolve();
    return pays.attempt(call, { key: "k" });
  });
  const outer = self(call, { key: "k" });
  await clock.advance("9m");
  expect(inside).toEqual([]);
  await clock.advance("2m");
  expect(inside).toMatchObject([{ error: { code: "pending", executed: "unknown" } }]);
  expect(await outer).toBe("paid");
});

test("who asks for the same key from elsewhere waits for the result, also while a body is under way", async () => {
  let finish: () => void = () => {};
  const made = world(rules);
  const self = made.cs.guard(async () => {
    await new Promise<void>((resolve) => (finish = resolve));
    return "paid";
  }, pay);
  const both = [self(call, { key: "k" }), self(call, { key: "k" })];
  await made.clock.advance("5m");
  finish();
  expect(await Promise.all(both)).toEqual(["paid", "paid"]);
});
