import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CALLS, unknown, unknownRows } from "../../bench/unknown.js";

const A = "allow";
const D = "deny";
const E = "error";

/** What each engine decides with no amount, "900", "1,000", null, 900 and 5. */
const DECIDED = {
  countersign: [D, D, D, D, D, A],
  "casbin 5.51.1": [A, D, A, A, D, A],
  "casbin 5.51.1 written carefully": [D, D, D, D, D, A],
  "CASL 7.0.1": [A, D, A, A, D, A],
  "CASL 7.0.1 written carefully": [D, D, D, D, D, A],
  "json-rules-engine 7.3.1 all arguments as one fact": [A, D, A, A, D, A],
  "json-rules-engine 7.3.1 a fact for each argument": [E, D, A, A, D, A],
  "json-rules-engine 7.3.1 written carefully": [D, D, D, D, D, A],
  "Cedar 4.13.0": [A, A, A, E, D, A],
  "Cedar 4.13.0 written carefully": [D, A, A, E, D, A],
  "Cedar 4.13.0 the limit in what permits": [D, D, D, E, D, A],
  "Cedar 4.13.0 with a schema, each request checked against it": [E, E, E, E, D, A],
} as const;

const rows = await unknownRows();
const nameOf = ({ engine, how }: (typeof rows)[number]) => (how ? `${engine} ${how}` : engine);
const rowOf = (name: string) => rows.find((row) => nameOf(row) === name);

test("every engine's rows are pinned here", () => {
  expect(rows.map(nameOf)).toEqual(Object.keys(DECIDED));
});

test.each(Object.entries(DECIDED))("%s decides as it is said to", (name, decided) => {
  expect(rowOf(name)?.decided).toEqual(decided);
});

test("the rules work in every engine: an amount of 900 is denied, and one of 5 is allowed", () => {
  expect(CALLS.slice(-2).map(({ args }) => args)).toEqual([{ amount: 900 }, { amount: 5 }]);
  for (const { decided } of rows) expect(decided.slice(-2)).toEqual(["deny", "allow"]);
});

test("ours denies every amount that is not known to be at most 100", () => {
  expect(rowOf("countersign")?.decided.slice(0, -1)).toEqual(Array(5).fill("deny"));
});

// Each row's first call that the engine gives no verdict on, and what it says instead.
test.each([
  ["json-rules-engine 7.3.1 a fact for each argument", {}, "Undefined fact: amount"],
  ["Cedar 4.13.0", { amount: null }, "JSON `null`s are not allowed in Cedar"],
  [
    "Cedar 4.13.0 with a schema, each request checked against it",
    {},
    "expected the record to have an attribute `amount`",
  ],
  ["Cedar 4.13.0 with a schema, each request checked against it", { amount: "900" }, "is not valid for `Action::"],
])("an error of %s is about the argument", async (name, args, message) => {
  await expect(rowOf(name)?.decide(args)).rejects.toThrow(message);
});

test("the docs hold the table and the rules that ran", async () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/policy.md"), "utf8");
  const block = /<!-- unknown:start -->\n\n([\s\S]*?)\n\n<!-- unknown:end -->/.exec(page)?.[1];
  expect(block).toBe(await unknown());
});
