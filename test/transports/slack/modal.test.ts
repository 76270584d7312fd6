import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { valuesOf } from "../../../examples/slack/stand-in/values.js";
import { actOf } from "../../../src/action/act.js";
import { argumentsIn, fieldsOf, filled } from "../../../src/action/edit.js";
import type { View } from "../../../src/action/view.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import type { Json, JsonObject } from "../../../src/canonical.js";
import { offerOn } from "../../../src/transports/slack/card.js";
import { approveModal, metaIn, modifyModal, sayingModal } from "../../../src/transports/slack/modal.js";
import { payloadOf } from "../../../src/transports/slack/payload.js";
import { DIGEST, field, refund, showing } from "../refund-message.js";
import { argumentsOf, fieldsFor, messages, modest, short, texts } from "./hostile.js";
import { seen, wrongWithModal } from "./seen.js";

const place = { channel: "C0EXAMPLE", ts: "1763820240.000100" };
const approve = (message: RequestMessage) => {
  const view = approveModal(message, offerOn(message, "app"), place);
  expect(wrongWithModal(view)).toEqual([]);
  return view;
};
const modify = (message: RequestMessage) => {
  const view = modifyModal(message, place);
  if (view) expect(wrongWithModal(view)).toEqual([]);
  return view;
};
const only = (fields: View["fields"], more: Partial<View> = {}) => showing({ datasets: [], fields, ...more });

describe("the form to approve", () => {
  test("shows once more what will run, and asks for a value to be typed", () => {
    expect(seen(approve(refund).blocks)).toMatchInlineSnapshot(`
      "Refund 1,840.00 EUR for order o-4471
      Money | production | decide by 14:34 UTC | 0 of 2 agreed
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
      typed: To approve, type the value of amount (Read it from amount above.) ! []
      reason: Reason, goes in the log []
      After you, 1 more person must agree; nothing runs before that."
    `);
  });
  test("asks for a sentence to be ticked, as long as it may be", () => {
    const to = `${"x".repeat(119)}@partner.example`;
    expect(seen(approve(only([field("to", to, { critical: true })], { effect: "share" })).blocks)).toContain(
      `meant: I mean ${"x".repeat(119)}@… ! [ ] Yes, I mean it`,
    );
  });
  test("asks for the 2nd check word where a value is too long to type", () => {
    const message = only([field("account", "x".repeat(40), { critical: true })]);
    const said = seen(approve(message).blocks);
    expect(said).toContain("typed: To approve, type the 2nd check word (Read it above. Capitals do not matter.) ! []");
    expect(said.indexOf("Check words: beehive asteroid")).toBeLessThan(said.indexOf("typed:"));
  });
  test("never says the value that is to be typed beside its field", () => {
    const { label, hint, element } = approve(refund).blocks.find((one) => "block_id" in one) as never;
    expect(JSON.stringify({ label, hint, element })).not.toContain("1840");
  });
  test("asks for nothing but the reason where a press is enough", () => {
    const view = approve(showing({ effect: "read" }, { reason: "required" }));
    expect(view.blocks.filter(({ type }) => type === "input")).toMatchObject([{ block_id: "reason", optional: false }]);
  });
  test.each([
    [1, 0, "Your approval is enough: the call runs at once."],
    [2, 0, "After you, 1 more person must agree; nothing runs before that."],
    [4, 1, "After you, 2 more people must agree; nothing runs before that."],
  ])("of %d with %d agreed says what comes after", (needed, agreed, says) => {
    expect(seen(approve({ ...refund, needed, agreed }).blocks)).toContain(says);
  });
  test("says why it cannot be approved here, where it cannot", () => {
    const view = approve({ ...refund, proof: "L3" });
    expect(view).not.toHaveProperty("submit");
    expect(seen(view.blocks)).toBe("No Approve here: its rule wants a passkey.");
  });
});

describe("the form to modify", () => {
  test("has an input for each argument, and says what is locked", () => {
    const fields = [
      field("amount", 1840, { critical: true }),
      field("note", "first\nsecond"),
      field("empty", ""),
      field("token", "x", { text: "(secret)" }),
    ];
    const view = modify(only(fields));
    expect(view?.submit?.text).toBe("Send revision 2");
    expect(seen(view?.blocks ?? [])).toMatchInlineSnapshot(`
      "Refund 1,840.00 EUR for order o-4471
      arg:amount: amount (critical, written as JSON) (Empty leaves it out.) [1840]
      arg:note: note [first
      second]
      arg:empty: empty []
      token: It is secret: used by the call, shown to nobody, and it stays as it is.
      reason: Reason, goes in the log []
      What you send is a new revision: approvals of this one do not count for it."
    `);
  });
  test("names an input by the path in which nothing hides, and leaves out a value that is empty", () => {
    const view = modify(only([field("a\u202eb", ""), field("data", "first  line\nsecond")]));
    const inputs = view?.blocks.filter(({ block_id }) => block_id?.startsWith("arg:"));
    expect(inputs).toMatchObject([
      { block_id: "arg:a\\u202eb", label: { text: "a\\u202eb" }, optional: true, element: { action_id: "v" } },
      { block_id: "arg:data", label: { text: '"data"' }, element: { multiline: true } },
    ]);
    expect(inputs?.[0]).not.toHaveProperty("element.initial_value");
  });
  test.each<[string, RequestMessage]>([
    ["it is forbidden", { ...refund, modifiable: false }],
    ["its rule wants more than a press proves", { ...refund, proof: "L2" }],
    ["it has no arguments", only([])],
    ["all of them are secret", only([field("token", "x", { text: "(secret)" })])],
    ["not all of it is shown", only([field("body", "x".repeat(4000))])],
    ["core has cut it", only([field("a", 1)], { complete: false })],
    ["a value is not JSON", only([field("a", 1, { text: "(cut)" })])],
    ["a name is too long for an input's", only([field("a".repeat(252), 1)])],
    ["there are more arguments than blocks", only(Array.from({ length: 98 }, (_, at) => field(`a${at}`, 1)))],
    ["two of them have one name", only([field("a", 1), field("a", 2)])],
    ["a value has an emoji, which may come back as its name", only([field("note", "thanks 👍")])],
    ["a value begins with space, which may not come back", only([field("note", " x")])],
    ["a value ends with a line break, which may not come back", only([field("note", "x\n")])],
  ])("is not offered where %s", (_, message) => {
    expect(modify(message)).toBeUndefined();
  });
  test.each<[string, RequestMessage]>([
    ["a name is as long as an input's may be", only([field("a".repeat(251), 1)])],
    ["there are as many arguments as blocks", only(Array.from({ length: 97 }, (_, at) => field(`a${at}`, 1)))],
    ["an argument was removed", only([field("a", 1), field("b", 1, { text: "(removed)", before: "1" })])],
    ["it cannot be approved as it is", only([field("payee", "pаypal", { critical: true })])],
  ])("is offered where %s", (_, message) => {
    expect(modify(message)).toBeDefined();
  });
});

/** What comes back of a form that nobody changes, as the transport reads it. */
const sent = (message: RequestMessage) => {
  const view = modify(message);
  if (!view) return undefined;
  const values = valuesOf({ view } as never, message.reason === "required" ? { reason: "r" } : {});
  const form = payloadOf({ type: "view_submission", user: { id: "U1" }, view: { ...view, state: { values } } });
  return form?.type === "submission" ? argumentsIn(filled(fieldsOf(message.view), form.values)) : undefined;
};

test.each<[string, Json]>([
  ["lines", "one\ntwo\n\nthree"],
  ["a tab and a carriage return", "a\tb\r\nc"],
  ["JSON", { a: [1, "two", { three: null }], b: {} }],
  ["text that reads like JSON", "[1, 2]"],
  ["hidden characters", "pay \u202e0481\u200b now"],
  ["nothing", ""],
  ["what Slack has marks for", "<!channel> *b* &amp; `c` <https://x.example|y>"],
])("%s comes back from the form as it went", (_, value) => {
  expect(sent(only(fieldsFor({ value } as JsonObject)))).toEqual({ args: { value } });
});

test("whatever the arguments are, a form that nobody changes makes the same arguments", () => {
  let offered = 0;
  fc.assert(
    fc.property(argumentsOf(short), (args) => {
      const back = sent(only(fieldsFor(args)));
      if (!back) return;
      offered++;
      expect(back).toEqual({ args });
    }),
    { numRuns: 300 },
  );
  expect(offered).toBeGreaterThan(50);
});

test("whatever a message holds, its forms keep every limit and nothing in them is interpreted", () => {
  fc.assert(
    fc.property(fc.oneof(messages, modest), texts, (message, word) => {
      approve(message);
      modify(message);
      const forced = approveModal(message, { approve: "form", act: actOf(message) }, place);
      expect(wrongWithModal(forced)).toEqual([]);
      expect(wrongWithModal(sayingModal(word, word))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("a form carries what its button carried, and where the card is", () => {
  for (const view of [approve(refund), modify(refund)])
    expect(metaIn(view?.private_metadata)).toEqual({ requestId: "7Q2M-K4TD", revision: 1, digest: DIGEST, ...place });
});
test.each([
  undefined,
  "",
  "{",
  "null",
  '{"r":"x","v":1,"d":"y"}',
  '{"r":"x","v":1,"d":"y","c":"C1"}',
  '{"r":"x","v":1,"d":"y","c":"C1","t":2}',
  '{"v":1,"d":"y","c":"C1","t":"2"}',
])("%j is no form of ours", (metadata) => {
  expect(metaIn(metadata)).toBeUndefined();
});
