import { describe, expect, test } from "vitest";
import { fieldsOf } from "../../../src/action/edit.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import { botCard, offered, reminderCard, replacedCard, webhookCard } from "../../../src/transports/teams/card.js";
import { field, refund as older, showing } from "../refund-message.js";
import { again, denied } from "../requests.js";
import { wrongWith } from "./card-schema.js";
import { linesOf, pressable } from "./office.js";

const url = "https://review.example/requests/7Q2M-K4TD";
const refund = { ...older, url };
const about = (more: Parameters<typeof showing>[0], message: Partial<RequestMessage> = {}) =>
  showing(more, { url, ...message });
const inputs = (card: unknown): string[] =>
  [...JSON.stringify(card).matchAll(/"id":"((?:[^"\\]|\\.)*)"/g)].map(([, id]) => id ?? "");

test("a card of a bot says in order what it is, who asks, what will run, what to look at, who is needed, and which words", () => {
  expect(linesOf(botCard(refund))).toMatchInlineSnapshot(`
    [
      "Refund 1,840.00 EUR for order o-4471",
      "Money · production · decide by 14:34 UTC · 0 of 2 agreed",
      "Asked by Chi (chi, https://idp.example), through support-triage (agents) (agent, owned by dov (https://idp.example)).",
      "What will run",
      "action | refund.issue",
      "data | orders, payments",
      "amount * | 1840",
      "payee * | XX00 TEST 0000 0044 71",
      "currency | EUR",
      "note | "Goodwill.\\u200b Order total \\u202e0481"",
      "customerToken | (secret)",
      "payee: first refund to this account in 90 days.",
      "note: 2 hidden characters, shown by their code.",
      "* critical. All arguments shown.",
      "2 more people must approve. Asked by: large-refunds.",
      "Check words: beehive asteroid cement backwater",
      "customerToken stays as it is: it is secret.",
    ]
  `);
});

test("a card of a workflow says the same, and where to decide", () => {
  const lines = linesOf(webhookCard(refund));
  expect(lines.slice(0, -2)).toEqual(linesOf(botCard(refund)).slice(0, lines.length - 2));
  expect(lines.at(-1)).toBe(
    "Check words: beehive asteroid cement backwater. You decide on the review page, after signing in.",
  );
});

test.each<[string, object]>([
  ["of a bot", botCard(refund)],
  ["of a workflow", webhookCard(refund)],
  ["that is a reminder", reminderCard({ ...refund, kind: "reminder" })],
  ["that is replaced", replacedCard(again(refund), { told: { text: "x", as: "done" } })],
  ["of a request that is over", botCard(denied(refund))],
  ["for a tick", botCard(about({ effect: "share" }))],
  ["for a press", botCard(about({ effect: "read" }))],
  ["for a check word", botCard(about({ fields: [field("to", "z".repeat(40), { critical: true })] }))],
  ["that wants a reason", botCard(about({}, { reason: "required" }))],
  ["of nothing", botCard(about({ fields: [], actors: [], datasets: [], title: "" }, { why: "" }))],
])("a card %s is valid by the schema", (_, card) => expect(wrongWith(card)).toEqual([]));

test("the agent's own words are on no card", () => {
  for (const card of [botCard(refund), webhookCard(refund), botCard(denied(refund))])
    expect(JSON.stringify(card)).not.toContain("finance already approved");
});

describe("approving", () => {
  test("is one press for what can be undone or only reads", () => {
    for (const effect of ["read", "write"] as const)
      expect(pressable(botCard(about({ effect })))).toEqual([
        "Deny",
        "Approve",
        "Modify…",
        "Modify…/Send revision 2",
        "Open full review",
      ]);
  });
  test("is a tick under the sentence with the critical value for what leaves the house", () => {
    const card = botCard(about({ effect: "message", fields: [field("to", "partner.example", { critical: true })] }));
    expect(linesOf(card)).toContain("I mean partner.example");
    expect(inputs(card)).toEqual(["meant", "reason", "arg:to", "reason:modify"]);
    expect(JSON.stringify(card)).toContain('"title":"I mean it"');
  });
  test("is typing the critical value for money, and the value is nowhere in the form", () => {
    const form = (botCard(refund)["actions"] as { card?: unknown }[])[1];
    expect(JSON.stringify(form)).toContain("To approve, type the amount");
    expect(JSON.stringify(form)).not.toContain("1840");
  });
  test("of a value whose name is none of a program's names it in a line above, and nowhere else", () => {
    const path = "a_b *c* [x](https://evil.example)";
    const card = botCard(about({ fields: [field(path, 7, { critical: true })] }));
    const form = JSON.stringify((card["actions"] as unknown[])[1]);
    expect(linesOf((card["actions"] as unknown[])[1])).toEqual([`To approve, type the value of ${path}`]);
    expect(form.split("evil.example")).toHaveLength(2);
  });
  test.each<[string, Parameters<typeof about>, RegExp]>([
    ["a stronger proof", [{}, { proof: "L3" }], /^No Approve here: its rule wants a passkey\.$/],
    [
      "a character that looks like another",
      [{ fields: [field("payee", "B\u0430nk", { critical: true })] }],
      /^No Approve here\. `payee` holds a character/,
    ],
    ["a view that was cut", [{ complete: false }], /^No Approve here\. Not everything is shown/],
    [
      "an argument that does not fit",
      [{ fields: [field("body", "x".repeat(20_000))] }],
      /^\d+ of \d+ lines shown\. Approve is offered only/,
    ],
    ["a title that does not fit", [{ title: "t".repeat(2000) }], /^No Approve here: not everything fits here\.$/],
    ["an environment that does not fit", [{ environment: "e".repeat(500) }], /not everything fits here/],
    ["actors that do not fit", [{ actors: [{ role: "user", name: "u".repeat(3000) }] }], /not everything fits here/],
    ["a name of an argument that does not fit", [{ fields: [field("n".repeat(500), 1)] }], /lines shown/],
    [
      "warnings that do not fit",
      [{ fields: Array.from({ length: 40 }, (_, at) => field(`a${at}`, "x", { note: "look ".repeat(20) })) }],
      /not everything fits here/,
    ],
  ])("is not offered for %s, and the card says why; denying is, and the page", (_, of, why) => {
    const card = botCard(about(...of));
    expect(pressable(card)).toEqual(expect.arrayContaining(["Deny", "Open full review"]));
    expect(JSON.stringify(card)).not.toContain("countersign.approve");
    expect(linesOf(card).some((line) => why.test(line))).toBe(true);
    expect(offered(about(...of)).approve).toBe("elsewhere");
  });
  test("is offered or not whatever else changes in the message", () => {
    const near = about({ fields: [field("body", "x".repeat(9_000))] });
    const crowded = {
      ...near,
      why: "z".repeat(9_000),
      agreed: 3,
      kind: "reminder",
      url: `${url}/${"u".repeat(500)}`,
    } as const;
    for (const message of [near, crowded]) expect(offered(message).approve).toBe("form");
  });
});

describe("modifying", () => {
  test("has one input for each argument, with what stands in it", () => {
    const card = botCard(about({ fields: [field("amount", 7, { critical: true }), field("note", "two\nlines")] }));
    const form = (card["actions"] as { title: string; card: { body: object[] } }[]).find(
      ({ title }) => title === "Modify…",
    );
    expect(form?.card.body).toMatchObject([
      { id: "arg:amount", label: "amount (JSON)", value: "7" },
      { id: "arg:note", label: "note", value: "two\nlines", isMultiline: true },
      { id: "reason:modify" },
    ]);
  });
  test("does not ask for a secret, and says that it stays", () => {
    const lines = linesOf(botCard(refund));
    expect(lines).toContain("customerToken stays as it is: it is secret.");
    expect(inputs(botCard(refund))).not.toContain("arg:customerToken");
  });
  test.each<[string, RequestMessage]>([
    ["where the rule forbids it", about({}, { modifiable: false })],
    ["where an argument is long", about({ fields: [field("body", "x".repeat(3_000))] })],
    ["where there are many arguments", about({ fields: Array.from({ length: 25 }, (_, at) => field(`a${at}`, at)) })],
    ["where all are secret", about({ fields: [{ path: "token", text: "(secret)", critical: false }] })],
    [
      "where it would be too long a message",
      about({ fields: Array.from({ length: 8 }, (_, at) => field(`a${at}`, "é".repeat(600))) }),
    ],
    ["where not all is shown", about({ complete: false })],
    ["after the end", denied(refund)],
  ])("is not offered %s", (_, message) => {
    expect(pressable(botCard(message))).not.toContain("Modify…");
  });
});

test("what was written into the form that modifies comes again only where it fits", () => {
  const message = about({ fields: Array.from({ length: 6 }, (_, at) => field(`a${at}`, "x")) });
  const filled = (length: number) => fieldsOf(message.view).map((one) => ({ ...one, text: "y".repeat(length) }));
  expect(pressable(botCard(message, { filled: filled(1_000) }))).toContain("Modify…");
  const card = botCard(message, { filled: filled(4_000) });
  expect(pressable(card)).not.toContain("Modify…");
  expect(JSON.stringify(card).length).toBeLessThan(24_000);
});

test("what is pressed once takes no input with it", () => {
  const actions = botCard(about({ effect: "read" }))["actions"] as readonly Record<string, unknown>[];
  expect(actions.slice(0, 2)).toMatchObject([
    { title: "Deny", style: "destructive", associatedInputs: "none" },
    { title: "Approve", associatedInputs: "none" },
  ]);
});

test("what was cut is counted in lines", () => {
  const fields = Array.from({ length: 200 }, (_, at) => field(`argument${at}`, at));
  const card = botCard(about({ fields }));
  const note = linesOf(card).find((line) => line.includes("lines shown")) ?? "";
  const [, shown, of] = /^(\d+) of (\d+) lines/.exec(note) ?? [];
  expect(Number(of)).toBe(202); // with the action and the data
  expect(linesOf(card).filter((line) => line.includes(" | "))).toHaveLength(Number(shown));
});

test("a page whose address a card cannot open has no link", () => {
  for (const bad of [
    "javascript:alert(1)",
    "https://review.example/a b",
    `https://review.example/${"x".repeat(1200)}`,
    "/requests/1",
  ])
    expect(pressable(botCard({ ...refund, url: bad }))).not.toContain("Open full review");
});

test("who has agreed so far is named", () => {
  const ana = { id: "ana", kind: "human", active: true, identities: [], groups: "unknown", roles: "unknown" } as const;
  expect(linesOf(botCard({ ...refund, agreed: 1, by: [ana] }))).toContain("Agreed so far: ana.");
});
