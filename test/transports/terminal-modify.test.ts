import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leaves } from "../../src/action/paths.js";
import type { ReviewOutcome } from "../../src/approval/review.js";
import type { JsonObject } from "../../src/canonical.js";
import { argumentsOf } from "../../src/transports/terminal/draft.js";
import { field, showing } from "./refund-message.js";
import { sitting } from "./sitting.js";

const exportLogs = showing({
  effect: "share",
  fields: [
    field("to.host", "partner.example", { critical: true }),
    field("to.path", "/in", { critical: true }),
    field("columns", ["id", "name", "mail"]),
    field("limit", "5"),
    field("note", "a\u200bb"),
    { path: "token", text: "(secret)", critical: false, note: "secret" },
  ],
});
const WHOLE = {
  to: { host: "partner.example", path: "/in" },
  columns: ["id", "name", "mail"],
  limit: "5",
  note: "a\u200bb",
};
const REVISED: ReviewOutcome = { result: "revised", why: "Recorded as a new revision." };

async function modifying(
  lines: readonly string[],
  outcomes: readonly ReviewOutcome[] = [REVISED],
  env: Record<string, string> = {},
) {
  const sat = await sitting([exportLogs], outcomes, { env });
  for (const line of ["m", ...lines]) await sat.term.type(line);
  return {
    ...sat,
    args: () => sat.inbox.reviews.map((review) => (review.decision === "modify" ? review.args : review.decision)),
  };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A command line that runs this code as an editor; `file` is the path it is given. */
async function editor(name: string, code: string): Promise<string> {
  const script = join(folder, `${name}.mjs`);
  await writeFile(script, `import fs from "node:fs";\nconst file = process.argv[2];\n${code}`);
  return `"${process.execPath}" "${script}"`;
}

test("JSON typed at the prompt changes what it names; the difference is shown and sent on y", async () => {
  const { term, args } = await modifying(['{"columns": ["id"]}']);
  await term.prompted();
  expect(term.screen()).toContain('- columns  ["id","name","mail"] + columns  ["id"]');
  expect(term.screen()).toContain("Send this as revision 2?");
  expect(args()).toEqual([]);
  await term.type("y");
  await term.shows("Recorded as a new revision.");
  expect(args()).toEqual([{ ...WHOLE, columns: ["id"] }]);
});

test.each(['{"to": {"host": "other.example"}}', '{"to.host": "other.example"}'])(
  "a nested argument is named by %s",
  async (line) => {
    const { term, args } = await modifying([line, "y"]);
    await term.shows("Recorded");
    expect(args()).toEqual([{ ...WHOLE, to: { host: "other.example", path: "/in" } }]);
  },
);

const dotted = { "a.b": 1, a: { b: 2 }, to: { "x.y": "old", z: 3 } };
test.each([
  ["a.b", { ...dotted, "a.b": 9 }],
  ["a\\.b", { ...dotted, "a.b": 9 }],
  ["to.x\\.y", { ...dotted, to: { "x.y": 9, z: 3 } }],
  ["a.c", { ...dotted, a: { b: 2, c: 9 } }],
])("with dots in the arguments' own names, %s is one of them or a path to one", async (name, args) => {
  const fields = leaves(dotted).map(([path, value]) => field(path, value));
  const { term, inbox } = await sitting([showing({ effect: "write", fields })], [REVISED]);
  for (const line of ["m", JSON.stringify({ [name]: 9 }), "y"]) await term.type(line);
  await term.shows("Recorded");
  expect(inbox.reviews).toMatchObject([{ decision: "modify", args }]);
});

test("an object over an object changes what it names, also where names hold dots", async () => {
  const fields = leaves(dotted).map(([path, value]) => field(path, value));
  const { term, inbox } = await sitting([showing({ effect: "write", fields })], [REVISED]);
  for (const line of ["m", '{"to": {"x.y": "new", "v.w": 5}, "a": {}}', "y"]) await term.type(line);
  await term.shows("Recorded");
  expect(inbox.reviews).toMatchObject([{ args: { ...dotted, a: {}, to: { "x.y": "new", "v.w": 5, z: 3 } } }]);
});

test("JSON over several lines is read to its end, also when pasted", async () => {
  const { term, args } = await modifying([]);
  await term.prompted();
  term.press('{\r  "columns": [\r    "id"\r  ]\r}\r');
  await term.type("y");
  await term.shows("Recorded");
  expect(args()).toEqual([{ ...WHOLE, columns: ["id"] }]);
});

test.each(["n", ""])("%j sends nothing and goes back", async (answer) => {
  const { term, args, inbox } = await modifying(['{"limit": 5}']);
  await term.type(answer);
  if (answer === "") await term.type("n");
  await term.shows("Not modified. It can still be approved or denied as it is.");
  await term.type("d");
  await term.shows("Recorded");
  expect([args(), inbox.reviews.length]).toEqual([["deny"], 1]);
});

test("what is not JSON is said and asked again", async () => {
  const { term, args } = await modifying(["{columns: 1}", ""]);
  expect(term.printed()).toContain("modify > ");
  await term.prompted();
  expect(term.screen()).toContain("This is not JSON");
  for (const line of ["[1]", "columns", '{"columns": []}', "y"]) await term.type(line);
  await term.shows("Recorded");
  expect(term.printed()).toContain("This is not a JSON object.");
  expect(args()).toEqual([{ ...WHOLE, columns: [] }]);
});

test("a secret argument is kept as it is", async () => {
  const { term, args } = await modifying(['{"token": "mine"}']);
  await term.shows("Secret arguments are kept as they are: leave out token.");
  await term.type('{"limit": "6"}');
  await term.type("y");
  await term.shows("Recorded");
  expect(args()).toEqual([{ ...WHOLE, limit: "6" }]);
});

test("an argument that an earlier modification removed is not there, and can be given again", async () => {
  const gone = { path: "memo", text: "(removed)", critical: false, before: '"old"' };
  const request = showing({ effect: "write", fields: [field("limit", 5), gone] });
  const { term, inbox } = await sitting([request, { ...request, requestId: "second" }], [REVISED, REVISED]);
  for (const line of ["m", '{"limit": 6}', "y"]) await term.type(line);
  for (const line of ["m", '{"memo": "new"}']) await term.type(line);
  await term.shows('- memo  (none) + memo  "new"');
  await term.type("y");
  await term.shows("Recorded");
  expect(inbox.reviews).toMatchObject([{ args: { limit: 6 } }, { args: { limit: 5, memo: "new" } }]);
  expect(inbox.reviews[0]).not.toHaveProperty("args.memo");
});

test("nothing different is not sent", async () => {
  const { term, args } = await modifying(['{"limit": "5"}']);
  await term.shows("Nothing is different. Nothing was sent.");
  expect(args()).toEqual([]);
});

test("what the schema refuses is shown argument by argument, and changed on from what was proposed", async () => {
  const invalid: ReviewOutcome = {
    result: "invalid",
    why: "Not recorded. The answer is not valid.",
    issues: [{ path: "limit", message: "expected a string" }],
  };
  const { term, args } = await modifying(['{"limit": 5, "columns": []}', "y"], [invalid, REVISED]);
  await term.prompted();
  expect(term.screen()).toContain("Not recorded. The answer is not valid. ! limit: expected a string");
  await term.type('{"limit": "7"}');
  await term.type("y");
  await term.shows("Recorded");
  expect(args()).toEqual([
    { ...WHOLE, limit: 5, columns: [] },
    { ...WHOLE, limit: "7", columns: [] },
  ]);
});

test("the editor gets all but the secrets in a file of this user's alone, which is gone afterwards", async () => {
  const seen = join(folder, "seen.json");
  const code = `fs.writeFileSync(${JSON.stringify(seen)}, JSON.stringify([file, (fs.statSync(file).mode & 0o777).toString(8), fs.readFileSync(file, "utf8")]));
    fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, "utf8")), columns: ["id"], limit: undefined }));`;
  const { term, args } = await modifying(["e"], [REVISED], { EDITOR: await editor("columns", code) });
  await term.prompted();
  expect(term.screen()).toContain('- limit  "5" + limit  (removed)');
  await term.type("y");
  await term.shows("Recorded");
  const { limit: _removed, ...rest } = WHOLE;
  expect(args()).toEqual([{ ...rest, columns: ["id"] }]);
  const [file, mode, text] = JSON.parse(readFileSync(seen, "utf8"));
  expect([mode, JSON.parse(text), existsSync(file), file.startsWith(tmpdir())]).toEqual(["600", WHOLE, false, true]);
  expect(text).toBe(`${JSON.stringify(WHOLE, null, 2)}\n`);
});

test("$VISUAL is asked before $EDITOR", async () => {
  const { term } = await modifying([], [], { VISUAL: "the-visual --wait", EDITOR: "the-editor" });
  await term.prompted();
  expect(term.screen()).toContain("e opens all of it in the-visual --wait.");
});

test("wrong JSON in the editor is said, and kept for the next try", async () => {
  const code = `const text = fs.readFileSync(file, "utf8");
    fs.writeFileSync(file, text.includes("oops") ? text.replace("oops", "") : text.replace('"/in"', '"/out"') + "oops");`;
  const { term, args } = await modifying(["e"], [REVISED], { EDITOR: await editor("oops", code) });
  await term.shows("This is not JSON");
  expect(args()).toEqual([]);
  await term.type("e");
  await term.type("y");
  await term.shows("Recorded");
  expect(args()).toEqual([{ ...WHOLE, to: { host: "partner.example", path: "/out" } }]);
});

test("an editor that fails changes nothing", async () => {
  const { term, args } = await modifying(["e"], [], { EDITOR: await editor("fails", "process.exit(3);") });
  await term.shows("the editor ended with 3. Nothing was sent.");
  expect(args()).toEqual([]);
});

test("a megabyte is changed in the editor", async () => {
  const code = `fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, "utf8")), note: "x".repeat(1_000_000) }));`;
  const { term, args } = await modifying(["e", "y"], [REVISED], { EDITOR: await editor("large", code) });
  await term.shows("Recorded");
  expect(args()).toEqual([{ ...WHOLE, note: "x".repeat(1_000_000) }]);
});

test("where the rule takes no modification, m says so", async () => {
  const { term } = await sitting([{ ...exportLogs, modifiable: false }]);
  await term.prompted();
  expect(term.screen()).not.toContain("modify");
  await term.type("m");
  await term.shows("This call cannot be modified.");
});

test("what is not shown whole is not modified", async () => {
  const { term } = await sitting([showing({ complete: false })]);
  await term.type("m");
  await term.shows("Not all of its arguments are here, so it cannot be modified here.");
});

test("arguments come back from a view exactly as they were", () => {
  const leaf = fc.oneof(
    fc.string({ unit: fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)) }),
    fc.constantFrom("5", "null", '"', "\\u202e", "[]"),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(true, false, null),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.constant({}),
  );
  const keys = fc.constantFrom("a", "b", "a.b", "", "a\\", "a\\.b", "constructor", "with space", "ключ");
  const inner = fc.dictionary(keys, leaf, { maxKeys: 3 });
  const args = fc.dictionary(keys, fc.oneof(leaf, inner), { maxKeys: 4 });
  fc.assert(
    fc.property(args, (given) => {
      const fields = leaves(given as JsonObject).map(([path, value]) => field(path, value));
      const plain = JSON.parse(JSON.stringify(given));
      expect(argumentsOf(showing({ fields }).view)).toEqual(plain);
    }),
  );
});
