import { expect, test } from "vitest";
import type { RequestMessage } from "../../src/approval/request-message.js";
import type { Answer } from "../../src/approval/review.js";
import { fromHex, toBase64url } from "../../src/canonical.js";
import { transportSuite } from "../../src/testing/transport-suite.js";
import { terminalOn } from "../../src/transports/terminal/terminal-on.js";
import { terminal } from "../../src/transports/terminal.js";
import { fakeTerminal } from "./fake-terminal.js";
import { bo, chi, field, scriptedInbox, showing } from "./refund-message.js";
import { sitting } from "./sitting.js";

const request = (id: string, more: Partial<RequestMessage> = {}) =>
  showing({ effect: "read", title: `Title of ${id}` }, { requestId: id, ...more });
const [one, two] = [request("one"), request("two")];
const again = (message: RequestMessage): RequestMessage => ({
  ...message,
  revision: 2,
  digest: toBase64url(fromHex("b2".repeat(32))),
  view: { ...message.view, fields: [field("amount", 900, { before: "1840" })] },
});
const denied = (message: RequestMessage): RequestMessage => ({
  ...message,
  kind: "resolution",
  state: "denied",
  why: "Denied by Ana. It was not executed.",
});
const delivery = { id: "1", at: "confirmed" } as const;

test("a stale answer shows the new revision and is not carried over", async () => {
  const { term, inbox } = await sitting(
    [one],
    [{ result: "stale", why: "Your answer was not recorded: the call changed while you read." }],
  );
  inbox.messages.set("one", one);
  await term.prompted();
  term.press("a\r");
  inbox.messages.set("one", again(one));
  await term.shows("the call changed while you read.");
  await term.shows("~ was 1840");
  await term.type("d");
  await term.shows("Recorded.");
  expect(inbox.reviews.map(({ revision, decision }) => [revision, decision])).toEqual([
    [1, "approve"],
    [2, "deny"],
  ]);
});

const over: Answer[] = ["recorded", "resolved", "duplicate", "too_late", "not_eligible", "not_a_person", "excluded"];
test.each(over)("after %s the next request is asked", async (result) => {
  const { term } = await sitting([one, two], [{ result, why: `Core says ${result}.` }]);
  await term.type("a");
  await term.shows(`Core says ${result}.`);
  await term.shows("Title of two");
});

const open: Answer[] = ["needs_step_up", "directory_unknown", "forbidden", "invalid", "policy_denied", "unsatisfiable"];
test.each(open)("after %s the same request can still be answered", async (result) => {
  const { term, inbox } = await sitting([one, two], [{ result, why: `Core says ${result}.`, proof: "L3" }]);
  await term.type("a");
  await term.shows(`Core says ${result}.`);
  await term.type("d");
  await term.shows("Title of two");
  expect(inbox.reviews.map(({ requestId, decision }) => [requestId, decision])).toEqual([
    ["one", "approve"],
    ["one", "deny"],
  ]);
});

test("who may not approve but may deny is asked on", async () => {
  const { term } = await sitting([one], [{ result: "not_eligible", why: "Not recorded.", message: one }]);
  await term.type("a");
  await term.type("d");
  await term.shows("Recorded. The request is decided.");
});

test("a proof that a terminal cannot give is named, with where to answer", async () => {
  const { term } = await sitting(
    [{ ...one, url: "https://desk.example/requests/one" }],
    [{ result: "needs_step_up", why: "Not recorded.", proof: "L3" }],
  );
  await term.type("a");
  await term.shows(
    "A terminal proves L1, and this needs L3. Answer at https://desk.example/requests/one, or deny here.",
  );
});

test("a reason that the rule asks for is asked, and goes with the same decision", async () => {
  const { term, inbox } = await sitting(
    [one],
    [{ result: "reason_required", why: "Not recorded. This rule asks for a reason." }],
  );
  await term.type("a");
  await term.type("checked with Chi");
  await term.shows("Recorded.");
  expect(inbox.reviews.map(({ decision, reason }) => [decision, reason])).toEqual([
    ["approve", undefined],
    ["approve", "checked with Chi"],
  ]);
});

test("no reason, no answer", async () => {
  const { term, inbox } = await sitting(
    [one],
    [{ result: "reason_required", why: "Not recorded. This rule asks for a reason." }],
  );
  for (const line of ["a", "", ""]) await term.type(line);
  await term.prompted();
  expect(inbox.reviews.length).toBe(1);
});

test("when no answer comes back nothing is claimed, and the request is looked at again", async () => {
  const { term, inbox } = await sitting([one], [new Error("the store is away")]);
  await term.type("a");
  await term.shows("it is not known whether this was recorded");
  await term.type("d");
  await term.shows("Recorded.");
  expect(inbox.reviews.length).toBe(2);
});
