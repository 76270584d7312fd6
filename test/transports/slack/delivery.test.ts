import { afterEach, describe, expect, test } from "vitest";
import { fakeClock, transportSuite } from "../../../src/testing/testing.js";
import { slackOn } from "../../../src/transports/slack/slack-on.js";
import { request } from "../requests.js";
import { APPROVE, by, carriedBy, closeAll, isCard, office, optionsFor, type Tier, until, workspace } from "./office.js";

afterEach(closeAll);

const TIERS: readonly Tier[] = ["webhook", "app", "socket"];

/** What stands in Slack is no business of a suite of all transports; that it took every message is. */
describe.each(TIERS)("over %s", (tier) => {
  transportSuite(test, async () => {
    const clock = fakeClock(new Date().toISOString());
    const slack = await workspace(clock);
    return slackOn(optionsFor(tier, slack), { clock });
  });
});

describe("two transports of one token", () => {
  test.each<Tier>(["webhook", "app"])("take turns, in order (%s)", async (tier) => {
    const clock = fakeClock(new Date().toISOString());
    const slack = await workspace(clock);
    const [one, two] = ["a", "b"].map((name) => slackOn({ ...optionsFor(tier, slack), name }, { clock }));
    const method = tier === "webhook" ? "webhook" : "chat.postMessage";
    slack.fail(method, { status: 429, headers: { "retry-after": "7" }, body: "ratelimited" });
    const message = (id: string) => request(id, { expiresAt: new Date(clock.now() + 60_000) });
    const sent = [one, two, one].map((transport, at) => transport?.deliver(message(`r-${at}`)));
    await until(() => slack.seen.length === 1);
    await clock.advance("6s");
    expect(slack.seen).toHaveLength(1);
    await clock.advance("1s");
    await Promise.all(sent);
    expect(slack.messages().map(({ text }) => /r-\d/.exec(text)?.[0])).toEqual(["r-0", "r-1", "r-2"]);
    expect(slack.seen).toHaveLength(4);
  });
  test("do not wait for a message whose time is over", async () => {
    const clock = fakeClock(new Date().toISOString());
    const slack = await workspace(clock);
    const transport = slackOn(optionsFor("app", slack), { clock });
    const late = transport.deliver(request("late", { expiresAt: new Date(clock.now() - 1) }));
    await expect(late).rejects.toThrow("its time was over before its turn came");
    expect(slack.seen).toEqual([]);
  });
});

describe("a delivery", () => {
  test.each([
    [
      "webhook",
      "webhook",
      { status: 404, body: "no_service" },
      "POST HOST: Slack says no_service: install the app again",
    ],
    [
      "app",
      "chat.postMessage",
      { body: { ok: false, error: "not_in_channel" } },
      "POST HOST: Slack says not_in_channel: ",
    ],
  ] as const)(
    "that failed decides nothing, says why without a secret, and can be tried again (%s)",
    async (tier, method, failure, why) => {
      const { slack, note, delivered, parts, cs, card, ran } = await office({ tier });
      slack.fail(method, failure);
      const done = note.attempt({ text: "hi" });
      await delivered(1);
      const [row] = (await parts.store.list({ tenant: "default", kind: "call", states: ["pending"], limit: 1 })).rows;
      const failed = expect.stringContaining(why.replace("HOST", new URL(slack.url).host)) as string;
      expect(row?.progress).toMatchObject({ deliveries: [{ failed }] });
      const { webhookUrl, botToken, signingSecret } = slack;
      for (const secret of [new URL(webhookUrl).pathname, botToken, signingSecret]) {
        expect(JSON.stringify(row)).not.toContain(secret);
        expect(parts.audit.log.events.map(({ line }) => line).join("\n")).not.toContain(secret);
      }
      const again = await cs.desk.redeliver(row?.id ?? "", "slack");
      expect(again).not.toHaveProperty("failed");
      await slack.press("U1", await card(), APPROVE);
      expect(await done).toMatchObject({ ok: true });
      expect(ran).toHaveLength(1);
    },
  );
  test.each([
    ["webhook", "webhook"],
    ["app", "chat.postMessage"],
  ] as const)("whose answer was lost is made again, and both cards decide once (%s)", async (tier, method) => {
    const { slack, note, clock, delivered, ran, shows, told } = await office({ tier });
    slack.fail(method, { hang: "lost" });
    const done = note.attempt({ text: "hi" });
    await until(() => slack.messages().length === 1);
    for (let second = 0; slack.messages().length < 2 && second < 20; second++) await clock.advance("1s");
    await delivered(1);
    const [one, two] = slack.messages().filter(isCard);
    if (!one || !two) throw new Error("there are no two cards");
    await slack.press("U1", one, APPROVE);
    expect(await done).toMatchObject({ ok: true });
    await slack.press("U2", two, APPROVE);
    expect(told("U2")).toEqual([expect.stringContaining("This request is already over.")]);
    for (const card of [one, two]) await until(() => shows(card).startsWith("# Approved"));
    expect(ran).toHaveLength(1);
  });
  test("is known in time, though an older card cannot be replaced just now", async () => {
    const { slack, note, card, cs, clock, delivered, shows } = await office();
    void note.attempt({ text: "hi" });
    const one = await card();
    const { r, v, d } = carriedBy(one);
    slack.fail("chat.update", { hang: "hang" });
    const args = { text: "ho", to: "all" };
    await cs.desk.review(r, { decision: "modify", args, by: by("U1"), revision: v, digest: d });
    await until(() => slack.seen.some(({ method }) => method === "chat.update"));
    await clock.advance("6s");
    await delivered(2);
    expect(shows(slack.messages()[1] as never)).toContain("revision 2");
    await clock.advance("15s");
    await until(() => shows(one).startsWith("# Replaced"));
  });
  test("that Slack cannot be told of an update of leaves the card to the next", async () => {
    const { slack, note, card, shows, ran } = await office();
    const done = note.attempt({ text: "hi" });
    const one = await card();
    slack.fail("chat.update", { body: { ok: false, error: "message_not_found" } });
    await slack.press("U1", one, APPROVE);
    expect(await done).toMatchObject({ ok: true });
    await until(() => shows(one).startsWith("# Approved and run"));
    expect(ran).toHaveLength(1);
  });
});

test("one press whose answer hangs holds up nobody else's", async () => {
  const { slack, note, card, told, clock } = await office({ tier: "webhook" });
  void note.attempt({ text: "hi" });
  const one = await card();
  slack.fail("response_url", { hang: "hang" });
  const hanging = slack.press("U3", one, APPROVE);
  await until(() => slack.seen.some(({ method }) => method === "response_url"));
  slack.join({ id: "U9", name: "zoe" });
  await slack.press("U9", one, APPROVE);
  expect(told("U9")).toHaveLength(1);
  await clock.advance("20s");
  expect(await hanging).toMatchObject({ status: 200 });
});
