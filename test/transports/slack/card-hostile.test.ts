import fc from "fast-check";
import { expect, test } from "vitest";
import { visible } from "../../../src/action/hidden.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import { askedBy, titleOf } from "../../../src/transports/chat/lines.js";
import { rowsOf } from "../../../src/transports/chat/rows.js";
import { cardOf, noteOf, offerOn, reminderOf, replacedCard } from "../../../src/transports/slack/card.js";
import { linked, linkOf } from "../../../src/transports/slack/link.js";
import { field, showing } from "../refund-message.js";
import { messages, modest, texts } from "./hostile.js";
import { buttonsOf, linesOf, seen, wrongWithCard } from "./seen.js";

const TIERS = ["webhook", "app"] as const;
const ourLink = (message: RequestMessage): string | undefined => {
  const link = linkOf(message);
  return link && linked(link.page).slice(1, -1);
};

test("whatever a message holds, its cards keep every limit and nothing in them is interpreted", () => {
  fc.assert(
    fc.property(messages, texts, (message, word) => {
      const link = ourLink(message);
      const cards = [...TIERS.map((tier) => cardOf(message, tier)), reminderOf(message), noteOf(word, message)];
      for (const one of cards) expect(wrongWithCard(one, link)).toEqual([]);
      expect(wrongWithCard(replacedCard(message, 1))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

const squeezed = (text: string) => text.replace(/\s/gu, "");

test("where Approve is offered, all that it covers is on the card, word for word", () => {
  let offered = 0;
  fc.assert(
    fc.property(modest, fc.constantFrom(...TIERS), (message, tier) => {
      const { blocks } = cardOf({ ...message, state: "pending" }, tier);
      const may = buttonsOf(blocks).some((text) => /^(Approve|Modify)/.test(text));
      if (!may) return;
      offered++;
      const [all, lines] = [squeezed(seen(blocks)), squeezed(linesOf(blocks).join(""))];
      const { view } = message;
      for (const text of [titleOf({ ...message, state: "pending" }), askedBy(view), visible(view.environment ?? "")])
        expect(all).toContain(squeezed(text));
      for (const { label, text } of rowsOf(message)) expect(lines).toContain(squeezed(label + text));
    }),
    { numRuns: 300 },
  );
  expect(offered).toBeGreaterThan(30);
});

test("a card offers what it is asked for again when a button is pressed", () => {
  const NAMES = { press: "Approve", form: "Approve…", elsewhere: undefined };
  fc.assert(
    fc.property(fc.oneof(messages, modest), fc.constantFrom(...TIERS), (message, tier) => {
      const pending = { ...message, state: "pending" as const };
      const approve = buttonsOf(cardOf(pending, tier).blocks).find((text) => /^Approve/.test(text));
      expect(approve).toBe(NAMES[offerOn(JSON.parse(JSON.stringify(pending), dates) as RequestMessage, tier).approve]);
    }),
    { numRuns: 100 },
  );
});
const dates = (key: string, value: unknown) => (key.endsWith("At") ? new Date(String(value)) : value);

const cutEverywhere = (message: RequestMessage) => {
  for (const tier of TIERS) {
    const card = cardOf(message, tier);
    expect(wrongWithCard(card)).toEqual([]);
    expect(buttonsOf(card.blocks)).toEqual(["Deny"]);
    expect(seen(card.blocks)).toContain("…");
  }
};
const megabyte = (one: string) => one.repeat(1_000_000 / one.length);

test.each(["x", "&", " ", "\u202e", "漢", "\\", "a b "])("a megabyte of %j as a value is cut, and says so", (one) => {
  cutEverywhere(showing({ effect: "read", fields: [field("body", megabyte(one))] }));
});
const PLACES: readonly (readonly [string, (text: string) => RequestMessage])[] = [
  ["title", (title) => showing({ effect: "read", title })],
  ["place and data", (text) => showing({ effect: "read", environment: text, datasets: [text] })],
  ["name", (text) => showing({ effect: "read", fields: [field(text, 1)] })],
  ["person", (name) => showing({ effect: "read", actors: [{ role: "agent", name }] })],
];
test.each(PLACES)("a megabyte as a %s is cut, and says so", (_, message) => {
  for (const one of ["x", "漢", "\u202e"]) cutEverywhere(message(megabyte(one)));
});
