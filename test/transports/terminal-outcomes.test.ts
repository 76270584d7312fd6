import { expect, test } from "vitest";
import type { Answer } from "../../src/approval/review.js";
import { again, one, two } from "./requests.js";
import { sitting } from "./sitting.js";

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
