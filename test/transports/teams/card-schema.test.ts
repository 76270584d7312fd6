import { expect, test } from "vitest";
import { wrongWith } from "./card-schema.js";
import { botCard, card, run, webhookCard } from "./sample-card.js";

test.each([
  ["webhook", webhookCard()],
  ["bot", botCard()],
])("the card of the %s tier is valid, with Teams' own width beside it", (_, sample) => {
  expect(wrongWith(sample)).toEqual([]);
});

const text = { type: "TextBlock", text: "x" };
const inside = (...body: Readonly<Record<string, unknown>>[]) => card(body);
test.each([
  ["an unknown element", inside({ type: "Stage" }), "/body/0"],
  ["an element of version 1.6", inside({ type: "Carousel", pages: [] }), "/body/0"],
  ["an unknown property", inside({ ...text, colour: "Good" }), "/body/0"],
  ["a property of version 1.6", inside({ type: "Image", url: "https://a.example/i.png", forceLoad: true }), "/body/0"],
  ["a value that no element has", inside({ ...text, size: "Huge" }), "/body/0/size"],
  ["a number as text", inside({ ...text, maxLines: "1" }), "/body/0/maxLines"],
  ["a missing text", inside({ type: "TextBlock" }), "'text'"],
  ["an input without an id", inside({ type: "Input.Text" }), "'id'"],
  [
    "a spacing on a run, which has none",
    inside({ type: "RichTextBlock", inlines: [{ type: "TextRun", text: "x", spacing: "Small" }] }),
    "/body/0/inlines/0",
  ],
  ["a block where a column stands", inside({ type: "ColumnSet", columns: [run("x")] }), "/body/0/columns/0"],
  ["an action among elements", inside({ type: "Action.OpenUrl", url: "https://a.example" }), "/body/0"],
  [
    "a wrong card inside an action",
    card([], [{ type: "Action.ShowCard", card: inside({ type: "TextBlock" }) }]),
    "/actions/0",
  ],
  ["a link without an address", card([], [{ type: "Action.OpenUrl", title: "Review" }]), "'url'"],
  ["a card without a version", { type: "AdaptiveCard", body: [] }, "'version'"],
  ["a message in place of a card", { type: "message", attachments: [] }, "/"],
  ["nothing", undefined, "/"],
])("%s is found", (_, sample, where) => {
  expect(wrongWith(sample).join("\n")).toContain(where);
});

test("a card that calls itself 1.6 is held to 1.5 all the same", () => {
  expect(wrongWith({ ...card([{ type: "Carousel", pages: [] }]), version: "1.6" })).not.toEqual([]);
});
