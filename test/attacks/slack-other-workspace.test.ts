import { afterEach, describe, expect, test } from "vitest";
import { APPROVE, closeAll, DENY, office, TEAM, type Tier } from "../transports/slack/office.js";

afterEach(closeAll);

type Payload = Record<string, unknown>;
const OTHER = "T0000000009";
const ELSEWHERE = expect.stringContaining("Your account is of another workspace");
const from = (change: object) => (payload: Payload) => ({ ...payload, ...change });
const user = (change: object) => (payload: Payload) => ({
  ...payload,
  user: { ...(payload["user"] as object), ...change },
});

describe.each<Tier>(["webhook", "app", "socket"])("an id like an approver's (%s)", (tier) => {
  test.each([
    ["a stranger who shares the channel", user({ team_id: OTHER })],
    ["a click from another workspace that has the app", from({ team: { id: OTHER, domain: "evil" } })],
    ["all of that", (payload: Payload) => user({ team_id: OTHER })(from({ team: { id: OTHER } })(payload))],
    ["a workspace that calls itself by our name", from({ team: { id: OTHER, domain: "acme", name: TEAM } })],
    ["a click from no workspace", from({ team: null, enterprise: null })],
    ["an organisation", from({ team: null, enterprise: { id: "E1" }, is_enterprise_install: true })],
    ["a list of workspaces", from({ team: { id: [TEAM] } })],
    ["our workspace in small letters", from({ team: { id: TEAM.toLowerCase() } })],
  ])("is nobody here, of %s", async (_, change) => {
    const { slack, note, card, told, ran, now, events } = await office({ tier });
    const done = note.attempt({ text: "hi" });
    const one = await card();
    for (const verb of [APPROVE, DENY]) await slack.press("U1", one, verb, change);
    expect(told("U1")).toEqual([ELSEWHERE, ELSEWHERE]);
    expect([ran, now(one.ts).edited, events().includes("review.recorded")]).toEqual([[], 0, false]);
    await slack.press("U1", one, APPROVE);
    expect(await done).toMatchObject({ ok: true });
  });
});

test("a stranger whom Slack's payload does not give away is found by asking about the account", async () => {
  const { slack, note, card, told, ran } = await office();
  slack.join({ id: "U1", team_id: OTHER, is_stranger: true });
  void note.attempt({ text: "hi" });
  await slack.press("U1", await card(), APPROVE, user({ team_id: undefined }));
  expect(told("U1")).toEqual([ELSEWHERE]);
  expect(ran).toEqual([]);
});

test("a form that is sent from elsewhere records nothing", async () => {
  const { slack, refund, card, form, says, ran } = await office();
  void refund.attempt({ orderId: "o-1", amount: 620 });
  const modal = await form("U1", await card(), APPROVE);
  await slack.submit("U1", modal, { typed: "o-1" }, user({ team_id: OTHER }));
  expect(says(modal)).toContain("Your account is of another workspace");
  expect(ran).toEqual([]);
});
