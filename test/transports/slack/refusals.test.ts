import { afterEach, describe, expect, test } from "vitest";
import type { Account } from "../../../examples/slack/stand-in/workspace.js";
import { APPROVE, closeAll, DENY, office, PEOPLE, TEAM, type Tier } from "./office.js";

afterEach(closeAll);

type Change = Partial<Account> & Record<string, unknown>;
const OTHER = "T0000000009";

/** Ana, who is an approver, with an account that is as said. */
async function pressing(change: Change, tier: Tier = "app", verb = APPROVE) {
  const made = await office({ tier });
  made.slack.join({ id: "U1", ...change });
  void made.note.attempt({ text: "hi" });
  const one = await made.card();
  await made.slack.press("U1", one, verb);
  return { ...made, one };
}

describe("Slack is asked about the account, and", () => {
  test.each<[string, Change, string]>([
    ["a guest of one channel", { is_ultra_restricted: true, is_restricted: true }, "Guests cannot decide from here"],
    ["a guest of several channels", { is_restricted: true }, "Guests cannot decide from here"],
    ["a deactivated account", { deleted: true }, "Your account is deactivated."],
    ["a bot", { is_bot: true }, "A bot cannot decide."],
    ["a workflow", { is_workflow_bot: true }, "A bot cannot decide."],
    ["a connector", { is_connector_bot: true }, "A bot cannot decide."],
    ["a stranger", { is_stranger: true }, "of another workspace"],
    ["somebody of another workspace", { team_id: OTHER }, "of another workspace"],
  ])("%s is refused alone, and the card stays", async (_, change, why) => {
    for (const verb of [APPROVE, DENY]) {
      const { told, one, now, ran, slack, shows } = await pressing(change, "app", verb);
      expect(told("U1")).toEqual([expect.stringContaining(why)]);
      expect(shows(one)).toContain("[Deny] [Approve]");
      expect([now(one.ts).edited, ran, slack.messages().length]).toEqual([0, [], 1]);
      await closeAll();
    }
  });
  test.each([
    ["an error", { body: { ok: false, error: "user_not_found" } }],
    ["a server's fault", { status: 500 }],
    ["somebody else", { body: { ok: true, user: { id: "U2", team_id: TEAM } } }],
    ["nobody", { body: { ok: true } }],
    ["no workspace", { body: { ok: true, user: { id: "U1" } } }],
    ["a cut connection", { hang: "drop" }],
  ] as const)("an answer of %s is a no, for now", async (_, failure) => {
    const { slack, note, card, told, ran } = await office();
    void note.attempt({ text: "hi" });
    const one = await card();
    slack.fail("users.info", failure);
    await slack.press("U1", one, APPROVE);
    expect(told("U1")).toEqual([expect.stringMatching(/Slack did not say|of another workspace/)]);
    expect(ran).toEqual([]);
  });
  test("what it said is good for five minutes, and what it did not say is asked again", async () => {
    const { slack, note, card, clock } = await office();
    void note.attempt({ text: "hi" });
    const one = await card();
    const asked = () => slack.seen.filter(({ method }) => method === "users.info").length;
    slack.fail("users.info", { status: 500 });
    for (const count of [1, 2, 2]) {
      await slack.press("U3", one, DENY);
      expect(asked()).toBe(count);
    }
    await clock.advance("5m");
    await slack.press("U3", one, DENY);
    expect(asked()).toBe(3);
  });
  test("of an account by a name of its own nothing is made", async () => {
    const { slack, note, card, told, ran } = await office();
    slack.join({ id: "U8", name: "ana" });
    void note.attempt({ text: "hi" });
    await slack.press("U8", await card(), APPROVE);
    expect(told("U8")).toEqual([expect.stringContaining("We could not tell who you are in the directory")]);
    expect(ran).toEqual([]);
  });
});

describe("the payload says, and needs no question, that", () => {
  test.each<[string, (payload: Record<string, unknown>) => object, string]>([
    ["it is of another workspace", () => ({ team: { id: OTHER } }), "of another workspace"],
    ["it is of no workspace", () => ({ team: null }), "of another workspace"],
    ["the person is of another one", ({ user }) => ({ user: { ...(user as object), team_id: OTHER } }), "of another"],
    ["it is by a bot", () => ({ bot_id: "B1" }), "A bot cannot decide."],
    [
      "the person is Slackbot",
      ({ user }) => ({ user: { ...(user as object), id: "USLACKBOT" } }),
      "A bot cannot decide.",
    ],
    ["it is of another app", () => ({ api_app_id: "A9" }), "This came from another app."],
  ])("%s", async (_, change, why) => {
    const { slack, note, card, told, ran } = await office({ options: { appId: "A0000000001" } });
    void note.attempt({ text: "hi" });
    await slack.press("U1", await card(), APPROVE, (payload) => ({ ...payload, ...change(payload) }));
    expect(told("U1")).toEqual([expect.stringContaining(why)]);
    expect(slack.seen.map(({ method }) => method)).toEqual(["chat.postMessage", "response_url"]);
    expect(ran).toEqual([]);
  });
});

describe("people who are named by e-mail", () => {
  const issuer = "https://mail.example";
  const people = [
    { id: "ana", identities: [{ issuer, subject: "ana@acme.example" }], groups: ["finance"] },
    ...PEOPLE.slice(1),
  ];
  const byEmail = () => office({ people, options: { byEmail: { issuer } } });
  test.each<[string, Change, string | undefined]>([
    ["that is listed", {}, undefined],
    ["that is listed in small letters", { email: "Ana@ACME.example" }, undefined],
    ["that is another one", { email: "ana@acme.example.evil" }, "in the directory"],
    ["that Slack has not confirmed", { is_email_confirmed: false }, "which e-mail address"],
    ["that is none", { email: "ana" }, "which e-mail address"],
    ["that Slack does not say", { email: "" }, "which e-mail address"],
  ])("are who the directory lists, by an address %s", async (_, change, why) => {
    const { slack, note, card, told, ran } = await byEmail();
    slack.join({ id: "U1", ...change });
    const done = note.attempt({ text: "hi" });
    await slack.press("U1", await card(), APPROVE);
    if (why === undefined) expect(await done).toMatchObject({ ok: true, value: { by: ["ana"] } });
    else expect(told("U1")).toEqual([expect.stringContaining(why)]);
    expect(ran).toHaveLength(why === undefined ? 1 : 0);
  });
  test("are not known by their Slack id any more", async () => {
    const { slack, note, card, told, ran } = await byEmail();
    void note.attempt({ text: "hi" });
    await slack.press("U2", await card(), APPROVE);
    expect(told("U2")).toEqual([expect.stringContaining("in the directory")]);
    expect(ran).toEqual([]);
  });
});

describe("an app that is installed for an organisation", () => {
  const people = PEOPLE.map((one) => ({
    ...one,
    identities: one.identities.map(({ issuer, subject }) => ({ issuer: issuer.replace(TEAM, "E1"), subject })),
  }));
  const inside = (payload: Record<string, unknown>) => ({ ...payload, enterprise: { id: "E1" }, team: null });
  test.each<[string, Change, typeof inside, "taken" | "refused"]>([
    ["a member of it", { enterprise_user: { enterprise_id: "E1" } }, inside, "taken"],
    ["somebody of another one", { enterprise_user: { enterprise_id: "E2" } }, inside, "refused"],
    ["somebody of none", {}, inside, "refused"],
    ["a press from outside", { enterprise_user: { enterprise_id: "E1" } }, (payload) => payload as never, "refused"],
  ])("takes the answer of %s as it should", async (_, change, where, expected) => {
    const { slack, note, card, told, ran } = await office({ people, options: { team: "E1" } });
    slack.join({ id: "U1", ...change });
    const done = note.attempt({ text: "hi" });
    await slack.press("U1", await card(), APPROVE, where);
    if (expected === "taken") expect(await done).toMatchObject({ ok: true });
    else expect(told("U1")).toEqual([expect.stringContaining("of another workspace")]);
    expect(ran).toHaveLength(expected === "taken" ? 1 : 0);
  });
});
