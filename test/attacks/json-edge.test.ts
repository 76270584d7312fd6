import { expect, test } from "vitest";
import { freeze } from "../../src/action/freeze.js";
import { canonical, type Json } from "../../src/canonical.js";
import { allow } from "../../src/policy.js";
import { anything as any, world } from "../world.js";

test.each<[string, unknown]>([
  ["-0", -0],
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
