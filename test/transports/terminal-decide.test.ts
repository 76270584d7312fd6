import { expect, test } from "vitest";
import { isProven } from "../../src/people/identity.js";
import { DIGEST, field, showing } from "./refund-message.js";
import { sitting } from "./sitting.js";

const amount = [field("amount", 1840, { critical: true })];
const money = showing({ fields: amount });
const reading = showing({ effect: "read", title: "Read order o-4471" });
const sharing = showing({ effect: "share", fields: [field("to", "partner.example", { critical: true })] });

/** What a line typed at this request's prompt gave the inbox, and what was said to it. */
async function typed(message: typeof money, ...lines: string[]) {
  const { term, inbox, leave } = await sitting([message]);
  for (const line of lines) await term.type(line);
  await term.shows(/Recorded\.|> $/);
  const said = term.screen();
  await leave();
  return { decisions: inbox.reviews.map((review) => review.decision), reviews: inbox.reviews, said };
}

test("nothing is opened, read or written before the first request", async () => {
  const { term } = await sitting([]);
  expect([
    term.printed(),
    term.raw(),
    term.tty.input.listenerCount("data"),
    term.tty.input.listenerCount("keypress"),
  ]).toEqual(["", false, 0, 0]);
});

test("a person approves what was shown, as themselves, with the operating system's word", async () => {
  const { reviews } = await typed(reading, "a");
  expect(reviews).toMatchObject([
    {
      requestId: "7Q2M-K4TD",
      decision: "approve",
      revision: 1,
      digest: DIGEST,
      by: { subject: "bo", proof: "L1", evidence: { os: "tester" } },
    },
  ]);
  expect(isProven(reviews[0]?.by)).toBe(true);
});

test.each([
  ["read", reading, "a"],
  ["write", showing({ effect: "write" }), "a"],
  ["message", showing({ effect: "message" }), "yes"],
  ["share", sharing, "yes"],
  ["execute", showing({ effect: "execute", fields: [] }), "yes"],
  ["money", money, "1840"],
  ["destroy", showing({ effect: "destroy", fields: [field("name", "prod-db", { critical: true })] }), "prod-db"],
  ["credential", showing({ effect: "credential", fields: [field("role", "admin", { critical: true })] }), "admin"],
])("approving a %s call takes its own act", async (_effect, message, act) => {
  expect((await typed(message, act)).decisions).toEqual(["approve"]);
  for (const other of ["a", "yes", "y", "approve", "ok", "1840"].filter((line) => line !== act))
    expect([other, (await typed(message, other)).decisions]).toEqual([other, []]);
});

test.each([
  ["money", money],
  ["share", sharing],
  ["read", reading],
])("Enter alone does nothing to a %s call", async (_effect, message) => {
  const { decisions, said } = await typed(message, "", "  ", "");
  expect(decisions).toEqual([]);
  expect(said).toMatch(/^\s*> $/);
});

test.each(["1840", "1,840", " 1 840 "])(
  "the typed value %s is compared without spaces and thousands commas",
  async (line) => {
    expect((await typed(money, line)).decisions).toEqual(["approve"]);
  },
);

test.each(["1840.00", "18,40", "184", "18400", "1.840", "1840 EUR", "-1840"])(
  "the typed value %s is another value",
  async (line) => {
    const { decisions, said } = await typed(money, line);
    expect(decisions).toEqual([]);
    expect(said).toContain("That is not what `amount` says. Nothing was recorded. Look at the box again, or deny.");
  },
);

test("the prompt never shows the value that is to be typed", async () => {
  const { term } = await sitting([money]);
  await term.prompted();
  expect(term.screen().split("You answer as")[1]).not.toContain("1840");
});

test("a sentence that names the critical value stands above yes", async () => {
  const { term } = await sitting([sharing]);
  await term.prompted();
  expect(term.screen()).toContain('To approve, type yes and press Enter. It says: "I mean partner.example"');
});

test.each([
  ["too long to type", field("path", "x".repeat(25), { critical: true })],
  ["of a script that a keyboard may lack", field("name", "渡辺", { critical: true })],
  ["that reads like a command", field("name", "d all", { critical: true })],
  ["of nothing but spaces", field("name", "   ", { critical: true })],
  ["that is secret", { path: "key", text: "(secret)", critical: true, note: "secret" }],
  ["that was removed", { path: "name", text: "(removed)", critical: true, before: '"prod-db"' }],
  ["that is not critical", field("name", "prod-db")],
])("a value %s is not typed but the 2nd check word", async (_what, only) => {
  const message = showing({ effect: "destroy", fields: [only] });
  expect((await typed(message, "Asteroid")).decisions).toEqual(["approve"]);
  expect((await typed(message, "beehive")).decisions).toEqual([]);
});

test.each([
  ["a homoglyph", "pаypal.example", "paypal.example", "a character that looks like another"],
  ["a hidden character", "paypal\u200b.example", "paypal.example", "a hidden character"],
  ["a turned direction", "\u202eelpmaxe.lapyap", "paypal.example", "a hidden character"],
  ["an escape sequence", "paypal\u001b[8m.evil\u001b[0m", "paypal", "a hidden character"],
])("with %s in the critical value nothing approves: only deny and modify remain", async (_what, value, seen, why) => {
  const message = showing({ fields: [field("payee", value, { critical: true })] });
  const { decisions, said } = await typed(message, seen, value, "asteroid", "a", "yes");
  expect(decisions).toEqual([]);
  expect(said).toContain(`\`payee\` holds ${why}. It cannot be approved as it is: deny or modify.`);
  expect((await typed(message, "d")).decisions).toEqual(["deny"]);
});

test("a cut view is never approved from", async () => {
  const { decisions, said } = await typed(showing({ effect: "read", complete: false }), "a", "yes", "asteroid", "1840");
  expect(decisions).toEqual([]);
  expect(said).toContain("Not everything is shown here");
});

test.each([
  ["d", undefined],
  ["D", undefined],
  ["d  wrong payee ", "wrong payee"],
])("%j denies at once", async (line, reason) => {
  for (const message of [money, sharing, reading]) {
    const { reviews } = await typed(message, line);
    expect(reviews.map(({ decision, reason: given }) => [decision, given])).toEqual([["deny", reason]]);
  }
});

test.each(["deny", "dd", "da", "x", "approve d"])("%j is no command", async (line) => {
  expect((await typed(money, line)).decisions).toEqual([]);
});

test("what was typed before the question answers nothing", async () => {
  const { term, inbox, deliver } = await sitting([]);
  term.press("a\rd\ra");
  await deliver(reading);
  await term.prompted();
  await term.type("");
  await term.prompted();
  expect(inbox.reviews).toEqual([]);
});

test("lines pasted after an answer answer nothing that comes next", async () => {
  const { term, inbox } = await sitting([reading, { ...reading, requestId: "second" }]);
  await term.prompted();
  term.press("a\ra\rd\r");
  await term.shows("second");
  await term.prompted();
  expect(inbox.reviews.map(({ requestId }) => requestId)).toEqual(["7Q2M-K4TD"]);
});

test("v shows all of it a screen at a time, and must be read to its end before what was cut is approved", async () => {
  const long = showing({
    effect: "write",
    fields: [field("body", "x".repeat(3000))],
    because: Array.from({ length: 9 }, (_, at) => `reason ${at}`),
  });
  const { term, inbox } = await sitting([long], [], { rows: 30 });
  await term.type("a");
  await term.shows("Not everything was shown yet");
  await term.type("v");
  await term.shows("-- 1 of 4");
  await term.type("q");
  await term.type("a");
  await term.shows("Not everything was shown yet");
  for (const line of ["v", "", "", ""]) await term.type(line);
  await term.shows("please confirm quickly. >");
  expect(term.printed()).toContain("reason 8");
  expect(inbox.reviews).toEqual([]);
  await term.type("a");
  await term.shows("Recorded.");
  expect(inbox.reviews.map(({ decision }) => decision)).toEqual(["approve"]);
});

test("q leaves it undecided", async () => {
  const { term, inbox } = await sitting([money]);
  await term.type("q");
  await term.shows("Left undecided. It still waits; nothing was recorded.");
  expect(inbox.reviews).toEqual([]);
});

test("? says what each key does, and asks again", async () => {
  const { said, decisions } = await typed(money, "?");
  expect(decisions).toEqual([]);
  for (const text of ["d denies at once", "q leaves it undecided", "To approve, type the value of `amount`"])
    expect(said).toContain(text);
});

test("Ctrl-C goes to the process, with the terminal as it was", async () => {
  const { term, inbox } = await sitting([money]);
  await term.prompted();
  expect(term.raw()).toBe(true);
  term.press("\u0003");
  await term.shows("Left undecided");
  expect([term.interrupted(), term.raw(), inbox.reviews]).toEqual([1, false, []]);
});

test("a hostile message prints nothing that steers the terminal", async () => {
  const evil = '\u001b]0;pwned\u0007\u001b[2J\u009b1A\r\u202e\u200b\u0000"\n';
  const message = showing(
    {
      title: evil,
      environment: evil,
      datasets: [evil],
      model: evil,
      because: [evil],
      stillNeeded: [evil],
      agentSays: evil,
      actors: [{ role: "agent", name: evil }],
      fields: [field(evil, evil, { critical: true }), field("big", evil.repeat(60_000), { note: evil })],
    },
    { requestId: `7Q${evil}`, why: evil, url: evil },
  );
  const { term, transport } = await sitting(
    [message],
    [{ result: "invalid", why: evil, issues: [{ path: evil, message: evil }] }],
  );
  for (const line of ["?", "v", "q", "a", "m", '{"\\u001b]0;x":"\\u001b[2J"}', "n", "d"]) await term.type(line);
  await term.prompted();
  await transport.update?.({ id: "1", at: "confirmed" }, { ...message, kind: "resolution", state: "denied" });
  await term.shows("(request 7Q");
  // What readline itself prints: to the line's start, a column, clear below.
  const own = new RegExp(`${"\u001b"}\\[(?:\\d+G|0J|\\d+C)`, "g");
  const printed = term.printed().replaceAll(own, "").replaceAll(/\r?\n/g, "");
  expect(printed).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
});
