import fc from "fast-check";
import { expect, test } from "vitest";
import { visible } from "../../../src/action/hidden.js";
import { layout } from "../../../src/transports/slack/layout.js";
import { lengthOf } from "../../../src/transports/slack/text.js";
import { texts } from "./hostile.js";

const WIDE = 10_000_000;
const row = (label: string, text: string, critical = false) => ({ label, text, critical });
const lines = (...rows: ReturnType<typeof row>[]) => layout(rows, WIDE).text.split("\n");

test("names stand in one column and values in another, and what is critical has a mark", () => {
  expect(lines(row("amount", "1840", true), row("customerToken", "(secret)"))).toEqual([
    "* amount         1840",
    "  customerToken  (secret)",
  ]);
});
test("a name too long for its column stands above its value", () => {
  expect(lines(row("a", "1"), row("shipping.address.line", "2", true))).toEqual([
    "  a  1",
    "* shipping.address.line",
    "     2",
  ]);
});
test("the rest of a name that is longer than a line cannot pass for a name", () => {
  expect(lines(row(`${"x".repeat(48)}amount`, "5", true))).toEqual([`* ${"x".repeat(48)}`, "    amount", "    5"]);
});
test("a line ends after a word, or within one that is longer than a line", () => {
  expect(lines(row("a", `${"word ".repeat(11)}end`))).toEqual([`  a  ${"word ".repeat(9)}`, "     word word end"]);
  expect(lines(row("a", "x".repeat(50)))).toEqual([`  a  ${"x".repeat(48)}`, "     xx"]);
});
test("a code is not broken", () => {
  expect(lines(row("a", `${"x".repeat(45)}\\u202e`))).toEqual([`  a  ${"x".repeat(45)}`, "     \\u202e"]);
});
test("letters of two columns fill a line sooner", () => {
  expect(lines(row("a", "漢".repeat(30)))).toEqual([`  a  ${"漢".repeat(24)}`, `     ${"漢".repeat(6)}`]);
});
test("what does not fit is left out after whole lines, and counted", () => {
  const cut = layout([row("a", "1"), row("b", "2"), row("c", "3")], 18);
  expect(cut).toEqual({ text: "  a  1\n  b  2\n  …", shown: 2, of: 3 });
  expect(layout([row("a", "1"), row("b", "2")], 18)).toEqual({ text: "  a  1\n  b  2", shown: 2, of: 2 });
});
test("a long line that does not fit is followed by no later one", () => {
  expect(layout([row("a", "1"), row("b", "x".repeat(40)), row("c", "3")], 30).text).toBe("  a  1\n  …");
});

test("no line is longer than a code block is wide, no value begins one, and joined they give the value", () => {
  fc.assert(
    fc.property(
      texts.map(visible),
      fc.string({ minLength: 1, maxLength: 16, unit: "grapheme-ascii" }),
      (value, name) => {
        const [first = "", ...rest] = lines(row(name, value));
        const start = `  ${name}  `;
        expect(first.startsWith(start)).toBe(true);
        for (const line of rest) expect(line.startsWith(" ".repeat(start.length))).toBe(true);
        for (const line of [first, ...rest]) expect([...line].length).toBeLessThanOrEqual(start.length + 48);
        expect([first, ...rest].map((line) => line.slice(start.length)).join("")).toBe(value);
      },
    ),
  );
});

test("whatever the rows, the text is no longer than it may be", () => {
  const rows = fc.array(fc.record({ label: texts.map(visible), text: texts.map(visible), critical: fc.boolean() }));
  fc.assert(
    fc.property(rows, fc.integer({ min: 20, max: 3000 }), (all, most) => {
      const { text, shown, of } = layout(all, most);
      expect(lengthOf(text)).toBeLessThanOrEqual(most);
      expect(shown === of).toBe(!text.endsWith("\n  …") && text !== "  …");
    }),
    { numRuns: 100 },
  );
});
