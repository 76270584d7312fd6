import { randomUUID } from "node:crypto";
import { type } from "arktype";
import * as v from "valibot";
import { expect, test } from "vitest";
import * as z from "zod";
import { definitionOf } from "../../src/action/action.js";
import { type Action, action } from "../../src/index.js";

const of = (input: z.ZodType): string => digestOf(action("a", { input: input as z.ZodString, effect: "write" }));
const digestOf = (made: Action) => definitionOf(made).digest;
const plain = z.object({
  table: z.string(),
  rows: z.array(z.object({ id: z.number() })),
  title: z.string().optional(),
});

test.each<[string, z.ZodType]>([
  [
    "a description",
    z.object({ table: z.string().describe("Name of it"), rows: plain.shape.rows, title: plain.shape.title }),
  ],
  ["a description of the whole", plain.describe("A table")],
  ["a description deep inside", plain.extend({ rows: z.array(z.object({ id: z.number().describe("Its id") })) })],
  ["a title and examples", plain.extend({ table: z.string().meta({ title: "Table", examples: ["users"] }) })],
  ["a word of deprecation", plain.extend({ table: z.string().meta({ deprecated: true }) })],
  ["a default for what may be left out", plain.extend({ title: z.string().default("none") })],
  ["the order of its members", z.object({ title: plain.shape.title, rows: plain.shape.rows, table: z.string() })],
])("%s makes no other definition", (_, said) => {
  expect(of(said)).toBe(of(plain));
});

test.each<[string, z.ZodType]>([
  ["another type", plain.extend({ table: z.number() })],
  ["a limit", plain.extend({ table: z.string().max(9) })],
  ["one argument less", plain.omit({ title: true })],
  ["an argument that is called as a word about it", plain.extend({ description: z.string().optional() })],
  ["an argument that must be given", plain.extend({ title: z.string() })],
])("%s makes another definition", (_, said) => {
  expect(of(said)).not.toBe(of(plain));
});

test("other values to choose from are another definition, whatever their members are called", () => {
  const one = (title: string) => z.object({ at: z.literal([title]) });
  expect(of(one("a"))).not.toBe(of(one("b")));
});

test("a default that is computed anew each time makes the same definition in every process", () => {
  const made = () => of(z.object({ name: z.string(), ref: z.string().default(() => randomUUID()) }));
  expect(made()).toBe(made());
});

test.each([
  ["valibot", v.object({ a: v.string() }), v.object({ a: v.pipe(v.string(), v.title("A"), v.description("it")) })],
  ["valibot, a default", v.object({ a: v.optional(v.string(), "x") }), v.object({ a: v.optional(v.string(), "y") })],
  ["arktype", type({ a: "string" }), type({ a: type("string").describe("it") })],
])("%s: words and defaults make no other definition", (_, before, after) => {
  const [one, other] = [before, after].map((input) => digestOf(action("a", { input, effect: "write" } as never)));
  expect(other).toBe(one);
});
