import { afterEach, describe, expect, test } from "vitest";
import type { Store } from "../../../src/index.js";
import { APPROVE, asks, closeAll, MODIFY, type Office, office, type Tier, until } from "./office.js";

afterEach(closeAll);

const call = { orderId: "o-1", amount: 620 };

/** An office whose store takes its time, by the desk's clock, once it is told to. */
async function slow(more: Office = {}) {
  let takes = 0;
  let waits = 0;
  let after = async (_ms: number) => {};
  const slowed = async () => {
    if (takes === 0) return;
    waits++;
    await after(takes);
  };
  const made = await office({
    ...more,
    store: (store: Store) => ({
      ...store,
      async compareAndSet(...given) {
        await slowed();
        return store.compareAndSet(...given);
      },
    }),
  });
  after = (ms) => made.clock.sleep(ms);
  return {
    ...made,
    takes: (ms: number) => {
      takes = ms;
    },
    /** What was asked, while time passes once the store is being waited for. */
    async meanwhile<T>(asked: Promise<T>, time: `${number}s`): Promise<T> {
      const before = waits;
      await until(() => waits > before);
      await made.clock.advance(time);
      return asked;
    },
  };
}

describe("a desk that takes longer than Slack waits", () => {
  test.each<Tier>(["webhook", "app", "socket"])(
    "acknowledges a press in time, and shows it afterwards (%s)",
    async (tier) => {
      const { note, card, slack, shows, takes, meanwhile, clock, ran } = await slow({ tier });
      await note.attempt({ text: "hi" }, { key: "k", hold: 0 });
      const one = await card();
      if (tier === "socket") await slack.sockets.connected();
      takes(20_000);
      const answered = await meanwhile(slack.press("U1", one, APPROVE), "3s");
      expect(answered).toMatchObject({ status: 200, body: "" });
      expect(shows(one)).toContain("0 of 1 agreed");
      takes(0);
      await clock.advance("20s");
      await until(() => shows(one).startsWith("# Approved"));
      expect(await note.attempt({ text: "hi" }, { key: "k", hold: 0 })).toMatchObject({ ok: true });
      expect(ran).toHaveLength(1);
    },
  );
  test("says in the form that it takes long, and there what became of it", async () => {
    const { refund, card, slack, form, says, takes, meanwhile, clock, shows } = await slow();
    await refund.attempt(call, { key: "k", hold: 0 });
    const one = await card();
    const modal = await form("U1", one, APPROVE);
    takes(20_000);
    const answered = await meanwhile(slack.submit("U1", modal, { typed: "o-1" }), "3s");
    expect(JSON.parse(answered.body)).toMatchObject({ response_action: "update" });
    expect(says(modal)).toContain("It takes longer than usual.");
    takes(0);
    await clock.advance("20s");
    await until(() => says(modal).includes("Your answer is recorded."));
    await until(() => shows(one).startsWith("# Approved"));
  });
  test("says in the form afterwards why nothing was recorded", async () => {
    const { refund, card, slack, form, says, takes, meanwhile, clock } = await slow();
    await refund.attempt(call, { key: "k", hold: 0 });
    const modal = await form("U1", await card(), MODIFY);
    takes(40 * 60_000);
    await meanwhile(slack.submit("U1", modal, { "arg:amount": "1" }), "3s");
    takes(0);
    await clock.advance("45m");
    await until(() => says(modal).includes("Not recorded. This request is already over."));
  });
  test("answers the very same request again with what the first was answered, and decides once", async () => {
    const { note, card, slack, takes, meanwhile, clock, events } = await slow({ rules: [asks({ approve: 2 })] });
    await note.attempt({ text: "hi" }, { key: "k", hold: 0 });
    const one = await card();
    takes(20_000);
    const twice = Promise.all([slack.press("U1", one, APPROVE), slack.press("U1", one, APPROVE)]);
    expect(await meanwhile(twice, "3s")).toMatchObject([{ status: 200 }, { status: 200 }]);
    takes(0);
    await clock.advance("50s");
    await until(() => events().filter((type) => type === "review.recorded").length === 1);
  });
});

test("a store that cannot be reached is told, and not as a decision", async () => {
  const made = await office({
    store: (store) => ({
      ...store,
      get: (id) => (broken ? Promise.reject(new Error("down")) : store.get(id)),
    }),
  });
  let broken = false;
  void made.refund.attempt(call);
  const one = await made.card();
  const modal = await made.form("U1", one, APPROVE);
  broken = true;
  await made.slack.press("U2", one, "countersign.deny");
  await made.slack.press("U2", one, APPROVE);
  expect(made.told("U2")).toEqual([
    expect.stringContaining("It is not known whether this was recorded."),
    expect.stringContaining("The request cannot be found right now."),
  ]);
  await made.slack.submit("U1", modal, { typed: "o-1" });
  expect(made.says(modal)).toContain("The request cannot be found right now.");
  broken = false;
  expect(made.ran).toEqual([]);
});
