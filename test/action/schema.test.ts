import { expect, test } from "vitest";
import * as z from "zod";
import { hasPath, jsonSchemaOf } from "../../src/action/schema.js";

test("a path to a property whose name holds a dot has a backslash before the dot", () => {
  const schema = jsonSchemaOf(z.object({ "a.b": z.object({ c: z.number() }), d: z.number() }));
  expect(["a\\.b", "a\\.b.c", "a.b", "d.c", "d"].map((path) => hasPath(schema, path))).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
});
