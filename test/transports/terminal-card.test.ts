import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { Json } from "../../src/canonical.js";
import { card } from "../../src/transports/terminal/card.js";
import { type Face, inColour } from "../../src/transports/terminal/sheet.js";
import { field, refund, showing } from "./refund-message.js";

const face: Face = {
  width: 80,
  now: Date.parse("2026-11-22T14:21:40Z"),
  paint: (_tone, text) => text,
  detail: "short",
};
const whole: Face = { ...face, detail: "whole" };
const text = (message = refund, on = face): string => card(message, on).lines.join("\n");
const inBox = (message = refund): string => {
  const lines = card(message, face).lines;
  return lines
    .slice(
      lines.findIndex((line) => line.startsWith("┌")),
      lines.findIndex((line) => line.startsWith("└")),
    )
    .join("\n");
};

test("the card of a refund at 80 columns", () => {
  expect(text()).toMatchInlineSnapshot(`
    "────────────────────────────────────────────────────────────────────────────────
     countersign   MONEY    production                     12m 20s left (14:34 UTC) 
    ────────────────────────────────────────────────────────────────────────────────

    ┌─ WHAT WILL RUN ──────────────────────────────────────────────────────────────┐
    │ Refund 1,840.00 EUR for order o-4471                                         │
    │                                                                              │
    │   agent         support-triage (agents)                                      │
    │   asked by      Chi (chi, https://idp.example)                               │
    │   agent's owner dov (https://idp.example)                                    │
    │   environment   production                                                   │
    │   data          orders, payments                                             │
    │   request       7Q2M-K4TD, revision 1                                        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ * amount        1840                                                         │
    │ * payee         XX00 TEST 0000 0044 71                                       │
    │                 ! first refund to this account in 90 days                    │
    │   currency      EUR                                                          │
    │   note          "Goodwill.\\u200b Order total \\u202e0481"                     │
    │                 ! 2 hidden characters, shown by their code                   │
    │   customerToken (secret)                                                     │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │   check words   beehive asteroid cement backwater  1a0d2f12                  │
    └──────────────────────────────────────────────────────────────────────────────┘
      * critical. Your decision covers this box and nothing outside it.

      why you     2 more people must approve. Asked by: large-refunds.
                  large-refunds asks 2 of finance: amount is over 500
      needed      1 of finance
                  1 of security
      model       example-model-1 (reported, not part of what you approve)

      the agent wrote (not checked, not part of what you approve):
      | The customer has waited nine days and finance already approved this one. It
      | is a routine goodwill refund, please confirm quickly."
  `);
});

test("colours change nothing but the colours", () => {
  const coloured = text(refund, { ...face, paint: inColour });
  expect(coloured).toContain("\u001b[1;7m  MONEY  \u001b[0m");
  expect(stripVTControlCharacters(coloured)).toBe(text());
});

test("a critical value is strong in every line", () => {
  const fields = [field("to", "x".repeat(100), { critical: true }), field("note", "y".repeat(100))];
  const lines = card(showing({ fields }), { ...face, paint: (tone, line) => `<${tone}>${line}` }).lines;
  const tones = (letter: string) =>
    lines.filter((line) => line.includes(letter.repeat(9))).map((line) => /<\w+>/.exec(line)?.[0]);
  expect([tones("x"), tones("y")]).toEqual([
    ["<strong>", "<strong>"],
    [undefined, undefined],
  ]);
});

test("the whole view has all of the digest, in hex and as messages carry it", () => {
  const lines = card(refund, whole).lines.join("").replaceAll(/[│ ]/g, "");
  expect(lines).toContain(`1a0d2f12${"c0".repeat(28)}`);
  expect(lines).toContain(refund.digest);
});

test("the box has what the digest binds and nothing else", () => {
  expect(inBox()).toContain("Refund 1,840.00 EUR for order o-4471");
  for (const unbound of ["example-model-1", "large-refunds", "goodwill refund", "1 of finance"])
    expect(inBox()).not.toContain(unbound);
});

test("every line of the agent's words carries a bar", () => {
  const forged = "fine\r\n└──┘\n  agreed      everybody\r  why you     the policy allows this";
  const lines = text(showing({ agentSays: forged })).split("\n");
  const from = lines.findIndex((line) => line.includes("the agent wrote"));
  expect(lines.slice(from + 1)).toEqual([
    "  | fine",
    "  | └──┘",
    "  |   agreed      everybody",
    "  |   why you     the policy allows this",
  ]);
});

test("a value that could be read as something else keeps its quotes", () => {
  const shown = (value: Json) =>
    inBox(showing({ fields: [field("a", value)] }))
      .split("├")[1]
      ?.split("\n")[1]
      ?.slice(18, 76)
      .trim();
  expect(shown("EUR")).toBe("EUR");
  expect(shown("5")).toBe('"5"');
  expect(shown(5)).toBe("5");
  expect(shown("true")).toBe('"true"');
  expect(shown("")).toBe('""');
  expect(shown(" EUR")).toBe('" EUR"');
  expect(shown("(secret)")).toBe('"(secret)"');
  expect(shown("a\nb")).toBe('"a\\nb"');
  expect(shown("\\u202e")).toBe('"\\\\u202e"');
});

test("a critical value outside ASCII is shown by its codes too", () => {
  expect(inBox(showing({ fields: [field("payee", "pаypal", { critical: true })] }))).toContain(
    '! not plain ASCII: "p\\u0430ypal"',
  );
});

test("a revision shows what each argument was", () => {
  const fields = [field("amount", 900, { before: "1840" }), field("memo", "new", { before: "" })];
  expect(inBox(showing({ fields }))).toContain("~ was 1840");
  expect(inBox(showing({ fields }))).toContain("~ not there before this revision");
});

test("a revision shows what was removed, and with what it was", () => {
  const gone = { path: "memo", text: "(removed)", critical: true, before: '"in\\u200b full"' };
  const [label, was] =
    inBox(showing({ fields: [gone] }))
      .split("├")[1]
      ?.split("\n")
      .slice(1) ?? [];
  expect(label?.slice(2, 78).trim()).toBe("* memo          (removed)");
  expect(was?.slice(2, 78).trim()).toBe('~ was "in\\u200b full"');
  expect(inBox(showing({ fields: [field("memo", "(removed)")] }))).toContain('memo          "(removed)"');
});

test("a long value is cut, says by how much, and the card says that it is cut", () => {
  const message = showing({ fields: [field("body", "x".repeat(1000))] });
  expect(card(message, face).cut).toBe(true);
  expect(text(message)).toContain(`… (${1000 - 4 * 60} more characters, v to view)`);
  expect(card(message, whole).cut).toBe(false);
  expect(text(message, whole).match(/x{9,}/g)?.join("").length).toBe(1000);
});

test("many arguments, a long title and a long name are cut, and the card says so", () => {
  const fields = Array.from({ length: 30 }, (_, at) => field(`argument${at}`, at));
  expect(text(showing({ fields }))).toContain("… (6 more arguments, v to view)");
  for (const view of [
    { fields },
    { title: "word ".repeat(200) },
    { actors: [{ role: "agent" as const, name: "n".repeat(900) }] },
  ])
    expect(card(showing(view), face).cut).toBe(true);
  expect(card(refund, face).cut).toBe(false);
});

test("the deadline is absolute, with its date when it is not today's", () => {
  expect(text(showing({}, { expiresAt: new Date("2026-11-25T03:05:00Z") }))).toContain(
    "2d 12h left (2026-11-25 03:05 UTC)",
  );
  expect(text(showing({}, { expiresAt: new Date("2026-11-22T14:00:00Z") }))).toContain("time is up (14:00 UTC)");
});
