import type { Json } from "../../../src/canonical.js";
import type { Comparison } from "../../../src/policy/rule.js";

const SCALARS = ["x", "xy", "X", "y", "ab", "a.b", "", 1, 2, 2.5, -1, null, true, false] as const;
const NUMBERS = [1, 2, 2.5];

/** Operands that lie in, over and beside each other. */
const OPERANDS: Readonly<Record<string, readonly unknown[]>> = {
  absent: [undefined],
  eq: SCALARS,
  ne: SCALARS,
  in: [["x"], ["x", "xy"], ["x", 1], [1, 2], [null], [null, "y"], [true, "x"], [true, false]],
  gt: NUMBERS,
  gte: NUMBERS,
  lt: NUMBERS,
  lte: NUMBERS,
  startsWith: ["x", "xy", "X", "a", " x", "x ", "A", "a/b"],
  endsWith: ["y", "xy", "Y", "b", ".b", "y ", "a.b"],
  under: ["a", "a/b", "/a", "/a/b", "/A", "a/"],
  host: [["a.b"], ["*.a.b"], ["*.b"], ["b", "a.b"], ["c.b"], ["A.b"]],
  mailDomain: [["a.b"], ["*.a.b"], ["*.b"], ["c.b"], ["a.b", "*.a.b"]],
  cidr: [["10.0.0.0/8"], ["10.1.0.0/16"], ["192.0.2.0/24"], ["::/0"], ["10.0.0.0/8", "192.0.0.0/8"], ["0.0.0.0/0"]],
  pattern: ["slug", "hex", "digits"],
};

/** Every comparison of a path with one of these operands. */
export const comparisonsOn = (path: string): readonly Comparison[] =>
  Object.entries(OPERANDS).flatMap(([op, values]) =>
    values.map((value) => ({ path, op, ...(value !== undefined && { value }) }) as Comparison),
  );

/** Values of a call, of every type, and none; with texts that some matcher cannot be sure of. */
export const VALUES: readonly (Json | undefined)[] = [
  ...SCALARS,
  undefined,
  "xya",
  "XY",
  " Y",
  "A.b ",
  "xY",
  "xy\u0301",
  "x\u0301",
  "x\u200b",
  "xy\u200b",
  "\ufb01",
  " x",
  "y ",
  "x ",
  "a",
  "a/",
  "A/b",
  "a/b/c",
  "/a",
  "/a/b",
  "/A/b",
  "/a/../b",
  "https://a.b/",
  "https://c.a.b/x",
  "b",
  "c.a.b",
  "c.b",
  "bo@a.b",
  "bo@c.a.b",
  "Bo <bo@a.b>",
  "10.1.2.3",
  "10.9.9.9",
  "192.0.2.7",
  "0.0.0.0",
  "::1",
  "::ffff:10.1.2.3",
  "2001:db8::1",
  "c0ffee",
  "C0FFEE",
  "12",
  0,
  1.5,
  3,
  [],
  ["x"],
  { a: "x" },
];
