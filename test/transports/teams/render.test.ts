import { afterAll, beforeAll, expect, test } from "vitest";
import { executes, merged } from "../../../examples/teams/stand-in/card.js";
import { cardRenderer, type Renderer } from "./render.js";
import { botCard, card, run, webhookCard } from "./sample-card.js";

const DATE = "{{DATE(2026-01-02T03:04:05Z)}}";
const MARKDOWN = "[Approve](https://evil.example) ![](https://evil.example/i.png) **bold**";

let renderer: Renderer;
beforeAll(async () => {
  renderer = await cardRenderer();
});
afterAll(() => renderer?.close());

test("a TextBlock reads Markdown: a link is a link, and an image is asked for", async () => {
  const seen = await renderer.render(card([{ type: "TextBlock", text: MARKDOWN }]));
  expect(seen.links).toEqual([{ href: "https://evil.example", text: "Approve" }]);
  expect(seen.asked).toEqual(["https://evil.example/i.png"]);
});

test("a TextRun reads no Markdown", async () => {
  const seen = await renderer.render(card([run(MARKDOWN)]));
  expect(seen).toMatchObject({ text: MARKDOWN, links: [], images: [], asked: [] });
});

test("a TextRun runs a macro, and so does the label of an input", async () => {
  const seen = await renderer.render(card([run(DATE), { type: "Input.Text", id: "a", label: DATE }]));
  expect(seen.text).not.toContain("DATE");
});

test("a macro that stands in two runs is shown as it is", async () => {
  const inlines = ["{", DATE.slice(1)].map((text) => ({ type: "TextRun", text }));
  const seen = await renderer.render(card([{ type: "RichTextBlock", inlines }]));
  expect(seen.text).toBe(DATE);
});

test.each([
  ["the title of a toggle", { type: "Input.Toggle", id: "a", title: MARKDOWN }],
  [
    "the title of a choice",
    { type: "Input.ChoiceSet", id: "a", style: "expanded", choices: [{ title: MARKDOWN, value: "1" }] },
  ],
  ["a fact", { type: "FactSet", facts: [{ title: "a", value: MARKDOWN }] }],
])("%s reads Markdown", async (_, element) => {
  expect((await renderer.render(card([element]))).links).toHaveLength(1);
});

test.each([
  ["the label of an input", card([{ type: "Input.Text", id: "a", label: MARKDOWN }])],
  ["the title of an action", card([], [{ type: "Action.Execute", verb: "a", title: MARKDOWN }])],
])("%s reads no Markdown", async (_, sample) => {
  expect(await renderer.render(sample)).toMatchObject({ text: MARKDOWN, links: [] });
});

test("neighbouring spaces of a run are shown as one", async () => {
  expect((await renderer.render(card([run("a  b\tc")]))).text).toBe("a b c");
});

test("of more than six actions the rest is not shown", async () => {
  const actions = Array.from({ length: 8 }, (_, at) => ({ type: "Action.Execute", verb: "a", title: `Number ${at}` }));
  const { text } = await renderer.render(card([], actions));
  expect(text.split("\n")).toHaveLength(6);
});

test("the sample cards are drawn whole, and nothing is wrong with them", async () => {
  const seen = await renderer.render(botCard(), { open: ["Approve…"] });
  expect(seen).toMatchObject({ errors: [], links: [], images: [], asked: [] });
  for (const text of ["Refund 620.00 EUR", "620.00", "Deny", "To approve, type the amount", "Open full review"])
    expect(seen.text).toContain(text);
  expect((await renderer.render(webhookCard())).errors).toEqual([]);
});

test("a card can be pictured in both themes", async () => {
  const pictures = await Promise.all(
    ["light", "dark"].map((theme) => renderer.picture(botCard(), { theme: theme as "light" })),
  );
  expect(pictures[0]?.subarray(1, 4).toString()).toBe("PNG");
  expect(pictures[0]?.equals(pictures[1] as Buffer)).toBe(false);
});

const more = card(
  [
    { type: "Input.Text", id: "given", value: " as it was " },
    { type: "Input.Toggle", id: "free", title: "Free" },
    { type: "Input.Number", id: "count", value: 5 },
    { type: "Input.Text", id: "r" },
  ],
  [
    { type: "Action.Execute", title: "Go", verb: "go", data: { r: 1 } },
    { type: "Action.Execute", title: "None", verb: "none", associatedInputs: "none", data: { r: 1 } },
    {
      type: "Action.ShowCard",
      title: "More",
      card: card([{ type: "Input.Text", id: "inner" }], [{ type: "Action.Execute", title: "In", verb: "in" }]),
    },
  ],
);
test.each([
  ["Go", "go", {}, more],
  ["Go", "go", { given: "", free: "true", r: "another" }, more],
  ["None", "none", {}, more],
  ["In", "in", { inner: "x", given: "y" }, more],
  ["Deny", "countersign.deny", {}, botCard()],
  ["Approve", "countersign.approve", { typed: "620.00", meant: "true", reason: "a\nb" }, botCard()],
  ["Approve", "countersign.approve", { typed: "620.00" }, botCard()],
])("the stand-in merges what is typed as the renderer does: %s %s %j", async (title, verb, typed, sample) => {
  const open = sample === more ? ["More"] : ["Approve…"];
  const action = executes(sample, verb);
  const executed = await renderer.press(sample, title, typed, { open });
  expect(executed).toEqual({ type: "Action.Execute", verb, data: action && merged(action, typed) });
});

test("what the stand-in says Teams would not send, the renderer does not send", async () => {
  const approve = executes(botCard(), "countersign.approve");
  expect(() => approve && merged(approve, {})).toThrow('Teams would not send this: "typed" is required.');
  expect(await renderer.press(botCard(), "Approve", {}, { open: ["Approve…"] })).toBeUndefined();
});
