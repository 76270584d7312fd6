import { afterEach, describe, expect, test } from "vitest";
import { APPROVE, closeAll, DENY, office, PEOPLE, type Tier } from "../transports/slack/office.js";

afterEach(closeAll);

const STRANGER = expect.stringContaining("We could not tell who you are in the directory");
const BYSTANDER = expect.stringContaining("You are not among the people this rule asks.");

describe.each<Tier>(["webhook", "app", "socket"])("an account that takes the name of an approver (%s)", (tier) => {
  test.each([
    ["a new one", "U8", STRANGER],
    ["one that the directory knows", "U3", BYSTANDER],
  ])("decides nothing: %s", async (_, id, why) => {
    const { slack, note, card, told, ran } = await office({ tier });
    slack.join({ id: "U1", name: "ana-on-leave" });
    slack.join({ id, name: "ana" });
    const done = note.attempt({ text: "hi" });
    const one = await card();
    for (const verb of [APPROVE, DENY]) await slack.press(id, one, verb);
    expect(told(id)).toEqual([why, why]);
    expect(ran).toEqual([]);
    await slack.press("U1", one, APPROVE);
    expect(await done).toMatchObject({ ok: true, value: { by: ["ana"] } });
  });
  test("nor does a payload that says the approver's name in every place that has one", async () => {
    const { slack, note, card, ran } = await office({ tier });
    void note.attempt({ text: "hi" });
    const names = { name: "ana", username: "ana", real_name: "ana", email: "ana@acme.example", display_name: "U1" };
    const named = (payload: Record<string, unknown>) => ({
      ...payload,
      user: { ...(payload["user"] as object), ...names },
    });
    await slack.press("U3", await card(), APPROVE, named);
    expect(ran).toEqual([]);
  });
});

test("where people are named by e-mail, a name is none", async () => {
  const issuer = "https://mail.example";
  const ana = { id: "ana", identities: [{ issuer, subject: "ana@acme.example" }], groups: ["finance"] };
  const { slack, note, card, told, ran } = await office({
    people: [ana, ...PEOPLE.slice(1)],
    options: { byEmail: { issuer } },
  });
  slack.join({ id: "U8", name: "ana@acme.example", email: "mallory@evil.example" });
  void note.attempt({ text: "hi" });
  await slack.press("U8", await card(), APPROVE);
  expect(told("U8")).toEqual([STRANGER]);
  expect(ran).toEqual([]);
});
