import type { Button, KnownBlock } from "@slack/types";
import { describe, expect, test } from "vitest";
import type { View } from "../../../src/action/view.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import { carriedInText } from "../../../src/transports/chat/carried.js";
import { cardOf, noteOf, offerOn, reminderOf, replacedCard, type Tier } from "../../../src/transports/slack/card.js";
import { DIGEST, field, refund, showing } from "../refund-message.js";
import { buttonsOf, linesOf, seen, wrongWithCard } from "./seen.js";

const url = "https://review.example/requests/7Q2M-K4TD";
const at = (more: Partial<View> = {}, message: Partial<RequestMessage> = {}) => showing(more, { url, ...message });
const card = (message: RequestMessage, tier: Tier = "app") => {
  const made = cardOf(message, tier);
  expect(wrongWithCard(made, message.url)).toEqual([]);
  return made;
};
const look = (message: RequestMessage, tier: Tier = "app") => seen(card(message, tier).blocks);
const buttons = (message: RequestMessage, tier: Tier = "app") => buttonsOf(card(message, tier).blocks);
const elements = (blocks: readonly KnownBlock[]) =>
  blocks.flatMap((one) => (one.type === "actions" ? (one.elements as Button[]) : []));

describe("what a person reads", () => {
  test("of a refund, where forms open", () => {
    expect(look(at())).toMatchInlineSnapshot(`
      "# Refund 1,840.00 EUR for order o-4471
      Money | production | decide by 14:34 UTC | 0 of 2 agreed
      Asked by: Chi (chi, https://idp.example), through support-triage (agents) (agent, owned by dov (https://idp.example))
      Who must agree: 2 more people must approve. Asked by: large-refunds.
      What will run
        action         refund.issue
        data           orders, payments
      * amount         1840
      * payee          XX00 TEST 0000 0044 71
        currency       EUR
        note           "Goodwill.\\u200b Order total \\u202e0481"
        customerToken  (secret)
      * critical. All arguments shown. | Check words: beehive asteroid cement backwater
      payee: first refund to this account in 90 days.
      note: 2 hidden characters, shown by their code.
      [Deny] [Approve…] [Modify…] [Open full review]
      The agent's own words are on the review page."
    `);
  });
  test("of a refund, where a press is all there is", () => {
    expect(look(at(), "webhook")).toMatchInlineSnapshot(`
      "# Refund 1,840.00 EUR for order o-4471
      Money | production | decide by 14:34 UTC | 0 of 2 agreed
      Asked by: Chi (chi, https://idp.example), through support-triage (agents) (agent, owned by dov (https://idp.example))
      Who must agree: 2 more people must approve. Asked by: large-refunds.
      What will run
        action         refund.issue
        data           orders, payments
      * amount         1840
      * payee          XX00 TEST 0000 0044 71
        currency       EUR
        note           "Goodwill.\\u200b Order total \\u202e0481"
        customerToken  (secret)
      * critical. All arguments shown. | Check words: beehive asteroid cement backwater
      payee: first refund to this account in 90 days.
      note: 2 hidden characters, shown by their code.
      [Deny] [Review and approve]
      No Approve here: it takes more than one press. The agent's own words are on the review page."
    `);
  });
  test("of a second revision, reminded of", () => {
    const fields = [field("amount", 900, { critical: true, before: "1840" }), field("note", "b", { before: "" })];
    const actors = [...refund.view.actors, { role: "author", name: "Bo (bo)" } as const];
    expect(look(at({ fields, actors }, { kind: "reminder", revision: 2 }))).toMatchInlineSnapshot(`
      "# Refund 1,840.00 EUR for order o-4471
      Reminder | Money | production | decide by 14:34 UTC | 0 of 2 agreed | revision 2, changed by Bo (bo)
      Asked by: Chi (chi, https://idp.example), through support-triage (agents) (agent, owned by dov (https://idp.example))
      Who must agree: 2 more people must approve. Asked by: large-refunds.
      What will run
        action  refund.issue
        data    orders, payments
      * amount  900
          was   1840
        note    b
          was   (not there before)
      * critical. All arguments shown. | Check words: beehive asteroid cement backwater
      [Deny] [Approve…] [Modify…] [Open full review]
      The agent's own words are on the review page."
    `);
  });
  test("everybody who changed it is named, as nobody of them may approve", () => {
    const actors = ["Bo", "Cy"].map((name) => ({ role: "author", name }) as const);
    expect(look(at({ actors }, { revision: 4 }))).toContain("revision 4, changed by Bo, Cy");
  });
  test("of one that was approved and run", () => {
    const by = [{ id: "ana", name: "Ana" } as RequestMessage["by"][number]];
    const over = { kind: "resolution", state: "succeeded", why: "Approved and executed.", by } as const;
    expect(look(at({}, over))).toMatchInlineSnapshot(`
      "# Approved and run: Refund 1,840.00 EUR for order o-4471
      By Ana | production | Approved and executed.
      What ran
        action         refund.issue
        data           orders, payments
      * amount         1840
      * payee          XX00 TEST 0000 0044 71
        currency       EUR
        note           "Goodwill.\\u200b Order total \\u202e0481"
        customerToken  (secret)
      * critical. All arguments shown. | Check words: beehive asteroid cement backwater
      payee: first refund to this account in 90 days.
      note: 2 hidden characters, shown by their code.
      [See the log]"
    `);
  });
});

describe("for notifications", () => {
  test("there is one sentence and our link", () => {
    expect(card(at()).text).toMatchInlineSnapshot(
      `"Approval needed: Refund 1,840.00 EUR for order o-4471. Open <https://review.example/requests/7Q2M-K4TD>"`,
    );
  });
  test("nothing in it is a mention, a link, an emoji or a format, and the card still has it as it is", () => {
    const title = "Pay *all* _now_ ~x~ `y` :tada: <!channel> @here #ops https://evil.example/a?b=1&c evil.example";
    const { text, blocks } = card(at({ title }));
    expect(text).toMatchInlineSnapshot(
      `"Approval needed: Pay ∗all∗ ＿now＿ ∼x∼ ˋyˋ ∶tada: &lt;!channel&gt; ＠here ＃ops https∶//evil․example/a?b=1&amp;c evil․example. Open <https://review.example/requests/7Q2M-K4TD>"`,
    );
    expect(seen(blocks)).toContain(title);
  });
  test("a page that Slack could not link to is left out", () => {
    for (const odd of ["javascript:alert(1)", "nowhere", `https://x.example/${"y".repeat(3000)}`]) {
      const { text, blocks } = card(at({}, { url: odd }));
      expect(text).not.toContain("Open");
      expect(buttonsOf(blocks)).toEqual(["Deny", "Approve…", "Modify…"]);
    }
  });
  test("our link stays whole whatever is in it", () => {
    const odd = "https://x.example/r?a=1&b=<i>|*c*_d_";
    expect(cardOf(at({}, { url: odd }), "app").text).toContain("<https://x.example/r?a=1&amp;b=%3Ci%3E%7C*c*_d_>");
  });
});

describe("what is offered", () => {
  const long = field("body", "x".repeat(4000));
  const RIGHT = "Open full review";
  const ELSEWHERE = "Review and approve";
  test.each<[string, RequestMessage, readonly string[], readonly string[]]>([
    ["a read", at({ effect: "read" }), ["Deny", "Approve", RIGHT], ["Deny", "Approve", "Modify…", RIGHT]],
    ["a message", at({ effect: "message" }), ["Deny", ELSEWHERE], ["Deny", "Approve…", "Modify…", RIGHT]],
    ["money", at(), ["Deny", ELSEWHERE], ["Deny", "Approve…", "Modify…", RIGHT]],
    [
      "a read that wants a reason",
      at({ effect: "read" }, { reason: "required" }),
      ["Deny", ELSEWHERE],
      ["Deny", "Approve…", "Modify…", RIGHT],
    ],
    ["one that wants a passkey", at({}, { proof: "L3" }), ["Deny", ELSEWHERE], ["Deny", ELSEWHERE]],
    ["one that is not to be changed", at({}, { modifiable: false }), ["Deny", ELSEWHERE], ["Deny", "Approve…", RIGHT]],
    ["one that does not fit", at({ effect: "read", fields: [long] }), ["Deny", ELSEWHERE], ["Deny", ELSEWHERE]],
    ["one that core has cut", at({ complete: false }), ["Deny", RIGHT], ["Deny", RIGHT]],
    [
      "one with a look-alike where it matters",
      at({ fields: [field("payee", "pаypal", { critical: true })] }),
      ["Deny", RIGHT],
      ["Deny", "Modify…", RIGHT],
    ],
    ["one without a page", showing({}, {}), ["Deny"], ["Deny", "Approve…", "Modify…"]],
  ])("for %s", (_, message, webhook, app) => {
    expect(buttons(message, "webhook")).toEqual(webhook);
    expect(buttons(message, "app")).toEqual(app);
  });

  test.each<[string, Partial<View>]>([
    ["the title", { title: "x".repeat(601) }],
    ["the place", { environment: "x".repeat(201) }],
    ["who asks", { actors: [{ role: "agent", name: "x".repeat(1000) }] }],
    ["who changed it", { actors: [{ role: "author", name: "x".repeat(300) }] }],
    ["the data", { datasets: ["x".repeat(4000)] }],
    ["a value", { fields: [field("body", "x".repeat(4000))] }],
    ["a name", { fields: [field("x".repeat(4000), 1)] }],
    ["what was there before", { fields: [field("a", 1, { before: JSON.stringify("x".repeat(4000)) })] }],
    ["a warning", { fields: [field("a", 1, { note: "x".repeat(2000) })] }],
  ])("where %s is cut, it cannot be approved from here", (_, more) => {
    for (const tier of ["webhook", "app"] as const) {
      const message = at({ effect: "read", ...more }, { revision: 2 });
      expect(offerOn(message, tier)).toMatchObject({ approve: "elsewhere", why: "not everything fits here" });
      expect(buttons(message, tier)).toEqual(["Deny", "Review and approve"]);
      expect(look(message, tier)).toContain("…");
    }
  });

  test("a title that is too long for a heading is shown whole below it", () => {
    const title = `Send ${"word ".repeat(60)}end`;
    expect(look(at({ effect: "read", title }))).toContain(`\n${title}\n`);
    expect(buttons(at({ effect: "read", title }))).toContain("Approve");
  });

  test.each([
    ["its rule wants a passkey", at({}, { proof: "L3" })],
    ["not everything fits here", at({ fields: [long] })],
  ])("why there is no Approve is said: %s", (why, message) => {
    expect(look(message)).toContain(`No Approve here: ${why}. The agent's own words are on the review page.`);
  });
  test("why nobody can approve it is said", () => {
    const spoofed = at({ fields: [field("payee", "pаypal", { critical: true })] });
    expect(look(spoofed)).toContain(
      "`payee` holds a character that looks like another. It cannot be approved as it is",
    );
  });
  test("how much is missing is said", () => {
    expect(look(at({ fields: [long] }))).toMatch(/\d\d of \d\d lines shown\. \| Check words/);
  });
});

describe("buttons", () => {
  test("carry the request, its revision and the whole digest, and no argument", () => {
    const deciding = elements(card(at()).blocks).filter(({ value }) => value !== undefined);
    expect(deciding.map(({ action_id }) => action_id)).toEqual([
      "countersign.deny",
      "countersign.approve",
      "countersign.modify",
    ]);
    for (const { value } of deciding)
      expect(carriedInText(value)).toEqual({ requestId: "7Q2M-K4TD", revision: 1, digest: DIGEST });
  });
  test("stay within Slack's limits for the longest id there may be", () => {
    expect(buttons(at({}, { requestId: "r".repeat(256) }))).toHaveLength(4);
  });
  test("only Deny is red, and none invites", () => {
    const styles = elements(card(at()).blocks).map(({ style }) => style);
    expect(styles).toEqual(["danger", undefined, undefined, undefined]);
  });
  test.each(["approved", "denied", "expired", "cancelled", "executing", "succeeded", "failed", "unknown"] as const)(
    "of one that is %s lead to its log alone",
    (state) => {
      const [open, ...others] = elements(card(at({}, { state })).blocks);
      expect(others).toEqual([]);
      expect(open).toMatchObject({ action_id: "countersign.open", url: `${url}/log` });
      expect(open).not.toHaveProperty("value");
    },
  );
});

describe("what will run", () => {
  const lines = (fields: View["fields"]) => linesOf(card(at({ datasets: [], fields })).blocks);
  test("hidden characters stand there by their code, and are warned of", () => {
    const message = at({ fields: [field("note", "pay \u202e0481\u200b", { note: "2 hidden characters" })] });
    expect(linesOf(card(message).blocks)).toContain('  note    "pay \\u202e0481\\u200b"');
    expect(look(message)).toContain("note: 2 hidden characters.");
  });
  test("look-alikes are warned of", () => {
    expect(look(at({ fields: [field("to", "pаypal")] }))).toContain("to holds a character that looks like another.");
  });
  test("no value can pass for a line of its own", () => {
    const forged = `ok${" ".repeat(44)}* amount  5`;
    expect(
      lines([field("amount", 900, { critical: true }), field("note", forged)]).filter((line) => /^..amount/.test(line)),
    ).toEqual(["* amount  900"]);
  });
  test("no name can pass for another", () => {
    const fields = [field("action", "x"), field("* amount", 5), field("note  ok", 1), field("  was", 2)];
    expect(lines(fields)).toMatchInlineSnapshot(`
      [
        "  action      refund.issue",
        "  "action"    x",
        "  "* amount"  5",
        "  "note  ok"  1",
        "  "  was"     2",
      ]
    `);
  });
  test("a call without arguments says so", () => {
    expect(look(at({ fields: [] }))).toContain("It has no arguments.");
  });
});

describe("other messages", () => {
  test("an older card says by which revision it was replaced, and decides nothing", () => {
    const made = replacedCard(at({}, { revision: 3 }), 1);
    expect(wrongWithCard(made)).toEqual([]);
    expect(seen(made.blocks)).toMatchInlineSnapshot(`
      "# Replaced by revision 3
      Refund 1,840.00 EUR for order o-4471
      This card was revision 1. Nothing can be decided here.
      [Open full review]"
    `);
    expect(elements(made.blocks)).toMatchObject([{ action_id: "countersign.open", url }]);
  });
  test.each(["reminder", "escalation"] as const)("a %s says until when and for whom, and where", (kind) => {
    const made = reminderOf(at({}, { kind }));
    expect(wrongWithCard(made, url)).toEqual([]);
    expect(seen(made.blocks)).toContain(`${kind === "reminder" ? "Reminder" : "Escalated"}: Refund 1,840.00 EUR`);
    expect(seen(made.blocks)).toContain("decide by 14:34 UTC | 0 of 2 agreed\nWho must agree: 2 more people");
    expect(elements(made.blocks)).toMatchObject([{ action_id: "countersign.open", url }]);
  });
  test("a word for one person has the way to the review", () => {
    const made = noteOf("Not recorded. You wrote *it*.", at());
    expect(wrongWithCard(made, url)).toEqual([]);
    expect(made.text).toBe(`Not recorded. You wrote \u2217it\u2217. Open <${url}>`);
    expect(seen(made.blocks)).toBe("Not recorded. You wrote *it*.\n[Open full review]");
    expect(noteOf("No.").blocks).toHaveLength(1);
  });
});
