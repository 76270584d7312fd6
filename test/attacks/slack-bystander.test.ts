import { afterEach, expect, test } from "vitest";
import { APPROVE, asks, closeAll, DENY, MODIFY, office, type Tier } from "../transports/slack/office.js";

afterEach(closeAll);

const NOT_ASKED = expect.stringContaining("You are not among the people this rule asks.");

test.each<Tier>(["webhook", "app", "socket"])(
  "a member of the channel who is no approver decides nothing by any button, and is told so alone (%s)",
  async (tier) => {
    const { note, slack, card, now, ran, told, events } = await office({ tier });
    const done = note.attempt({ text: "hi" });
    const one = await card();
    for (const verb of [APPROVE, DENY]) await slack.press("U3", one, verb);
    expect(told("U3")).toEqual([NOT_ASKED, NOT_ASKED]);
    expect([now(one.ts).edited, slack.messages().length, ran]).toEqual([0, 1, []]);
    await slack.press("U1", one, APPROVE);
    expect(await done).toMatchObject({ ok: true, value: { by: ["ana"] } });
    expect(events().filter((type) => type === "review.refused")).toHaveLength(2);
  },
);

test("a form that a bystander opened and filled in rightly records nothing", async () => {
  const { refund, slack, card, form, says, ran, now } = await office();
  void refund.attempt({ orderId: "o-1", amount: 620 });
  const one = await card();
  const [approve, modify] = [await form("U3", one, APPROVE), await form("U3", one, MODIFY)];
  await slack.submit("U3", approve, { typed: "o-1" });
  await slack.submit("U3", modify, { "arg:amount": "1" });
  for (const modal of [approve, modify]) expect(says(modal)).toContain("You are not among the people this rule asks.");
  expect([now(one.ts).edited, slack.messages().length, ran]).toEqual([0, 1, []]);
});

test("where the rule names nobody whom the directory has, nobody's press counts", async () => {
  const { note, slack } = await office({ rules: [asks({ approvers: { group: "nobody" } })] });
  expect(await note.attempt({ text: "hi" })).toMatchObject({ ok: false });
  expect(slack.messages()).toEqual([]);
});

test("a person of the call itself decides nothing, approver or not", async () => {
  const { note, slack, card, told, ran, now } = await office();
  void note.attempt({ text: "hi" }, { context: { user: { issuer: "slack:T0000000001", subject: "U1" } } });
  const one = await card();
  await slack.press("U1", one, APPROVE);
  expect(told("U1")).toEqual([expect.stringContaining("This is your own call")]);
  expect([ran, now(one.ts).edited]).toEqual([[], 0]);
});
