import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { fieldsOf } from "../../../src/action/edit.js";
import type { Field, View } from "../../../src/action/view.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import { type Json, utf8 } from "../../../src/canonical.js";
import { titleOf } from "../../../src/transports/chat/lines.js";
import { rowsOf } from "../../../src/transports/chat/rows.js";
import { calm } from "../../../src/transports/teams/calm.js";
import { botCard, offered, reminderCard, replacedCard, webhookCard } from "../../../src/transports/teams/card.js";
import { activityOf, workflowPayload } from "../../../src/transports/teams/payload.js";
import { field, showing } from "../refund-message.js";
import { wrongWith } from "./card-schema.js";
import { linesOf } from "./office.js";

const MOST = 24_000;
const PIECES = [
  "{{DATE(2026-01-01T00:00:00Z)}}",
  "{{",
  "{",
  "}}",
  "**bold**",
  "_em_",
  "[Approve](https://evil.example)",
  "![x](https://evil.example/p.png)",
  "<at>ana</at>",
  "<script>alert(1)</script>",
  "&amp;",
  "# head",
  "\n- list\n",
  "1. one",
  "```",
  "|a|b|",
  "https://evil.example",
  "www.evil.example",
  "\u202e",
  "\u200b",
  "\ufeff",
  "\u2066",
  "\u0000",
  "\u001b[2J",
  "\ud800",
  "\u{1f469}\u200d\u{1f4bb}",
  "\u{e0041}",
  "é",
  '"',
  "\\",
  "x",
  " ",
  "\u0430",
  "$" + "{title}",
  "@{triggerBody()}",
];
const short = fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((all) => all.join(""));
const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((all) => all.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...PIECES), fc.nat(3_000)).map(([piece, times]) => piece.repeat(times)),
  },
);
const fieldOf = (text: fc.Arbitrary<string>): fc.Arbitrary<Field> => {
  const value: fc.Arbitrary<Json> = fc.oneof(
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(text, { maxLength: 4 }),
    fc.constant({ deep: { er: [null] } }),
  );
  return fc
    .record({ path: text, value, critical: fc.boolean(), note: text, before: fc.boolean() })
    .map(({ path, value: json, critical, note, before }) =>
      field(path, json, { critical, ...(note !== "" && { note }), ...(before && { before: JSON.stringify(note) }) }),
    );
};
const viewOf = (text: fc.Arbitrary<string>, most: number) =>
  fc.record<Partial<View>>({
    title: text,
    environment: text,
    datasets: fc.array(text, { maxLength: 5 }),
    fields: fc.array(fieldOf(text), { maxLength: most }),
    actors: fc.array(
      fc.record({ role: fc.constantFrom("agent", "user", "owner", "delegator", "author"), name: text }),
      { maxLength: 5 },
    ),
    effect: fc.constantFrom("read", "money", "share", "credential"),
    agentSays: fc.constant("THE AGENT SAYS"),
  });
const view = fc.oneof(viewOf(short, 4), viewOf(hostile, 25));
const message: fc.Arbitrary<RequestMessage> = fc
  .record({
    view,
    why: hostile,
    kind: fc.constantFrom("request", "reminder", "escalation"),
    state: fc.constantFrom("pending", "approved", "denied", "failed"),
    reason: fc.constantFrom("optional", "required"),
    proof: fc.constantFrom("L1", "L3"),
    url: fc.constantFrom(undefined, `https://review.example/requests/${"r".repeat(900)}`),
    revision: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ view: shown, url, ...rest }) => showing(shown, { ...rest, ...(url && { url }) } as Partial<RequestMessage>));

const cardsOf = (one: RequestMessage) => [
  activityOf(botCard(one, { told: { text: one.why, as: "refused" } }), "1700000000000"),
  activityOf(
    botCard(one, {
      filled: fieldsOf(one.view).map((edited) => ({ ...edited, error: one.why })),
      told: { text: one.why, as: "done" },
    }),
  ),
  activityOf(reminderCard(one)),
  activityOf(replacedCard(one, { told: { text: one.why, as: "done" } })),
  workflowPayload(webhookCard(one), "message"),
];
/** Every text of a card, with the key that holds it and the type of its element. */
function textsOf(value: unknown, type = ""): { readonly type: string; readonly key: string; readonly text: string }[] {
  if (typeof value !== "object" || value === null) return [];
  const own = (value as { type?: string }).type ?? type;
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string" ? [{ type: own, key, text: inner }] : textsOf(inner, own),
  );
}
const OURS = /^[\p{L}\p{M}\p{N} .,:;'?()…-]*$/u;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Those that wait, and that a rule lets be approved in a chat; many are short enough to be shown whole. */
const waiting = message.map((one): RequestMessage => ({ ...one, state: "pending", proof: "L1" }));
const check = (property: (one: RequestMessage) => void, of = message) =>
  fc.assert(fc.property(of, property), { numRuns: 150 });

describe("whatever a request holds", () => {
  test("its messages have at most 24,000 bytes", () =>
    check((one) => {
      for (const sent of cardsOf(one)) expect(utf8(JSON.stringify(sent)).length).toBeLessThanOrEqual(MOST);
    }));
  test("its cards are valid, and nothing on them is an element that reads Markdown", () =>
    check((one) => {
      for (const card of [botCard(one), webhookCard(one), reminderCard(one), replacedCard(one)]) {
        expect(wrongWith(card)).toEqual([]);
        expect(JSON.stringify(card)).not.toMatch(/"type":"(?:TextBlock|FactSet|Image|Media|Action\.Submit)"/);
      }
    }));
  test("no run holds a macro or a character that hides, and what else is text is ours", () =>
    check((one) => {
      for (const card of cardsOf(one))
        for (const { type, key, text } of textsOf(card)) {
          if (key === "text" && type === "TextRun") {
            expect(text).not.toContain("{{");
            expect(text).not.toMatch(INVISIBLE);
          } else if (
            ["title", "label", "placeholder", "errorMessage", "fallbackText", "speak", "summary"].includes(key)
          )
            expect(text).toMatch(OURS);
        }
    }));
  test("the agent's words are on none of its cards", () =>
    check((one) => {
      for (const sent of cardsOf(one)) expect(JSON.stringify(sent)).not.toContain("THE AGENT SAYS");
    }));
  test("Approve is on its card only where the whole of every argument is", () => {
    const found = { approves: 0, none: 0 };
    check(
      (one) => {
        const card = botCard(one);
        const approves = JSON.stringify(card).includes('"countersign.approve"');
        found[approves ? "approves" : "none"]++;
        expect(approves).toBe(one.state === "pending" && offered(one).approve !== "elsewhere");
        if (!approves) return;
        const lines = linesOf(card);
        for (const { label, text, critical } of rowsOf(one))
          expect(lines).toContain(
            `${critical ? `${label} *` : label || " "} | ${text.replace(/(?<= ) /g, "\\u0020") || " "}`,
          );
        expect(lines[0]).toBe(titleOf(one) || " ");
      },
      fc.oneof(message, waiting),
    );
    expect(found.approves).toBeGreaterThan(5);
    expect(found.none).toBeGreaterThan(5);
  });
});

test.each(["\u{20000}", "{", "\\", '"', "\u202e", "x ", "é"])(
  "with %j everywhere, as often as one likes, a message fits",
  (piece) => {
    const text = piece.repeat(5_000);
    const name = (role: "agent" | "user" | "owner" | "delegator" | "author") => ({ role, name: text });
    const by = [
      { id: text, kind: "human", active: true, identities: [], groups: "unknown", roles: "unknown" },
    ] as const;
    for (const length of [1, 20, 60, 200, 5_000])
      for (const effect of ["share", "money", "read"] as const) {
        const part = piece.repeat(length);
        const full = {
          title: part,
          environment: piece.repeat(Math.min(length, 15)),
          datasets: [part],
          effect,
          actors: [name("author")],
        };
        const actors = [{ role: "user", name: part } as const];
        const fields = Array.from({ length: 60 }, (_, at) =>
          field(`${piece}${at}`, part, { critical: at === 0, note: part }),
        );
        const more = {
          url: `https://review.example/${"u".repeat(950)}`,
          why: text,
          by,
          revision: 2,
          kind: "escalation",
        } as const;
        for (const one of [
          showing({ ...full, fields }, more),
          showing({ ...full, actors, fields: fields.slice(0, 3) }, more),
        ])
          for (const sent of cardsOf(one)) expect(utf8(JSON.stringify(sent)).length).toBeLessThanOrEqual(MOST);
      }
  },
);

test("an argument of a megabyte is cut in linear time", () => {
  const one = showing({ fields: [field("body", "{{x".repeat(350_000), { critical: true })] });
  const start = performance.now();
  expect(utf8(JSON.stringify(botCard(one))).length).toBeLessThan(MOST);
  expect(performance.now() - start).toBeLessThan(3_000);
});

test("what a calm text says means nothing in Markdown, and is no link", () => {
  const markdown = new MarkdownIt({ linkify: true, html: true });
  fc.assert(
    fc.property(hostile, (text) => {
      const html = markdown.render(`Said: ${calm(text)}`);
      expect(html.replace(/^<p>|<\/p>\n$/g, "")).not.toMatch(/<|\{\{/);
      expect(calm(text).length).toBeLessThanOrEqual(1_300);
    }),
    { numRuns: 500 },
  );
  expect(calm("Refund 1,840.00 EUR for order o-4471 (see evil.example)")).toBe(
    "Refund 1,840.00 EUR for order o-4471 (see evil example)",
  );
});
