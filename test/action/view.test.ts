import { expect, test } from "vitest";
import * as z from "zod";
import { definitionOf } from "../../src/action/action.js";
import { callOf } from "../../src/action/capture.js";
import type { Gathered } from "../../src/action/gather.js";
import { type View, viewOf } from "../../src/action/view.js";
import { canonical, digest, type Json, type JsonObject } from "../../src/canonical.js";
import { action, createCountersign } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { approve, inMemory, memoryApprover, modify } from "../../src/testing/testing.js";

const ship = action("parcel.ship", {
  input: z.object({
    to: z.string(),
    insured: z.number().optional(),
    note: z.string().optional(),
    box: z.union([z.string(), z.object({ size: z.string() })]).optional(),
    pin: z.string().optional(),
    "": z.number().optional(),
  }),
  effect: "write",
  critical: ["to", "insured"],
  secret: ["pin"],
});

/** What people are shown of the last of these versions of a call's arguments. */
function shown(...versions: readonly JsonObject[]): View {
  const views: View[] = [];
  for (const args of versions) {
    const call = callOf(definitionOf(ship), args, canonical(args), NOBODY, { action: ship.name, callId: "c" });
    const before = views.at(-1)?.fields;
    views.push(viewOf(call, { environment: null, because: [], stillNeeded: [], ...(before && { before }) }));
  }
  return views.at(-1) as View;
}
const NOBODY: Gathered = { context: {}, actors: "{}" };
const parcel = { to: "Bern", insured: 900, note: "mind\u200b the dog" };

test("an argument that a modification removes stays in the view, marked, with what it was", () => {
  const { fields } = shown(parcel, { to: "Bern" });
  expect(fields).toEqual([
    { path: "to", text: '"Bern"', critical: true },
    { path: "insured", text: "(removed)", critical: true, before: "900" },
    { path: "note", text: "(removed)", critical: false, before: '"mind\\u200b the dog"' },
  ]);
});

test("the next revision tells nothing more of what was removed before it", () => {
  const { fields } = shown(parcel, { to: "Bern" }, { to: "Basel" });
  expect(fields).toEqual([{ path: "to", text: '"Basel"', critical: true, before: '"Bern"' }]);
});

test("what was removed and comes back was not there before, whatever it was earlier", () => {
  const { fields } = shown(parcel, { to: "Bern" }, { to: "Bern", insured: 900 });
  expect(fields).toEqual([
    { path: "to", text: '"Bern"', critical: true },
    { path: "insured", text: "900", critical: true, before: "" },
  ]);
});

test("an argument that becomes another kind of thing is a removal and an addition", () => {
  const { fields } = shown({ to: "Bern", box: { size: "L" } }, { to: "Bern", box: "none" });
  expect(fields.slice(1)).toEqual([
    { path: "box", text: '"none"', critical: false, before: "" },
    { path: "box.size", text: "(removed)", critical: false, before: '"L"' },
  ]);
});

test("a text that reads like a mark is no mark", () => {
  const { fields } = shown({ to: "Bern", note: "(removed)" }, { to: "Basel", note: "(removed)" });
  expect(fields.map(({ path, text }) => [path, text])).toEqual([
    ["to", '"Basel"'],
    ["note", '"(removed)"'],
  ]);
});

test("an argument without a name is shown too", () => {
  const { fields } = shown({ to: "Bern", "": 5 });
  expect(fields).toContainEqual({ path: "", text: "5", critical: false });
});

test("the view that a revision is bound to has what was removed", async () => {
  const people = memoryApprover({ ana: {}, bo: {} });
  const parts = inMemory(people);
  const approvers = [{ person: "ana" }, { person: "bo" }] as const;
  const rules = [ask("all", { on: ship, require: { approvers, within: "30m" } })];
  const cs = createCountersign({ ...parts, policy: policy({ id: "p", rules }) });
  people.will(modify("ana", { to: "Bern" }), approve("bo"));
  await cs.guard(() => "shipped", ship)(parcel);
  const view = people.asked[1]?.view;
  expect(view?.fields).toContainEqual({ path: "insured", text: "(removed)", critical: true, before: "900" });
  const modified = parts.audit.log.events.find(({ type }) => type === "dev.countersign.call.modified.v1");
  expect(JSON.parse(modified?.line ?? "{}")).toMatchObject({ data: { view_digest: digest(view as unknown as Json) } });
});

test("critical arguments come in the order in which the action names them", () => {
  expect(shown({ box: "small", insured: 900, to: "Bern" }).fields.map(({ path }) => path)).toEqual([
    "to",
    "insured",
    "box",
  ]);
});

test.each([
  ["a line break, which is shown as one", "two\nlines\tof text", undefined],
  ["a hidden character after a full stop", "Goodwill.\u200b Thanks", "1 hidden character, shown by their code"],
  ["both", "two\nlines\u202e", "1 hidden character, shown by their code"],
])("of %s the note says no more than there is", (_, note, said) => {
  expect(shown({ to: "Bern", note }).fields.find(({ path }) => path === "note")?.note).toBe(said);
});
