import { afterEach, describe, expect, test } from "vitest";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import type { Inbox } from "../../../src/approval/transport.js";
import { fakeClock } from "../../../src/testing/testing.js";
import { slackOn } from "../../../src/transports/slack/slack-on.js";
import { request } from "../requests.js";
import {
  APPROVE,
  as,
  asks,
  by,
  carriedBy,
  closeAll,
  DENY,
  office,
  optionsFor,
  served,
  TEAM,
  until,
  workspace,
} from "./office.js";

afterEach(closeAll);

const webhook = (more: Parameters<typeof office>[0] = {}) => office({ tier: "webhook", ...more });

describe("a card of a webhook", () => {
  test("is approved by one press, and shows what became of the call", async () => {
    const { note, card, slack, shows, ran } = await webhook();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    expect(shows(one)).toContain("[Deny] [Approve] [Open full review]");
    expect(await slack.press("U1", one, APPROVE)).toMatchObject({ status: 200, body: "" });
    expect(await done).toMatchObject({ ok: true, value: { by: ["ana"] } });
    await until(() => shows(one).includes("Approved and run"));
    expect(shows(one)).toContain("By ana | Approved and executed.");
    expect(shows(one)).not.toContain("[Deny]");
    expect([ran, slack.messages().length, slack.ephemerals()]).toEqual([[{ text: "hi", to: "all" }], 1, []]);
  });
  test("is denied by one press, whatever the effect", async () => {
    const { refund, card, slack, shows, ran } = await webhook();
    const done = refund.attempt({ orderId: "o-1", amount: 620 });
    const one = await card();
    await slack.press("U2", one, DENY);
    expect(await done).toMatchObject({ ok: false, error: { code: "denied", executed: "no" } });
    await until(() => shows(one).startsWith("# Denied"));
    expect([ran, slack.ephemerals()]).toEqual([[], []]);
  });
  test("shows how many have agreed", async () => {
    const { note, card, slack, shows, ran } = await webhook({ rules: [asks({ approve: 2 })] });
    const done = note.attempt({ text: "hi" });
    const one = await card();
    expect(shows(one)).toContain("0 of 2 agreed");
    await slack.press("U1", one, APPROVE);
    expect(shows(one)).toContain("1 of 2 agreed");
    expect(ran).toEqual([]);
    await slack.press("U2", one, APPROVE);
    expect(await done).toMatchObject({ ok: true, value: { by: ["ana", "bo"] } });
  });
  test.each([
    ["money moves", "refund", { orderId: "o-1", amount: 620 }, {}, "it takes more than one press"],
    ["it leaves the house", "mail", { to: "a@b.example" }, {}, "it takes more than one press"],
    ["its rule wants a reason", "note", { text: "x" }, { reason: "required" }, "its rule wants a reason"],
    ["its rule wants more proof", "note", { text: "x" }, { proof: "L2" }, "its rule wants a fresh sign-in"],
    ["it does not fit", "note", { text: "x".repeat(4000) }, {}, "not everything fits here"],
  ] as const)(
    "has no Approve where %s, and a press that is made up is refused",
    async (_, name, args, require, why) => {
      const made = await webhook({ rules: [asks(require)] });
      void made[name].attempt(args as never);
      const one = await made.card();
      expect(made.shows(one)).not.toContain("[Approve]");
      expect(made.shows(one)).toContain("[Review and approve]");
      expect(made.shows(one)).toContain(`No Approve here: ${why}.`);
      await made.slack.press("U1", one, DENY, as(APPROVE));
      expect(made.told("U1")).toEqual([expect.stringContaining(`cannot be approved here: ${why}.`)]);
      expect(made.told("U1")[0]).toContain("https://review.example/requests/req_");
      expect([made.ran, made.now(one.ts).edited]).toEqual([[], 0]);
    },
  );
  test("is not touched by a press on a link", async () => {
    const { note, card, slack, ran, now } = await webhook();
    void note.attempt({ text: "hi" });
    const one = await card();
    expect(await slack.press("U1", one, "countersign.open")).toMatchObject({ status: 200, body: "" });
    expect([ran, now(one.ts).edited, slack.ephemerals()]).toEqual([[], 0, []]);
  });
});

describe("without a token", () => {
  test("a card that was pressed is brought up to date by what is decided elsewhere", async () => {
    const { note, card, slack, shows, cs } = await webhook({ rules: [asks({ approve: 2 })] });
    const done = note.attempt({ text: "hi" });
    const one = await card();
    await slack.press("U2", one, APPROVE);
    const { r, v, d } = carriedBy(one);
    await cs.desk.review(r, { decision: "deny", by: by("U1"), revision: v, digest: d });
    expect(await done).toMatchObject({ ok: false });
    await until(() => shows(one).startsWith("# Denied"));
  });
  test("a card that nobody pressed stays as it was, and a press on it is told that it is over", async () => {
    const { note, card, slack, shows, cs, told, now } = await webhook();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    const { r, v, d } = carriedBy(one);
    await cs.desk.review(r, { decision: "deny", by: by("U1"), revision: v, digest: d });
    expect(await done).toMatchObject({ ok: false });
    expect(now(one.ts).edited).toBe(0);
    await slack.press("U2", one, APPROVE);
    expect(told("U2")).toEqual([expect.stringContaining("This request is already over. Denied.")]);
    expect(shows(one)).toMatch(/^# Denied/);
  });
  test("a card whose time is over says so when it is pressed, and nothing runs", async () => {
    const { note, card, slack, shows, clock, told, ran } = await webhook();
    void note.attempt({ text: "hi" }, { key: "k", hold: 0 });
    const one = await card();
    await clock.advance("31m");
    await slack.press("U1", one, APPROVE);
    expect(told("U1")).toEqual([expect.stringContaining("Nobody decided in time.")]);
    expect(shows(one)).toMatch(/^# Expired/);
    expect(ran).toEqual([]);
  });
  test("reminders are cards of their own, and the one that was pressed shows how it ended", async () => {
    const { note, card, slack, shows, clock, cs } = await webhook({
      rules: [asks({ remind: ["5m", "10m"], within: "1h" })],
    });
    const attempt = () => note.attempt({ text: "hi" }, { key: "k", hold: 0 });
    await attempt();
    const first = await card();
    await clock.advance("6m");
    await cs.desk.sweep();
    await card(2);
    await clock.advance("5m");
    await cs.desk.sweep();
    const third = await card(3);
    expect(shows(third)).toContain("Reminder | Write");
    await slack.press("U1", third, APPROVE);
    expect(await attempt()).toMatchObject({ ok: true });
    await until(() => shows(third).startsWith("# Approved and run"));
    await slack.press("U2", first, APPROVE);
    expect(shows(first)).toMatch(/^# Approved and run/);
    await cs.close();
    // Of each press one, of each state one, and one to U2: not one for each of the three deliveries.
    expect(slack.seen.filter(({ method }) => method === "response_url").length).toBeLessThanOrEqual(5);
  });
  test("a card of an older revision becomes the newer one when it is pressed, and decides nothing", async () => {
    const { note, card, slack, shows, cs, told, ran } = await webhook();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    const { r, v, d } = carriedBy(one);
    const args = { text: "ho", to: "all" };
    await cs.desk.review(r, { decision: "modify", args, by: by("U1"), revision: v, digest: d });
    const two = await card(2);
    expect(shows(two)).toContain("revision 2, changed by ");
    await slack.press("U2", one, APPROVE);
    expect(told("U2")).toEqual([expect.stringContaining("the call changed while you read")]);
    expect([shows(one), ran]).toEqual([shows(two), []]);
    await slack.press("U2", two, APPROVE);
    expect(await done).toMatchObject({ ok: true });
    expect(ran).toEqual([args]);
  });
});

test("a call that has run before its press is answered shows so, though the desk could not tell where", async () => {
  const clock = fakeClock(new Date().toISOString());
  const slack = await workspace(clock);
  const transport = slackOn(optionsFor("webhook", slack), { clock });
  const waiting = request("r-1", { expiresAt: new Date(clock.now() + 60_000) });
  const delivery = await transport.deliver(waiting);
  const approved: RequestMessage = { ...waiting, kind: "resolution", state: "approved", why: "It runs next." };
  const succeeded: RequestMessage = { ...approved, state: "succeeded", why: "Approved and executed." };
  let state = waiting;
  const inbox: Inbox = {
    message: async () => state,
    async review() {
      state = succeeded;
      await transport.update?.(delivery, succeeded);
      return { result: "resolved", why: "Recorded.", message: approved };
    },
  };
  const receive = async (_: string, given: Request) => transport.receive?.(given, inbox);
  slack.requestUrl = await served({ receive } as never);
  const [one] = slack.messages();
  await slack.press("U1", one as never, APPROVE);
  expect(slack.messages()[0]?.text).toMatch(/^Approved and run/);
});

describe("who pressed", () => {
  test("twice is told that nothing changed, and nobody else hears it", async () => {
    const { note, card, slack, told } = await webhook({ rules: [asks({ approve: 2 })] });
    void note.attempt({ text: "hi" });
    const one = await card();
    await slack.press("U1", one, APPROVE);
    await slack.press("U1", one, APPROVE);
    expect(told("U1")).toEqual([expect.stringContaining("You have already said so. Nothing changed.")]);
    expect(slack.messages()).toHaveLength(1);
  });
  test.each([
    ["is no approver", "U3", {}, "You are not among the people this rule asks."],
    ["is nobody whom the directory knows", "U9", {}, "We could not tell who you are in the directory"],
    [
      "asks for it themselves",
      "U1",
      { context: { user: { issuer: `slack:${TEAM}`, subject: "U1" } } },
      "your own call",
    ],
  ])("and %s is told so alone, and the card stays", async (_, who, options, why) => {
    const { note, card, slack, told, ran, now } = await webhook();
    slack.join({ id: "U9", name: "zoe" });
    void note.attempt({ text: "hi" }, options);
    const one = await card();
    for (const verb of [APPROVE, ...(who === "U1" ? [] : [DENY])]) await slack.press(who, one, verb);
    expect(told(who)[0]).toContain(why);
    expect([ran, now(one.ts).edited, slack.messages().length]).toEqual([[], 0, 1]);
  });
  test.each([
    ["of another workspace", { team_id: "T9" }, "of another workspace"],
    ["that is a bot", { is_bot: true }, "A bot cannot decide."],
    ["of which no workspace is said", { team_id: undefined }, "We could not tell who you are"],
  ])("with an account %s is refused by what the payload says", async (_, user, why) => {
    const { note, card, slack, told, events, ran } = await webhook();
    void note.attempt({ text: "hi" });
    const one = await card();
    await slack.press("U1", one, APPROVE, (payload) => ({
      ...payload,
      user: { ...(payload["user"] as object), ...user },
    }));
    expect(told("U1")).toEqual([expect.stringContaining(why)]);
    expect([ran, events().includes("review.refused")]).toEqual([[], false]);
  });
});
