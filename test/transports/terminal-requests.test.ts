import { expect, test } from "vitest";
import type { RequestMessage } from "../../src/approval/request-message.js";
import { transportSuite } from "../../src/testing/transport-suite.js";
import { terminalOn } from "../../src/transports/terminal/terminal-on.js";
import { fakeTerminal } from "./fake-terminal.js";
import { bo, chi, scriptedInbox } from "./refund-message.js";
import { again, denied, one, two } from "./requests.js";
import { sitting } from "./sitting.js";

const delivery = { id: "1", at: "confirmed" } as const;

transportSuite(test, () => terminalOn(() => fakeTerminal().tty, bo));

test("requests are asked one at a time, in order", async () => {
  const { term, inbox } = await sitting([one, two]);
  await term.prompted();
  expect(term.screen()).toContain("Title of one");
  expect(term.screen()).not.toContain("Title of two");
  await term.type("a");
  await term.type("d");
  await term.shows("Recorded.");
  expect(inbox.reviews.map(({ requestId, decision }) => [requestId, decision])).toEqual([
    ["one", "approve"],
    ["two", "deny"],
  ]);
});

test("a request that was decided before its turn is announced and skipped", async () => {
  const { term, inbox } = await sitting([one, two]);
  inbox.messages.set("two", denied(two));
  await term.type("a");
  await term.shows("Title of two (request two): Denied by Ana. It was not executed.");
  expect([inbox.reviews.length, term.raw()]).toEqual([1, false]);
});

test.each(["update", "deliver"] as const)(
  "a request decided elsewhere while it is asked ends the question, by %s",
  async (by) => {
    const { term, inbox, transport } = await sitting([one, two]);
    await term.prompted();
    term.press("");
    inbox.messages.set("one", denied(one));
    await (by === "update" ? transport.update?.(delivery, denied(one)) : transport.deliver(denied(one)));
    await term.shows("Title of one (request one): Denied by Ana.");
    await term.type("a");
    await term.shows("Recorded.");
    expect(inbox.reviews.map(({ requestId }) => requestId)).toEqual(["two"]);
  },
);

test("at its deadline a request that the desk calls expired is no longer asked", async () => {
  const { term, inbox } = await sitting([one]);
  await term.prompted();
  inbox.messages.set("one", {
    ...one,
    kind: "resolution",
    state: "expired",
    why: "Nobody decided in time. It was not executed.",
  });
  await term.clock.advance("12m");
  expect(term.screen()).not.toContain("Nobody decided");
  await term.clock.advance("21s");
  await term.shows("Nobody decided in time.");
  expect([inbox.reviews, term.raw()]).toEqual([[], false]);
});

test("past the local deadline the desk's word counts: what it still holds is still asked", async () => {
  const { term, inbox } = await sitting([one]);
  await term.prompted();
  await term.clock.advance("30m");
  await term.type("a");
  await term.shows("Recorded.");
  expect(inbox.reviews.length).toBe(1);
});

test("a request decided while the desk is asked for its state is not asked", async () => {
  const term = fakeTerminal();
  const transport = terminalOn(() => term.tty, bo);
  const inbox = scriptedInbox();
  let answer = (_message: RequestMessage) => {};
  const asked = new Promise<void>((isAsked) => {
    inbox.message = () => {
      isAsked();
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
  });
  await transport.connect?.(inbox);
  await transport.deliver(one);
  await asked;
  await transport.update?.(delivery, denied(one));
  answer(one);
  await term.shows("Title of one (request one): Denied by Ana.");
  expect(term.printed()).not.toContain("WHAT WILL RUN");
});

test("a revision that comes while one is read is shown anew, and asks with an empty prompt", async () => {
  const { term, inbox, transport } = await sitting([one]);
  await term.prompted();
  term.press("a");
  inbox.messages.set("one", again(one));
  await transport.update?.(delivery, again(one));
  await term.shows("~ was 1840");
  await term.type("");
  await term.prompted();
  expect(inbox.reviews).toEqual([]);
  await term.type("a");
  await term.shows("Recorded.");
  expect(inbox.reviews).toMatchObject([{ revision: 2, digest: again(one).digest }]);
});

test("a desk that cannot say what a request is now does not keep it from being asked", async () => {
  const term = fakeTerminal();
  const transport = terminalOn(() => term.tty, bo);
  await transport.connect?.({ ...scriptedInbox(), message: () => Promise.reject(new Error("away")) });
  await transport.deliver(one);
  await term.shows("Title of one");
});

test("what was answered is not asked again by an update, and its end is told", async () => {
  const { term, inbox, transport } = await sitting(
    [one],
    [{ result: "recorded", why: "Recorded. More people must agree before it runs." }],
  );
  await term.type("a");
  await term.shows("More people must agree");
  await transport.update?.(delivery, { ...one, by: [] });
  expect(term.screen()).not.toContain("WHAT WILL RUN");
  const approved = { ...one, kind: "resolution", state: "approved", why: "Approved. It runs next." } as const;
  inbox.messages.set("one", approved);
  await transport.update?.(delivery, approved);
  await term.shows("Title of one (request one): Approved. It runs next.");
});

test("the end of what was decided here is not told twice", async () => {
  const { term, transport, deliver } = await sitting([one]);
  await term.type("d");
  await term.shows("Recorded.");
  await transport.update?.(delivery, denied(one));
  await deliver(two);
  await term.prompted();
  expect(term.printed()).not.toContain("Denied by Ana");
});

test("a reminder asks again about what was left undecided", async () => {
  const { term, deliver } = await sitting([one]);
  await term.type("q");
  await term.shows("Left undecided");
  await new Promise(setImmediate);
  term.press("");
  await deliver({ ...one, kind: "reminder" });
  await term.prompted();
  expect(term.screen()).toMatch(/reminder.*Title of one/);
});

test("who wrote a revision is not asked about it", async () => {
  const { term, transport, deliver } = await sitting(
    [one],
    [{ result: "revised", why: "Recorded as a new revision.", message: again(one) }],
  );
  for (const line of ["m", '{"amount": 900}', "y"]) await term.type(line);
  await term.shows("Recorded as a new revision.");
  await transport.update?.(delivery, again(one));
  await transport.deliver(again(one));
  await deliver(two);
  await term.prompted();
  expect(term.printed()).not.toContain("~ was 1840");
});

test("leaving ends the question, gives the terminal back, and answers nothing", async () => {
  const { term, inbox, leave, transport } = await sitting([one]);
  await term.prompted();
  await leave();
  await leave();
  expect([term.raw(), term.tty.input.isPaused(), term.tty.input.listenerCount("data") > 1]).toEqual([
    false,
    true,
    false,
  ]);
  await transport.deliver(two);
  term.press("a\r");
  const shown = term.printed().length;
  await transport.connect?.(inbox);
  await term.prompted();
  expect(term.printed().slice(shown)).toContain("Title of one");
  expect(inbox.reviews).toEqual([]);
});

test("two people share one terminal: each is asked in turn, as themselves, and one may leave while the other is asked", async () => {
  const term = fakeTerminal();
  const inbox = scriptedInbox({ result: "recorded", why: "Recorded." }, { result: "recorded", why: "Recorded." });
  const transports = [terminalOn(() => term.tty, bo), terminalOn(() => term.tty, chi), terminalOn(() => term.tty, bo)];
  const leaves = [];
  for (const transport of transports) {
    leaves.push(await transport.connect?.(inbox));
    await transport.deliver(one);
  }
  await term.prompted();
  expect(term.screen()).toContain("You answer as Bo (bo, https://idp.example).");
  await leaves[2]?.();
  await term.type("a");
  await term.shows("You answer as Chi (chi, https://idp.example).");
  await term.type("a");
  await term.shows("Recorded.");
  expect(inbox.reviews.map(({ by }) => by.subject)).toEqual(["bo", "chi"]);
  expect(term.raw()).toBe(false);
});

test("a request that cannot be shown is said to be so, and the next is asked", async () => {
  const { term } = await sitting([{ ...one, digest: "not base64url!" }, two]);
  await term.shows("A request could not be shown here:");
  await term.shows("Title of two");
});
