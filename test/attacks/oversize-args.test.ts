import { expect, test } from "vitest";
import { allow } from "../../src/policy.js";
import { anything as any, world } from "../world.js";

const nested = (depth: number): object => {
  let value: object = {};
  for (let i = 0; i < depth; i++) value = { inner: value };
  return value;
};
const many = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));

test.each<[string, object]>([
  ["5 MB of text", { text: "x".repeat(5_000_000) }],
  ["just over 256 KiB", { text: "x".repeat(256 * 1024) }],
  ["just over 256 KiB of UTF-8 in fewer characters", { text: "€".repeat(90_000) }],
  ["64 levels", nested(64)],
  ["100,000 levels", nested(100_000)],
  ["a million keys", many(1_000_000)],
  ["a list of a million", { list: new Array(1_000_000).fill(0) }],
])("%s is refused with a typed error before it is hashed", async (_, input) => {
  const { cs, events } = world([allow("r", { on: any })]);
  let ran = 0;
  const done = await cs.guard(() => ++ran, any).attempt(input as never);
  expect(done).toMatchObject({ ok: false, error: { code: "input", executed: "no" } });
  expect([ran, events()]).toEqual([0, []]);
});

test("what is within the limits runs", async () => {
  const { cs } = world([allow("r", { on: any })]);
  const run = cs.guard(() => "ran", any);
  for (const input of [{ text: "x".repeat(260_000) }, nested(30), many(9900)])
    expect(await run(input as never)).toBe("ran");
});
