import { afterEach, describe, expect, test } from "vitest";
import {
  APPROVE,
  note as add,
  as,
  asks,
  by,
  carriedBy,
  closeAll,
  DENY,
  MODIFY,
  office,
  TEAM,
  until,
} from "./office.js";

afterEach(closeAll);

describe("a card of a bot", () => {
  test("is approved by one press where that is enough, and shows what became of the call", async () => {
    const { note, card, slack, shows, ran, now } = await office();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    expect(await slack.press("U1", one, APPROVE)).toMatchObject({ status: 200, body: "" });
    expect(await done).toMatchObject({ ok: true, value: { by: ["ana"] } });
    await until(() => shows(one).includes("# Approved and run: note.add\nBy ana | Approved and executed."));
    expect(shows(one)).toContain("[See the log]");
    expect(now(one.ts).text).toBe("Approved and run: note\u2024add");
    expect([ran, slack.messages().length, slack.ephemerals()]).toEqual([[{ text: "hi", to: "all" }], 1, []]);
  });
  test("is denied by one press, and by a press though it was approved, until it runs", async () => {
    const { note, card, slack, shows, ran } = await office();
    await note.attempt({ text: "hi" }, { key: "k", hold: 0 });
    const one = await card();
    await slack.press("U1", one, APPROVE);
    expect(shows(one)).toContain("# Approved: note.add\nBy ana | Approved. It runs next.");
    await slack.press("U2", one, DENY);
    await until(() => shows(one).startsWith("# Denied"));
    expect(await note.attempt({ text: "hi" }, { key: "k", hold: 0 })).toMatchObject({ error: { code: "denied" } });
    expect(ran).toEqual([]);
  });
  test("shows how many have agreed, and nothing runs before all have", async () => {
    const { note, card, slack, shows, ran } = await office({ rules: [asks({ approve: 2 })] });
    const done = note.attempt({ text: "hi" });
    const one = await card();
    await slack.press("U1", one, APPROVE);
    expect(shows(one)).toContain("1 of 2 agreed");
    expect(ran).toEqual([]);
    await slack.press("U2", one, APPROVE);
    expect(await done).toMatchObject({ ok: true, value: { by: ["ana", "bo"] } });
  });
  test("is brought up to date by what is decided elsewhere", async () => {
    const { note, card, shows, cs, slack } = await office();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    const { r, v, d } = carriedBy(one);
    await cs.desk.review(r, { decision: "deny", reason: "no", by: by("U1"), revision: v, digest: d });
    expect(await done).toMatchObject({ ok: false });
    await until(() => shows(one).startsWith("# Denied: note.add"));
    expect(slack.messages()).toHaveLength(1);
  });
  test("says that its time is over, though nobody presses it", async () => {
    const { note, card, shows, clock, ran } = await office();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    await clock.advance("31m");
    expect(await done).toMatchObject({ error: { code: "expired", executed: "no" } });
    await until(() => shows(one).startsWith("# Expired: note.add"));
    expect(shows(one)).not.toContain("[Deny]");
    expect(ran).toEqual([]);
  });
  test("says that the call failed", async () => {
    const { cs, slack, card, shows } = await office();
    const failing = cs.guard(() => {
      throw new Error("disk full");
    }, add);
    const done = failing.attempt({ text: "hi" });
    const one = await card();
    await slack.press("U1", one, APPROVE);
    expect(await done).toMatchObject({ ok: false, error: { code: "failed" } });
    await until(() => shows(one).includes("# Approved, run and failed: note.add"));
    expect(shows(one)).not.toContain("disk");
  });
});

describe("what comes after a card", () => {
  test("a reminder is a reply in its thread, and an escalation one that the channel sees", async () => {
    const rule = asks({ remind: ["5m"], escalate: [{ after: "10m", to: { person: "eve" } }], within: "1h" });
    const { note, card, clock, delivered, slack, shows } = await office({ rules: [rule] });
    const done = note.attempt({ text: "hi" });
    const one = await card();
    await clock.advance("6m");
    await delivered(2);
    const reminder = slack.messages()[1];
    expect(reminder).toMatchObject({ thread_ts: one.ts, text: expect.stringMatching(/^Reminder: note\u2024add/) });
    expect(reminder).not.toHaveProperty("broadcast");
    expect(shows(reminder as never)).not.toContain("[Deny]");
    await clock.advance("5m");
    await delivered(3);
    const escalation = slack.messages()[2];
    expect(escalation).toMatchObject({ thread_ts: one.ts, broadcast: true, text: expect.stringMatching(/^Escalated/) });
    await slack.press("U3", one, APPROVE);
    expect(await done).toMatchObject({ ok: true, value: { by: ["eve"] } });
    await until(() => shows(one).startsWith("# Approved and run"));
    expect(slack.messages().slice(1)).toEqual([reminder, escalation]);
  });
  test("a reminder of a card that could not be delivered is a card", async () => {
    const { note, clock, delivered, slack, card } = await office({ rules: [asks({ remind: ["5m"] })] });
    slack.fail("chat.postMessage", { body: { ok: false, error: "not_in_channel" } });
    void note.attempt({ text: "hi" });
    await delivered(1);
    await clock.advance("6m");
    expect(await card()).toMatchObject({ text: expect.stringMatching(/^Reminder/) });
  });
  test("a new revision is a new card, and the old one is replaced", async () => {
    const { note, card, slack, shows, told, ran, cs } = await office();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    const { r, v, d } = carriedBy(one);
    const args = { text: "ho", to: "all" };
    await cs.desk.review(r, { decision: "modify", args, by: by("U1"), revision: v, digest: d });
    await until(() => shows(one).startsWith("# Replaced by revision 2"));
    expect(shows(one)).not.toContain("[Deny]");
    const two = await card();
    expect(two.ts).not.toBe(one.ts);
    expect(shows(two)).toContain("* text    ho\n    was   hi");
    for (const verb of [APPROVE, MODIFY, DENY]) await slack.press("U2", one, verb);
    expect(told("U2")).toEqual([
      expect.stringContaining("the call changed while you read"),
      expect.stringContaining("not any more as you were shown it"),
      expect.stringContaining("the call changed while you read"),
    ]);
    expect(shows(one)).toMatch(/^# Replaced by revision 2/);
    await slack.press("U2", two, APPROVE);
    expect(await done).toMatchObject({ ok: true });
    expect(ran).toEqual([args]);
  });
  test("a card that was delivered twice decides once, and both show it", async () => {
    const { note, card, slack, shows, cs, delivered, ran, told } = await office();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    await cs.desk.redeliver(carriedBy(one).r, "slack");
    await delivered(2);
    const two = await card();
    await slack.press("U1", two, APPROVE);
    expect(await done).toMatchObject({ ok: true });
    for (const each of [one, two]) await until(() => shows(each).startsWith("# Approved and run"));
    await slack.press("U2", one, APPROVE);
    expect(told("U2")).toEqual([expect.stringContaining("This request is already over.")]);
    expect(ran).toHaveLength(1);
  });
});

describe("a press", () => {
  test("on a card that was approved already says so, to its sender alone", async () => {
    const { note, card, slack, told, ran } = await office({ rules: [asks({ approve: 2 })] });
    void note.attempt({ text: "hi" });
    const one = await card();
    await slack.press("U1", one, APPROVE);
    await slack.press("U1", one, APPROVE);
    expect(told("U1")).toEqual([expect.stringContaining("You have already said so. Nothing changed.")]);
    expect([slack.messages().length, ran]).toEqual([1, []]);
  });
  test("is recorded with what proved it, and without a name", async () => {
    const { note, card, slack, parts } = await office({ options: { appId: "A0000000001" } });
    const done = note.attempt({ text: "hi" });
    const { payload } = await slack.press("U1", await card(), APPROVE);
    await done;
    const [action] = payload["actions"] as readonly { readonly action_ts: string }[];
    const recorded = parts.audit.log.events.find(({ type }) => type.includes("review.recorded"));
    expect(JSON.parse(recorded?.line ?? "{}")).toMatchObject({
      data: {
        issuer: `slack:${TEAM}`,
        subject: "U1",
        proof: "L1",
        evidence: {
          slack_team: TEAM,
          slack_user: "U1",
          slack_app: "A0000000001",
          came_by: "signed request",
          action_ts: action?.action_ts,
        },
      },
    });
    expect(recorded?.line).not.toContain("acme");
  });
  test("is refused where not all arguments are shown, though a button is made up for it", async () => {
    const { note, card, slack, told, shows, ran } = await office();
    void note.attempt({ text: "x".repeat(4000) });
    const one = await card();
    expect(shows(one)).toContain("lines shown.");
    expect(shows(one)).not.toMatch(/\[(Approve|Modify)/);
    await slack.press("U1", one, DENY, as(APPROVE));
    await slack.press("U1", one, DENY, as(MODIFY));
    expect(told("U1")).toEqual([
      expect.stringContaining("cannot be approved here: not everything fits here."),
      expect.stringContaining("cannot be modified here."),
    ]);
    expect([ran, slack.modals()]).toEqual([[], []]);
  });
  test("leads to the full review where its rule wants more proof", async () => {
    const { note, card, slack, told, shows, ran } = await office({ rules: [asks({ proof: "L2" })] });
    void note.attempt({ text: "hi" });
    const one = await card();
    expect(shows(one)).toContain("[Review and approve]");
    await slack.press("U1", one, DENY, as(APPROVE));
    const { r } = carriedBy(one);
    expect(told("U1")[0]).toMatch(/a fresh sign-in\. Open <https:\/\/review\.example\/requests\/req_\w+>$/);
    expect(told("U1")[0]).toContain(r);
    expect(ran).toEqual([]);
  });
  test.each([undefined, "", "{", '{"r":1}', '{"r":"x","v":0,"d":"y"}', "[]", `{"r":"${"x".repeat(4000)}"}`])(
    "with a button that carries something else is refused (%#)",
    async (value) => {
      const { note, card, slack, told, ran } = await office();
      void note.attempt({ text: "hi" });
      for (const verb of [DENY, APPROVE]) await slack.press("U1", await card(), DENY, as(verb, { value }));
      expect(told("U1")).toEqual(Array(2).fill(expect.stringContaining("This button belongs to no request.")));
      expect(ran).toEqual([]);
    },
  );
  test("about a request that is not there is refused as one without a right to it", async () => {
    const { note, card, slack, told } = await office();
    void note.attempt({ text: "hi" });
    const value = JSON.stringify({ ...carriedBy(await card()), r: "req_other" });
    await slack.press("U1", await card(), DENY, as(DENY, { value }));
    await slack.press("U1", await card(), DENY, as(APPROVE, { value }));
    expect(told("U1")).toEqual([
      expect.stringContaining("You are not among the people this rule asks."),
      expect.stringContaining("The request cannot be found right now."),
    ]);
  });
});
