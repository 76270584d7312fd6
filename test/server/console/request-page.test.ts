import { expect, test } from "vitest";
import type { Act } from "../../../src/action/act.js";
import type { State } from "../../../src/approval/state.js";
import type { RequestPage } from "../../../src/server/console/model.js";
import { requestPage } from "../../../src/server/console/request-page.js";
import { event, FINANCE, FRAME, message, partOf, request, SECURITY, shown, textOf, YOU } from "./samples.js";
import { REVISED } from "./states.js";

const page = (change: Parameters<typeof request>[0] = {}, more: Partial<RequestPage> = {}): string =>
  requestPage(FRAME, request(change, more));
const rail = (html: string): string => partOf(html, '<aside class="rail"', "</aside>");
const seal = (html: string): string => partOf(html, '<section class="seal"', "</section>");
const dock = (html: string): string => partOf(html, '<form class="dock"', "</form>");
const APPROVE = /<button class="btn btn-solid" name="decision" value="approve">/;
const DENY = /<button class="btn btn-deny" name="decision" value="deny" formnovalidate>/;

test("the box holds exactly what the digest binds of the call", () => {
  expect(textOf(seal(page()))).toBe(
    "What will run Your decision covers everything in this box and nothing outside it. Action refund.issue " +
      "Asked by chi support-triage agent dov owns the agent Environment production Data orders, payments " +
      "Arguments, complete Argument Value amount (critical) 1840 payee (critical) XX00 TEST 0000 0044 71 " +
      "orderId (critical) o-4471 currency EUR note Goodwill. [zero-width space: U+200B ] Order total " +
      "[right-to-left override: U+202E ] 0481 2 hidden characters, shown by their code " +
      "customerToken Secret. Used by the call, shown to nobody. Check words beehive · asteroid · cement · backwater " +
      "1a0d2f12… Full fingerprint, and how to compare it 1a0d2f12 77c0e4b9 03d85a61 9f2be810 5c44a07d e2916b3f 80f7d51a c36e0b94 " +
      "Every card of this revision, in chat and in the terminal, shows the same four words. If yours differ, deny. " +
      "The words help people compare; the machine always compares all 64 characters.",
  );
});

test("model, session and the agent's words stand outside the box, in quarantine", () => {
  const html = page();
  for (const outside of ["example-model-1", "s-204", "routine goodwill"]) {
    expect(seal(html)).not.toContain(outside);
    expect(html).toContain(outside);
  }
  expect(textOf(html)).toContain("Written by the agent model example-model-1, session s-204. Not checked by anyone.");
});

test("a secret has neither value nor note", () => {
  const fields = [{ path: "token", text: "(secret, 32 characters)", critical: true, note: "secret" }];
  const html = seal(page({ message: message({}, { fields }) }));
  expect(textOf(html)).toContain(
    "token (critical) Secret, 32 characters. Used by the call, shown to nobody. Check words",
  );
});

test.each<[Act, string]>([
  [{ kind: "press" }, "Reason (optional, goes in the log) Deny Approve…"],
  [{ kind: "tick", path: "to", text: "I mean partner.example" }, "I mean partner.example Reason"],
  [{ kind: "type", path: "amount" }, "To approve, type the value of amount Read it from amount in the box. Reason"],
  [{ kind: "word" }, "To approve, type the 2nd check word Read it from the foot of the box."],
  [{ kind: "withheld", why: "`payee` holds a look-alike." }, "Approve is withheld. payee holds a look-alike. Reason"],
])("the act %j is asked for in words", (act, says) => {
  expect(textOf(rail(page({}, { act })))).toContain(says);
});

test("the value to type is never in the form: no placeholder, no label, no value", () => {
  const form = partOf(page(), "<form method", "</form>");
  expect(form).not.toContain("1840");
  expect(form).not.toContain("placeholder");
});

test.each<[string, RequestPage["shown"] extends infer S ? Partial<S> : never, Partial<RequestPage>]>([
  ["withheld", {}, { act: { kind: "withheld", why: "no" } }],
  ["cut, whatever the act", { message: message({}, { complete: false }) }, { act: { kind: "press" } }],
  ["a later stage", { you: { ...YOU, open: "later" } }, {}],
  ["approved already", { you: { ...YOU, said: "approve" } }, {}],
])("%s: Deny is there and Approve is not", (_, change, more) => {
  const html = page(change, more);
  expect([DENY.test(rail(html)), APPROVE.test(rail(html))]).toEqual([true, false]);
});

test("Deny stands in the rail and the dock without anything to fill, and no approval is in the dock", () => {
  const html = page();
  expect(rail(html)).toMatch(DENY);
  expect(dock(html)).toContain('<button class="btn btn-deny" name="decision" value="deny">');
  expect(dock(html)).not.toContain("approve");
  expect(dock(html)).toContain('href="#decide"');
});

test("where the rule asks for a reason the field must be filled to approve; Deny stays one press", () => {
  const html = page({ message: message({ reason: "required" }) });
  expect(rail(html)).toMatch(/<textarea class="input" id="reason"[^>]* required/);
  expect(textOf(rail(html))).toContain("Reason (needed, goes in the log)");
  expect(dock(html)).toContain('<button class="btn btn-deny" name="decision" value="deny">');
});

test("every form says which revision it is about and carries the token", () => {
  const forms = page().match(/<form[^>]*action="[^"]*\/decide"[\s\S]*?<\/form>/g) ?? [];
  expect(forms).toHaveLength(2);
  for (const form of forms) {
    expect(form).toContain('name="token" value="t0k3n"');
    expect(form).toContain('name="revision" value="1"');
    expect(form).toContain(`name="digest" value="${message().digest}"`);
  }
});

test("a grant is offered with all its limits, and not ticked", () => {
  const remember = { scope: { critical: "equal" }, for: "1h", uses: 5 } as const;
  const html = rail(page({ message: message({ remember }) }));
  expect(textOf(html)).toContain(
    "Also let calls of refund.issue with the same amount (1840), payee (XX00 TEST 0000 0044 71), orderId (o-4471), " +
      "whatever their other arguments are run without asking, at most 5 times within 1 hour",
  );
  expect(html).not.toContain("checked");
  expect(rail(page())).not.toContain('name="remember"');
});

test("a grant for the same call says so", () => {
  const html = rail(page({ message: message({ remember: { scope: "same call", for: "2d", uses: 1 } }) }));
  expect(textOf(html)).toContain(
    "the very same call, with the same arguments run without asking, at most once within 2 days",
  );
});

test("Approve… says what comes next; Approve alone where nothing does", () => {
  expect(textOf(rail(page()))).toContain(
    "Approve asks for a passkey next. After you, 1 more person must agree; nothing runs before that.",
  );
  const { proof, ...you } = YOU;
  const html = rail(page({ you, message: message({ needed: 1, agreed: 0, proof: "L1" }) }));
  expect(textOf(html)).toContain("Deny Approve Modify instead Your approval is enough: the call runs at once.");
});

test("one's own call can be cancelled with a reason and never approved", () => {
  const html = page({ you: { ...YOU, may: "own" } });
  expect(html).not.toMatch(APPROVE);
  expect(html).not.toMatch(DENY);
  expect(dock(html)).toBe("");
  expect(rail(html)).toMatch(/action="\/countersign\/requests\/7Q2M-K4TD\/cancel"[\s\S]*name="reason"[^>]* required/);
});

test("who must agree, who has, by which proof and when", () => {
  expect(textOf(rail(page()))).toContain(
    "group finance 1 of 2 agreed Needs a passkey. b bo passkey, 14:09 a ana (you) not yet e eli not yet and 2 more people " +
      "group security 0 of 1 agreed Opens when the stages above are met. f fay not yet",
  );
});

test("a directory that cannot say is said, and so is a place that nobody fills", () => {
  const html = rail(
    page({
      agreement: [
        { ...FINANCE, people: "unknown" },
        { ...SECURITY, people: [] },
      ],
    }),
  );
  expect(textOf(html)).toContain("The directory cannot say now who they are.");
  expect(textOf(html)).toContain("The directory knows nobody for this place who may answer.");
});

test("a revision shows what changed; what was removed is in the difference and not in the box", () => {
  const html = page({ message: REVISED });
  expect(textOf(partOf(html, '<table class="diff"', "</table>"))).toBe(
    "Changed arguments Argument Revision 1 Revision 2, now amount was 1840 now 920 " +
      "note was Goodwill. [zero-width space: U+200B ] Order total [right-to-left override: U+202E ] 0481 now Charged twice. " +
      'ticket was not there now "8812" hurry was true now not there payee unchanged',
  );
  expect(seal(html)).not.toContain("hurry");
});

test("an error stands at its field, and the field of the value is empty again", () => {
  const html = rail(
    page({}, { given: { reason: "Looks right", errors: { typed: "That is not what `amount` says." } } }),
  );
  expect(html).toMatch(/id="typed"[^>]*aria-describedby="typed-h typed-e" aria-invalid="true">/);
  expect(textOf(partOf(html, 'id="typed-e"', "</p>"))).toContain("That is not what amount says.");
  expect(html).toContain("\nLooks right</textarea>");
});

test("differences come before what is the same, and each earlier call has a link", () => {
  const text = textOf(partOf(page(), 'aria-labelledby="like-h"', "</section>"));
  expect(text.indexOf("Payee is new")).toBeLessThan(text.indexOf("Same agent"));
  expect(page()).toContain('href="/countersign/requests/r-18"');
  expect(text).toContain("18 Nov 2026 Refund 1,120.00 EUR for order o-4388 Denied by bo “Order was never paid.”");
});

test("the timeline tells events in words, and a message that did not arrive can be sent again", () => {
  const html = partOf(page(), 'aria-labelledby="time-h"', "</section>");
  expect(textOf(html)).toContain("bo approved, with a passkey: “Checked the order.” 14:09:40");
  expect(html).toMatch(/action="[^"]*\/redeliver">[\s\S]*name="transport" value="teams"/);
  expect(html).not.toContain('name="transport" value="slack"');
});

test("a transport that took the message later is not offered again", () => {
  const failed = { id: "", at: "accepted", transport: "teams", failed: "503" } as const;
  const html = page({ deliveries: [failed, { id: "m", at: "accepted", transport: "teams" }] });
  expect(html).not.toContain("redeliver");
});

test.each<[Exclude<State, "pending">, string]>([
  ["approved", "Approved by bo. It runs next."],
  ["executing", "Approved by bo. It is running."],
  ["succeeded", "Approved by bo. It ran once and succeeded."],
  ["failed", "Approved by bo. It ran once and failed."],
  ["unknown", "It started and we lost its result. Do not run it again; someone named in the rule must settle it."],
  [
    "denied",
    "Denied by eli. Nothing ran. The agent was told: “Denied by a reviewer. It was not executed. Do not try again with the same arguments.”",
  ],
  [
    "expired",
    "Expired at 14:33 UTC. Nothing ran. The agent was told: “Nobody decided in time. It was not executed. You may ask again.”",
  ],
  ["cancelled", "Cancelled. Nothing ran. Nothing more can be decided here."],
])("%s is stamped, and nothing is left to decide", (state, says) => {
  const by = [
    { id: "p-bo", kind: "human", active: true, identities: [], groups: "unknown", roles: "unknown" } as const,
  ];
  const people = [
    { id: "p-bo", name: "bo", said: "approve" },
    { id: "p-eli", name: "eli", said: state === "denied" ? "deny" : "nothing" },
  ] as const;
  const html = page({
    message: message({ state, kind: "resolution", modifiable: false, by }),
    agreement: [{ ...FINANCE, people }],
  });
  expect(textOf(partOf(html, '<section class="stamp', "</section>")).replaceAll(" .", ".")).toContain(says);
  expect(html).not.toContain("/decide");
  expect(html).not.toContain("/modify");
});

test("what failed before it could start is stamped as not run", () => {
  const html = page({ message: message({ state: "failed", executed: "no" }) });
  const text = textOf(partOf(html, '<section class="stamp', "</section>"));
  expect(text).toContain("It could not be started. Nothing ran.");
});

test("the reason of a denial stands in its stamp", () => {
  const html = page({
    message: message({ state: "denied" }),
    history: [event("call.denied", { reason: "Never paid." })],
  });
  expect(textOf(partOf(html, '<section class="stamp', "</section>"))).toContain("Reason: “Never paid.”");
});

test("only one whom the rule names settles an unknown outcome", () => {
  const unknown = message({ state: "unknown" });
  expect(page({ message: unknown })).toMatch(
    /action="[^"]*\/reconcile"[\s\S]*name="outcome" value="succeeded" required/,
  );
  expect(page({ message: unknown, you: { ...YOU, may: "own" } })).not.toContain("reconcile");
});

test("modifying is offered only where it may be", () => {
  expect(page()).toContain('href="/countersign/requests/7Q2M-K4TD/modify"');
  expect(page({ message: message({ modifiable: false }) })).not.toContain("/modify");
});

test("a page follows changes, and says what it shows", () => {
  expect(page()).toContain('data-live="/countersign/events"');
  const marks = [
    shown(),
    shown({ message: message({ state: "denied" }) }),
    shown({ message: message({ digest: "AAAA" }) }),
    shown({ agreement: [{ ...FINANCE, agreed: 2 }] }),
  ].map((one) => /data-mark="([^"]*)"/.exec(page(one))?.[1]);
  expect(new Set(marks).size).toBe(4);
});
