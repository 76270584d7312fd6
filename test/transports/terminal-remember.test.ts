import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { RequestMessage } from "../../src/approval/request-message.js";
import type { Duration } from "../../src/clock.js";
import { limitsOf } from "../../src/policy/limits.js";
import type { Remember } from "../../src/policy/remember.js";
import type { FakeTerminal } from "./fake-terminal.js";
import { field, showing } from "./refund-message.js";
import { sitting } from "./sitting.js";

const sameCall: Remember = { scope: "same call", for: "90m", uses: 1 };
const sameCritical: Remember = { scope: { critical: "equal" }, for: "1d", uses: 3 };
const fields = [
  field("amount", 1840, { critical: true }),
  field("payee", "XX00 TEST", { critical: true }),
  field("note", "goodwill"),
];
const money = (remember: Remember) => showing({ fields }, { remember });
const write = (more: Parameters<typeof showing>[0] = {}, remember = sameCritical) =>
  showing({ effect: "write", ...more }, { remember });

/** Bo at this request, having typed these lines. */
async function typed(message: RequestMessage, ...lines: string[]) {
  const sat = await sitting([message]);
  for (const line of lines) await sat.term.type(line);
  await sat.term.shows(/Recorded\.|> $/);
  return { ...sat, said: sat.term.screen() };
}
const remembered = async (message: RequestMessage, ...lines: string[]) => {
  const { inbox, leave } = await typed(message, ...lines);
  await leave();
  return inbox.reviews.map((review) => (review.decision === "approve" ? [review.remember] : review.decision));
};

const QUESTION = "May later calls run without asking?";
/** The question with its line breaks, to its prompt. */
const asked = ({ printed }: FakeTerminal): string => QUESTION + stripVTControlCharacters(printed()).split(QUESTION)[1];

test("without a ceiling nothing is asked after the act, nor said on the card", async () => {
  const { term, inbox } = await typed(showing({ fields }), "1840");
  expect(inbox.reviews.map(({ decision }) => decision)).toEqual(["approve"]);
  expect(inbox.reviews[0]).not.toHaveProperty("remember");
  for (const text of [QUESTION, "later calls"]) expect(term.printed()).not.toContain(text);
});

test("the card says in one line how far it may be remembered", async () => {
  const { term } = await typed(money(sameCritical));
  expect(term.printed()).toContain("\n  later calls may run unasked if you say so: at most 3 times within 1 day\n");
});

test.each(["", "   "])("Enter alone (%j) approves only this call", async (line) => {
  const { inbox } = await typed(money(sameCritical), "1840", line);
  expect(inbox.reviews.map(({ decision }) => decision)).toEqual(["approve"]);
  expect(inbox.reviews[0]).not.toHaveProperty("remember");
});

test("the question comes only after the act, and nothing is sent before its answer", async () => {
  const { term, inbox } = await typed(money(sameCritical), "1841");
  expect(term.printed()).not.toContain(QUESTION);
  await term.type("1840");
  await term.shows(QUESTION);
  await term.prompted();
  expect(inbox.reviews).toEqual([]);
});

test.each([
  ["s", sameCall, sameCall],
  ["S ", sameCall, sameCall],
  ["s", sameCritical, { ...sameCritical, scope: "same call" }],
  ["c", sameCritical, sameCritical],
] as const)("%j under %j is exactly what the review carries", async (line, ceiling, chosen) => {
  expect(await remembered(money(ceiling), "1840", line)).toEqual([[chosen]]);
});

test("the choice goes with the reason that the rule asks for", async () => {
  const { term, inbox } = await sitting([write()], [{ result: "reason_required", why: "Not recorded. Why?" }]);
  for (const line of ["a", "s", "checked with Chi"]) await term.type(line);
  await term.shows("Recorded.");
  expect(inbox.reviews.at(-1)).toMatchObject({
    reason: "checked with Chi",
    remember: { ...sameCritical, scope: "same call" },
  });
});

test("the question states in full what would run, for whom, how long and how often", async () => {
  const { term } = await typed(money(sameCritical), "1840");
  expect(asked(term)).toMatchInlineSnapshot(`
    "May later calls run without asking? Enter: no, only this call.
      s  the very same call, with the same arguments
      c  calls of this action with the same
         | amount  1840
         | payee  XX00 TEST
         whatever their other arguments are
      Only for the same people, agent and datasets, at most 3 times within 1 day
      after this is approved.
      It counts only where all who must approve say so too.
      q  go back

      Enter, s, c or q > "
  `);
});

test("under the narrower ceiling only the very same call is offered", async () => {
  const { term } = await typed(money(sameCall), "1840");
  expect(asked(term)).toMatchInlineSnapshot(`
    "May later calls run without asking? Enter: no, only this call.
      s  the very same call, with the same arguments
      Only for the same people, agent and datasets, at most once within 90 minutes
      after this is approved.
      It counts only where all who must approve say so too.
      q  go back

      Enter, s or q > "
  `);
  expect(await remembered(money(sameCall), "1840", "c")).toEqual([]);
});

test.each([
  ["not critical", field("note", "x")],
  ["removed", { path: "memo", text: "(removed)", critical: true, before: '"x"' }],
])("where every argument is %s, only the very same call is offered", async (_what, only) => {
  const { said } = await typed(write({ fields: [only] }), "a");
  expect(said).toContain("Enter, s or q > ");
  expect(await remembered(write({ fields: [only] }), "a", "c")).toEqual([]);
});

test("a critical value is named at any length, and every line of it carries a bar", async () => {
  const { term, said } = await typed(
    write({ fields: [field("body", `${"x".repeat(600)}s no, only this call`, { critical: true })] }),
    "v",
    "q",
  );
  expect(said).not.toContain(QUESTION);
  for (const line of ["v", "", "a"]) await term.type(line);
  await term.shows("q > ");
  const lines = term.printed().split(QUESTION)[1]?.split("\n") ?? [];
  const from = lines.findIndex((line) => line.includes("| body"));
  const to = lines.findIndex((line) => line.includes("whatever"));
  expect(lines.slice(from, to).every((line) => line.startsWith("     | "))).toBe(true);
  expect(lines.slice(from, to).join("").replaceAll("     | ", "")).toBe(`body  ${"x".repeat(600)}s no, only this call`);
});

test("a secret critical argument is named without its value", async () => {
  const { said } = await typed(write({ fields: [{ path: "pin", text: "(secret)", critical: true }] }), "a");
  expect(said).toContain("| pin  (secret)");
});

test("what hides or steers in a critical argument is shown by its code", async () => {
  const evil = "\u001b]0;pwned\u0007\u001b[2J\u009b1A\r\u202e\u200b\n";
  const { term } = await typed(write({ fields: [field(evil, evil, { critical: true })] }), "a");
  const said = term.printed().split(QUESTION)[1] ?? "";
  expect(said).toContain("\\u001b]0;pwned\\u0007\\u001b[2J");
  const own = new RegExp(`${"\u001b"}\\[(?:\\d+G|0J|\\d+C)`, "g"); // what readline itself prints
  expect(said.replaceAll(own, "").replaceAll(/\r?\n/g, "")).not.toMatch(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
  );
});

test.each(["a", "y", "yes", "n", "1840", "s c", "d", "?", "constructor"])(
  "%j is no answer: it is asked again",
  async (line) => {
    const { term, inbox, said } = await typed(money(sameCritical), "1840", line);
    expect(said).toContain("Enter, s, c or q > ");
    expect(inbox.reviews).toEqual([]);
    await term.type("");
    await term.shows("Recorded.");
    expect(inbox.reviews[0]).not.toHaveProperty("remember");
  },
);

test("what was typed before the question chooses nothing", async () => {
  const { term, inbox } = await typed(write());
  term.press("a\rc\rs\r");
  await term.shows("Enter, s, c or q > ");
  expect(inbox.reviews).toEqual([]);
});

test.each([
  ["q", "q\r"],
  ["the end of the input", "\u0004"],
  ["Ctrl-C", "\u0003"],
])("%s takes the whole answer back: nothing is sent, and the act is needed again", async (_what, keys) => {
  const { term, inbox } = await typed(money(sameCritical), "1840");
  term.press(keys);
  await term.shows(/ recorded|Recorded/);
  expect(inbox.reviews).toEqual([]);
  await term.shows("Nothing was recorded. It can still be approved or denied as it is.");
  await term.type("s");
  await term.shows("That is not what `amount` says.");
  expect(inbox.reviews).toEqual([]);
  await term.type("d");
  await term.shows("Recorded.");
  expect(inbox.reviews.map(({ decision }) => decision)).toEqual(["deny"]);
});

test("a call that changes while the question waits is not approved by it", async () => {
  const { term, inbox, transport } = await typed(write(), "a");
  const changed = { ...write({ title: "Another title" }), revision: 2, digest: "AAAA" };
  inbox.messages.set(changed.requestId, changed);
  await transport.update?.({ id: "terminal-1", at: "confirmed" }, changed);
  await term.shows("Another title");
  await term.type("s");
  await term.prompted();
  expect(inbox.reviews).toEqual([]);
});

test.each<[Duration, number, string]>([
  ["90m", 1, "at most once within 90 minutes"],
  ["2d", 2, "at most 2 times within 2 days"],
  ["3600s", 2, "at most 2 times within 1 hour"],
  [61_500, 10, "at most 10 times within 61.5 seconds"],
])("for %s and %d uses reads %s", (time, uses, text) => {
  expect(limitsOf({ scope: "same call", for: time, uses })).toBe(text);
});

test("a time in words is exactly that time", () => {
  const units = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 } as const;
  const times = fc.oneof(
    fc.integer({ min: 1, max: 400 * units.day }),
    fc.tuple(fc.nat(99), fc.constantFrom(...Object.values(units))).map(([count, unit]) => (count + 1) * unit),
  );
  fc.assert(
    fc.property(times, (ms) => {
      const words = limitsOf({ scope: "same call", for: ms, uses: 2 });
      const [, count, unit, plural] =
        /^at most 2 times within ([\d.]+) (day|hour|minute|second)(s?)$/.exec(words) ?? [];
      expect(Math.round(Number(count) * units[unit as keyof typeof units])).toBe(ms);
      expect(plural).toBe(count === "1" ? "" : "s");
    }),
  );
});
