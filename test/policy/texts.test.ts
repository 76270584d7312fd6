import { expect, test } from "vitest";
import type { Json } from "../../src/canonical.js";
import { call, truthOf } from "./parts.js";

type Row = readonly [op: string, value: Json, actual: Json | undefined, truth: boolean | "unknown"];
const U = "unknown";

const AFFIXES: readonly Row[] = [
  ["startsWith", "rm ", "rm -r /", true],
  ["startsWith", "rm ", "rm ", true],
  ["startsWith", "rm ", "ls; rm -r /", false],
  ["startsWith", "rm ", "rm", false],
  ["startsWith", "rm ", "", false],
  ["startsWith", "rm ", "RM -r /", U],
  ["startsWith", "rm ", "  rm -r /", U],
  ["startsWith", "rm ", "\u1680rm -r /", U],
  ["startsWith", "rm ", "rm\u00a0-r /", U],
  ["startsWith", "rm ", "\nrm -r /", U],
  ["startsWith", "ΑΣ", "ας-1", U],
  ["startsWith", "straße", "STRASSE 1", U],
  ["startsWith", "x", "x\u0302y", U],
  ["startsWith", "cafe", "café", false],
  ["startsWith", "p", "\u0440", false], // Cyrillic r
  ["startsWith", "rm ", 5, U],
  ["startsWith", "rm ", null, U],
  ["startsWith", "rm ", ["rm "], U],
  ["startsWith", "rm ", { a: "rm " }, U],
  ["startsWith", "rm ", undefined, U],
  ["endsWith", ".exe", "a.exe", true],
  ["endsWith", ".exe", ".exe", true],
  ["endsWith", ".exe", "a.exe.txt", false],
  ["endsWith", ".exe", "exe", false],
  ["endsWith", ".exe", "a.EXE", U],
  ["endsWith", ".exe", "a.exe ", U],
  ["endsWith", ".exe", "a.exe\u0000", U],
  ["endsWith", ".exe", "exe\u202etxt.exe", U],
  ["endsWith", ".exe", "a.ex\uff45", U],
  ["endsWith", ".exe", "a.e\u0445e", false], // Cyrillic h
  ["endsWith", ".exe", 5, U],
  ["endsWith", ".exe", [".exe"], U],
  ["endsWith", ".exe", undefined, U],
];

test.each(AFFIXES)("%s %j of %j is %s", (op, value, actual, truth) => {
  const subject = call(actual === undefined ? {} : { x: actual });
  expect(truthOf({ path: "args.x", op, value }, subject)).toBe(truth);
});
