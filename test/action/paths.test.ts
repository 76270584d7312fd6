import fc from "fast-check";
import { expect, test } from "vitest";
import { at, leaves, put, replaceAt } from "../../src/action/paths.js";
import { canonical, type Json, type JsonObject } from "../../src/canonical.js";

const key = fc.constantFrom("a", "b", "a.b", "", "c", "a\\", "a\\.b", ".", "__proto__");
const value = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(1, "x", null, true),
    fc.array(fc.integer(), { maxLength: 2 }),
    fc.dictionary(key, tie("any"), { maxKeys: 3 }),
  ),
})).any;

const args = fc.dictionary(key, value, { maxKeys: 3 }) as fc.Arbitrary<JsonObject>;

test("putting every leaf back gives the same arguments, whatever their keys hold", () => {
  fc.assert(
    fc.property(args, (given) => {
      const again = leaves(given).reduce<Json>((made, [path, leaf]) => put(made, path, leaf), {});
      expect(canonical(again)).toBe(canonical(given));
    }),
  );
});

test("every leaf has a path of its own, at which it is found", () => {
  fc.assert(
    fc.property(args, (given) => {
      const found = leaves(given);
      expect(new Set(found.map(([path]) => path)).size).toBe(found.length);
      for (const [path, leaf] of found) expect(at(given, path)).toEqual(leaf);
    }),
  );
});

test("a dot that is part of a key has a backslash before it", () => {
  expect(leaves({ "a.b": 1, a: { b: 2, "c.d": 3 }, "": 4, "e\\": 5 })).toEqual([
    ["a\\.b", 1],
    ["a.b", 2],
    ["a.c\\.d", 3],
    ["", 4],
    ["e\\\\", 5],
  ]);
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
