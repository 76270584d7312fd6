import fc from "fast-check";
import { expect, test } from "vitest";
import { at, leaves, put, replaceAt } from "../../src/action/paths.js";
import type { Json } from "../../src/canonical.js";

const key = fc.constantFrom("a", "b", "a.b", "", "c");
const value = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(1, "x", null, true),
    fc.array(fc.integer(), { maxLength: 2 }),
    fc.dictionary(key, tie("any"), { maxKeys: 3 }),
  ),
})).any;

test("putting every leaf back gives the same arguments, also where keys hold dots", () => {
  const named = fc.dictionary(fc.constantFrom("p", "q", "r"), value, { minKeys: 1, maxKeys: 3 });
  fc.assert(
    fc.property(named, (args) => {
      const again = leaves(args).reduce<Json>((made, [path, leaf]) => put(made, path, leaf), {});
      expect(again).toEqual(args);
    }),
  );
});

test("a path reads own members only, and what is not there is undefined", () => {
  expect([at({ a: { b: 1 } }, "a.b"), at({ a: 1 }, "a.b"), at({}, "toString"), at(undefined, "a")]).toEqual([
    1,
    undefined,
    undefined,
    undefined,
  ]);
});

test("replacing copies, and leaves what the path does not name as it is", () => {
  const value = { a: { b: 1 }, c: 2 };
  expect([replaceAt(value, "a.b", 9), replaceAt(value, "a.x", 9), value]).toEqual([
    { a: { b: 9 }, c: 2 },
    value,
    { a: { b: 1 }, c: 2 },
  ]);
});
