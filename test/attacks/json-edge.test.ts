import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { freeze } from "../../src/action/freeze.js";
import { canonical, type Json } from "../../src/canonical.js";
import { allow } from "../../src/policy.js";
import { anything as any, world } from "../world.js";

test.each<[string, unknown]>([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["an integer beyond 2^53", 2 ** 53],
  ["a lone surrogate", "\ud800"],
  ["a gap in a list", new Array(3)],
  ["undefined in a list", [undefined]],
])("%s is refused: it is not the same value everywhere", async (_, value) => {
  const { cs } = world([allow("r", { on: any })]);
  expect(await cs.guard(() => 1, any).attempt({ value } as never)).toMatchObject({
    ok: false,
    error: { code: "input", issues: [{ path: expect.stringContaining("value") }] },
  });
});

test("keys that look like integers are in RFC 8785 order all the same", () => {
  const value = { b: 1, 10: 1, 9: { 2: 1, 11: 1 }, a: 1 };
  expect(freeze(value).text).toBe(canonical(value as Json));
  expect(freeze(value).text).toBe('{"10":1,"9":{"11":1,"2":1},"a":1,"b":1}');
});

test.each([
  ["-0", -0],
  ["-0.0", JSON.parse("-0.0") as number],
])("%s is the value 0, in the digest and in the body", async (_, value) => {
  expect(freeze({ value }).text).toBe('{"value":0}');
  const { cs } = world([allow("r", { on: any })]);
  const run = cs.guard((args) => Object.is((args as unknown as { value: number }).value, 0), any);
  expect(await run({ value } as never)).toBe(true);
});

test("what to do about a number that loses digits is said to the model in words that it can follow", async () => {
  const { cs } = world([allow("r", { on: any })]);
  const done = await cs.guard(() => 1, any).attempt({ id: 2 ** 53 } as never);
  expect(done.ok ? "" : done.error.forModel()).toContain(
    "id: a whole number beyond 9007199254740991 loses digits: write it as text if this tool takes text here, else this tool cannot take it",
  );
});

test.each(["an object", "a list", "a list in an object"])("%s of another realm is a value", async (what) => {
  const made = runInNewContext(
    `({ "an object": { a: { b: 1 } }, "a list": [1, [2]], "a list in an object": { c: [{}] } })`,
  );
  const value = made[what] as object;
  expect(Object.getPrototypeOf(value)).not.toBe(Object.getPrototypeOf(Array.isArray(value) ? [] : {}));
  const { cs } = world([allow("r", { on: any })]);
  const run = cs.guard((args) => JSON.stringify(args), any);
  expect(await run({ value } as never)).toBe(JSON.stringify({ value }));
  expect(Object.getPrototypeOf(freeze(value).value)).toBe(Object.getPrototypeOf(Array.isArray(value) ? [] : {}));
});
