import { afterEach, expect, test } from "vitest";
import { APPROVE, closeAll, DENY, MODIFY, office, TEAM, type Tier } from "../transports/slack/office.js";

afterEach(closeAll);

type Payload = Record<string, unknown>;
const as = (change: object) => (payload: Payload) => ({
  ...payload,
  user: { ...(payload["user"] as object), ...change },
});
const NO_BOT = expect.stringContaining("A bot cannot decide.");

test.each<[string, Tier, (payload: Payload) => Payload]>([
  ["a bot of the payload", "webhook", (payload) => ({ ...payload, bot_id: "B1" })],
  ["a bot of the payload", "socket", (payload) => ({ ...payload, bot_id: "B1" })],
  ["an account that is a bot", "webhook", as({ is_bot: true })],
  ["Slackbot", "app", as({ id: "USLACKBOT" })],
])("%s decides nothing, an approver's id or not (%s)", async (_, tier, change) => {
  const { slack, note, card, told, ran } = await office({ tier });
  void note.attempt({ text: "hi" });
  const one = await card();
  for (const verb of [APPROVE, DENY]) await slack.press("U1", one, verb, change);
  expect(told("U1")).toEqual([NO_BOT, NO_BOT]);
  expect(ran).toEqual([]);
});

test.each(["is_bot", "is_workflow_bot", "is_connector_bot"])(
  "an account of which only Slack says that it is one (%s) decides nothing, though the directory lists it",
  async (flag) => {
    const bot = { id: "agent", identities: [{ issuer: `slack:${TEAM}`, subject: "U7" }], groups: ["finance"] };
    const ana = { id: "ana", identities: [{ issuer: `slack:${TEAM}`, subject: "U1" }], groups: ["finance"] };
    const owner = { id: "owner", identities: [{ issuer: "test", subject: "owner" }] };
    const { slack, refund, note, card, told, form, says, ran } = await office({ people: [bot, ana, owner] });
    slack.join({ id: "U7", name: "agent", ...({ [flag]: true } as object) });
    void note.attempt({ text: "hi" });
    const one = await card();
    for (const verb of [APPROVE, DENY]) await slack.press("U7", one, verb);
    expect(told("U7")).toEqual([NO_BOT, NO_BOT]);
    void refund.attempt({ orderId: "o-1", amount: 620 });
    const two = await card(2);
    const [approve, modify] = [await form("U7", two, APPROVE), await form("U7", two, MODIFY)];
    await slack.submit("U7", approve, { typed: "o-1" });
    await slack.submit("U7", modify, { "arg:amount": "1" });
    for (const modal of [approve, modify]) expect(says(modal)).toContain("A bot cannot decide.");
    expect(ran).toEqual([]);
  },
);

test.each([undefined, "", "B0000000002", "A0000000001", "u1", "U1 ", "U1\u200b", "../U1", ["U1"], { id: "U1" }])(
  "an id that is no account's (%j) is nobody",
  async (id) => {
    const { slack, note, card, ran, events } = await office();
    void note.attempt({ text: "hi" });
    const answered = await slack.press("U1", await card(), APPROVE, as({ id }));
    expect(answered).toMatchObject({ status: 200, body: "" });
    expect([ran, slack.ephemerals(), events().includes("review.recorded")]).toEqual([[], [], false]);
  },
);
