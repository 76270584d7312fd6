import fc from "fast-check";
import { expect, test } from "vitest";
import { visible } from "../../src/action/hidden.js";
import { card } from "../../src/transports/terminal/card.js";
import type { Face } from "../../src/transports/terminal/sheet.js";
import { cells, columns } from "../../src/transports/terminal/text.js";
import { field, showing } from "./refund-message.js";

const face: Face = {
  width: 80,
  now: Date.parse("2026-11-22T14:21:40Z"),
  paint: (_tone, text) => text,
  detail: "short",
};

// Code points chosen to break cards: steering, hiding, heaping, widening.
const HOSTILE = [
  "\u001b]0;pwned\u0007",
  "\u001b[2J\u001b[H",
  "\u009b31m",
  "\r",
  "\n",
  "\t",
  "\b\b\b",
  "\u0000",
  "\u007f",
  "\u0085",
  "\u2028",
  "\u202e",
  "\u2066",
  "\u200b",
  "\u200d",
  "\ufeff",
  "\u00ad",
  "\u2800",
  "\u00a0",
  "\u{e0041}",
  "\ud800",
  "e\u0301\u0302\u0303\u0304\u0305",
  "漢字",
  "👩‍👩‍👧",
  "🇨🇭",
  "❤️",
  "ﷺ",
  "अनुच्छेद",
  "ᄀᄀ각",
  "│ * amount 1",
  "`$(reboot)`",
];
const texts = fc.oneof(
  fc.string({
    unit: fc.oneof(fc.nat(0xffff), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code)),
    maxLength: 300,
  }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 20 })), { maxLength: 30 })
    .map((parts) => parts.join("")),
);
const messages = fc
  .record({
    title: texts,
    path: texts,
    value: texts,
    name: texts,
    note: texts,
    says: texts,
    environment: texts,
    model: texts,
    url: texts,
  })
  .map((made) =>
    showing(
      {
        title: made.title,
        environment: made.environment,
        model: made.model,
        agentSays: made.says,
        datasets: [made.name],
        actors: [{ role: "agent", name: made.name }],
        because: [made.note],
        stillNeeded: [made.note],
        // Not as core makes them: the card does not rely on it.
        fields: [
          field(made.path, made.value, { critical: true, note: made.note, before: made.value }),
          { path: made.path, text: made.value, critical: false },
        ],
      },
      { why: made.note, url: made.url, requestId: made.name },
    ),
  );
const shapes = fc.record({
  width: fc.integer({ min: 40, max: 100 }),
  detail: fc.constantFrom("short" as const, "whole" as const),
});

test("no line is wider than the terminal, and every line of the box is exactly so wide", () => {
  fc.assert(
    fc.property(messages, shapes, (message, shape) => {
      for (const line of card(message, { ...face, ...shape }).lines) {
        expect(columns(line)).toBeLessThanOrEqual(shape.width);
        if (/^[│├┌└]/.test(line)) expect(columns(line)).toBe(shape.width);
      }
    }),
  );
});

test("nothing of a message reaches the terminal that steers it or does not show", () => {
  fc.assert(
    fc.property(messages, shapes, (message, shape) => {
      for (const line of card(message, { ...face, ...shape }).lines) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
        expect(line).not.toMatch(/\p{M}{4}/u);
      }
    }),
  );
});

test("columns are those of a terminal", () => {
  const known: [string, number][] = [
    ["abc", 3],
    ["漢字", 4],
    ["é", 1],
    ["e\u0301", 1],
    ["ｅ", 2],
    ["한", 2],
    ["😀", 2],
    ["─│", 2],
    ["ж", 1],
    ["", 0],
  ];
  for (const [sample, wide] of known) expect([sample, columns(sample)]).toEqual([sample, wide]);
});

const samples = fc.oneof(
  texts,
  fc.array(fc.constantFrom("\\u202e", "ab", " ", "漢", "\\"), { maxLength: 60 }).map((parts) => parts.join("")),
);

test("lines of a value joined are the value, and no code is broken", () => {
  fc.assert(
    fc.property(samples.map(visible), fc.integer({ min: 8, max: 40 }), (text, width) => {
      const lines = [...cells(text, width)];
      expect(lines.join("")).toBe(text);
      expect(lines.join("\n")).not.toMatch(/\\\nu[\da-f]{4}/);
      for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
      const ends = lines.map((_, i) => lines.slice(0, i + 1).join("").length);
      for (const { index, 0: code } of text.matchAll(/\\u[\da-f]{4}/g))
        expect(ends.filter((end) => end > index && end < index + code.length)).toEqual([]);
    }),
  );
});
