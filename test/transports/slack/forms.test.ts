import { afterEach, describe, expect, test } from "vitest";
import { APPROVE, asks, by, carriedBy, closeAll, MODIFY, office, until } from "./office.js";

afterEach(closeAll);

const CLEARED = '{"response_action":"clear"}';
const call = { orderId: "o-1", amount: 620 };
const errorsIn = (body: string) => (JSON.parse(body) as { errors?: Record<string, string> }).errors;

describe("a form to approve", () => {
  test("wants the critical value typed, and says at its field that another one is wrong", async () => {
    const { refund, card, form, slack, ran, open, shows } = await office();
    const done = refund.attempt(call);
    const one = await card();
    const modal = await form("U1", one, APPROVE);
    expect(ran).toEqual([]);
    const wrong = await slack.submit("U1", modal, { typed: "o-2" });
    expect(errorsIn(wrong.body)).toEqual({ typed: expect.stringContaining("That is not what `orderId` says.") });
    expect(open(modal)?.errors).toEqual(errorsIn(wrong.body));
    expect(ran).toEqual([]);
    expect((await slack.submit("U1", modal, { typed: "o-1" })).body).toBe(CLEARED);
    expect(open(modal)).toBeUndefined();
    expect(await done).toMatchObject({ ok: true, value: { by: ["ana"] } });
    await until(() => shows(one).startsWith("# Approved and run"));
  });
  test("wants a tick where it leaves the house", async () => {
    const { mail, card, form, slack, says } = await office();
    const done = mail.attempt({ to: "a@partner.example" });
    const modal = await form("U1", await card(), APPROVE);
    expect(says(modal)).toContain("I mean a@partner.example");
    await expect(slack.submit("U1", modal, {})).rejects.toThrow("meant is required");
    expect((await slack.submit("U1", modal, { meant: ["yes"] })).body).toBe(CLEARED);
    expect(await done).toMatchObject({ ok: true });
  });
  test("without its tick, which Slack's own client would not send, approves nothing", async () => {
    const { mail, card, form, slack, ran } = await office();
    void mail.attempt({ to: "a@partner.example" });
    const modal = await form("U1", await card(), APPROVE);
    const unticked = await slack.submit("U1", modal, { meant: ["yes"] }, (payload) => {
      const view = payload["view"] as { state: { values: Record<string, unknown> } };
      const values = { ...view.state.values, meant: { v: { type: "checkboxes", selected_options: [] } } };
      return { ...payload, view: { ...view, state: { values } } };
    });
    expect(errorsIn(unticked.body)).toEqual({ meant: expect.stringContaining("Tick this to approve.") });
    expect(ran).toEqual([]);
  });
  test("asks for a reason where the rule does, and the log has it", async () => {
    const { note, card, form, slack, parts, says } = await office({ rules: [asks({ reason: "required" })] });
    const done = note.attempt({ text: "hi" });
    const modal = await form("U1", await card(), APPROVE);
    expect(says(modal)).toContain("reason: Reason, goes in the log !");
    await expect(slack.submit("U1", modal, {})).rejects.toThrow("reason is required");
    const blank = await slack.submit("U1", modal, { reason: "  \n " });
    expect(errorsIn(blank.body)).toEqual({ reason: "Not recorded. This rule asks for a reason." });
    expect((await slack.submit("U1", modal, { reason: " it is right " })).body).toBe(CLEARED);
    expect(await done).toMatchObject({ ok: true });
    expect(parts.audit.log.events.some(({ line }) => line.includes('"reason":"it is right"'))).toBe(true);
  });
  test("says in its place why an answer was not recorded", async () => {
    const { refund, card, form, slack, says, ran, shows, open } = await office();
    void refund.attempt(call);
    const one = await card();
    const modal = await form("U3", one, APPROVE);
    await slack.submit("U3", modal, { typed: "o-1" });
    expect(says(modal)).toContain("Not recorded. You are not among the people this rule asks.");
    expect(open(modal)?.trouble).toBeUndefined();
    expect(shows(one)).toContain("[Approve…]");
    expect(ran).toEqual([]);
  });
  test("that Slack opens too late is said, and nothing is recorded", async () => {
    const { refund, card, slack, told, ran } = await office();
    void refund.attempt(call);
    slack.fail("views.open", { body: { ok: false, error: "expired_trigger_id" } });
    await slack.press("U1", await card(), APPROVE);
    expect(told("U1")).toEqual([expect.stringContaining("Slack did not open the form in time. Press again.")]);
    expect([ran, slack.modals()]).toEqual([[], []]);
  });
  test("is opened once a press: the trigger is not tried again", async () => {
    const { refund, card, slack } = await office();
    void refund.attempt(call);
    slack.fail("views.open", { status: 503 });
    await slack.press("U1", await card(), APPROVE);
    expect(slack.seen.filter(({ method }) => method === "views.open")).toHaveLength(1);
  });
});

describe("a form to modify", () => {
  test("makes a revision, which somebody else must approve as it is", async () => {
    const { refund, card, form, slack, shows, ran, told } = await office();
    const done = refund.attempt({ ...call, note: "x" });
    const one = await card();
    const modal = await form("U1", one, MODIFY);
    const changed = { "arg:amount": "550", reason: "too much" };
    expect((await slack.submit("U1", modal, changed)).body).toBe(CLEARED);
    await until(() => shows(one).startsWith("# Replaced by revision 2"));
    const two = await card();
    expect(shows(two)).toMatch(/\* amount\s+550\n\s+was\s+620/);
    expect(shows(two)).toContain("revision 2, changed by");
    const own = await form("U1", two, APPROVE);
    await slack.submit("U1", own, { typed: "o-1" });
    expect(ran).toEqual([]);
    expect(told("U1")).toEqual([]);
    const other = await form("U2", two, APPROVE);
    expect((await slack.submit("U2", other, { typed: "o-1" })).body).toBe(CLEARED);
    expect(await done).toMatchObject({ ok: true, value: { by: ["bo"] } });
    expect(ran).toEqual([{ orderId: "o-1", amount: 550, note: "x" }]);
  });
  test("says what the schema says at the field, and stays open", async () => {
    const { refund, card, form, slack, open } = await office();
    void refund.attempt(call);
    const one = await card();
    const modal = await form("U1", one, MODIFY);
    const { body } = await slack.submit("U1", modal, { "arg:amount": "-3" });
    expect(errorsIn(body)).toEqual({ "arg:amount": expect.stringContaining("expected number to be >0") });
    expect(open(modal)?.errors).toEqual(errorsIn(body));
    expect(await card()).toBe(one); // not edited
  });
  test("says at a field of JSON that it is none", async () => {
    const { refund, card, form, slack } = await office();
    void refund.attempt(call);
    const modal = await form("U1", await card(), MODIFY);
    const { body } = await slack.submit("U1", modal, { "arg:amount": "a lot" });
    expect(errorsIn(body)).toEqual({ "arg:amount": "This is not JSON: put a text into quotes." });
  });
  test("that changes nothing, or whose change the policy denies, says so and leaves the request", async () => {
    const { refund, card, form, slack, says, shows } = await office();
    void refund.attempt(call);
    const one = await card();
    const modal = await form("U1", one, MODIFY);
    await slack.submit("U1", modal, {});
    expect(says(modal)).toContain("Nothing is different.");
    expect(shows(one)).toContain("[Modify…]");
  });
  test("is not there where the rule takes no modification", async () => {
    const { note, card, shows } = await office({ rules: [asks({ modify: "forbid" })] });
    void note.attempt({ text: "hi" });
    expect(shows(await card())).toContain("[Deny] [Approve] [Open full review]");
  });
  test("of somebody who may not is answered in its place", async () => {
    const { refund, card, form, slack, says, shows } = await office();
    void refund.attempt(call);
    const one = await card();
    const modal = await form("U3", one, MODIFY);
    await slack.submit("U3", modal, { "arg:amount": "1" });
    expect(says(modal)).toContain("You are not among the people this rule asks.");
    expect(shows(one)).toContain("620");
  });
});

test("a form whose request is decided meanwhile changes nothing, and the card is brought up to date", async () => {
  const { refund, card, form, slack, cs, says, shows, ran } = await office();
  const done = refund.attempt(call);
  const one = await card();
  const [approve, modify] = [await form("U1", one, APPROVE), await form("U2", one, MODIFY)];
  const { r, v, d } = carriedBy(one);
  await cs.desk.review(r, { decision: "deny", by: by("U2"), revision: v, digest: d });
  expect(await done).toMatchObject({ ok: false });
  await slack.submit("U1", approve, { typed: "o-1" });
  await slack.submit("U2", modify, { "arg:amount": "1" });
  expect(says(approve)).toContain("This request is already over. Denied.");
  expect(says(modify)).toContain("not any more as you were shown it");
  await until(() => shows(one).startsWith("# Denied"));
  expect(ran).toEqual([]);
});
