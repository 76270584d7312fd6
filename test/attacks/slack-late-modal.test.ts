import { afterEach, describe, expect, test } from "vitest";
import type { Modal } from "../../examples/slack/stand-in/workspace.js";
import { APPROVE, by, carriedBy, closeAll, DENY, MODIFY, office } from "../transports/slack/office.js";

afterEach(closeAll);

const call = { orderId: "o-1", amount: 620 };
const APPROVES = { typed: "o-1" };
const MODIFIES = { "arg:amount": "1" };

/** A refund that waits, and both forms open before ana. */
async function opened() {
  const made = await office();
  const done = made.refund.attempt(call, { key: "k", hold: 0 });
  await done;
  const one = await made.card();
  const [approve, modify] = [await made.form("U1", one, APPROVE), await made.form("U1", one, MODIFY)];
  const state = async () => (await made.cs.desk.message(carriedBy(one).r))?.state;
  const attempt = () => made.refund.attempt(call, { key: "k", hold: 0 });
  return { ...made, one, approve, modify, state, attempt };
}
const view = (change: (view: Record<string, unknown>) => object) => (payload: Record<string, unknown>) => {
  const before = payload["view"] as Record<string, unknown>;
  return { ...payload, view: { ...before, ...change(before) } };
};
const metadata = (change: object) =>
  view(({ private_metadata }) => ({
    private_metadata: JSON.stringify({ ...(JSON.parse(String(private_metadata)) as object), ...change }),
  }));

describe("a form that is sent", () => {
  test("after the request was denied approves and modifies nothing", async () => {
    const { slack, one, approve, modify, says, state, ran } = await opened();
    await slack.press("U2", one, DENY);
    await slack.submit("U1", approve, APPROVES);
    await slack.submit("U1", modify, MODIFIES);
    expect(says(approve)).toContain("This request is already over. Denied.");
    expect(says(modify)).toContain("not any more as you were shown it");
    expect([await state(), ran]).toEqual(["denied", []]);
  });
  test("after the call has run runs nothing again", async () => {
    const { slack, approve, modify, says, attempt, ran, form, one } = await opened();
    const other = await form("U2", one, APPROVE);
    await slack.submit("U2", other, APPROVES);
    expect(await attempt()).toMatchObject({ ok: true });
    await slack.submit("U1", approve, APPROVES);
    await slack.submit("U1", modify, MODIFIES);
    for (const modal of [approve, modify]) expect(says(modal)).toContain("Not recorded.");
    expect(ran).toEqual([{ ...call, note: "" }]);
  });
  test("after its time approves and modifies nothing", async () => {
    const { slack, approve, modify, says, clock, state, ran } = await opened();
    await clock.advance("31m");
    await slack.submit("U1", approve, APPROVES);
    await slack.submit("U1", modify, MODIFIES);
    expect(says(approve)).toContain("This request is already over. Nobody decided in time.");
    expect(says(modify)).toContain("Not recorded.");
    expect([await state(), ran]).toEqual(["expired", []]);
  });
  test("after the revision changed is about the one that was shown", async () => {
    const { slack, one, approve, modify, says, cs, delivered, ran } = await opened();
    const { r, v, d } = carriedBy(one);
    const args = { orderId: "o-1", amount: 9000, note: "" };
    await cs.desk.review(r, { decision: "modify", args, by: by("U2"), revision: v, digest: d });
    await delivered(2);
    await slack.submit("U1", approve, APPROVES);
    await slack.submit("U1", modify, MODIFIES);
    expect(says(approve)).toContain("the call changed while you read");
    expect(says(modify)).toContain("not any more as you were shown it");
    expect(await cs.desk.message(r)).toMatchObject({ state: "pending", revision: 2, agreed: 0 });
    expect(ran).toEqual([]);
  });
  test("by somebody who is no approver any more is refused", async () => {
    const { slack, approve, says, ran } = await opened();
    slack.join({ id: "U1", deleted: true });
    await slack.submit("U1", approve, APPROVES);
    expect(says(approve)).toContain("Your account is deactivated.");
    expect(ran).toEqual([]);
  });
});

describe("a form whose metadata was changed", () => {
  test.each<[string, object, string]>([
    ["another revision", { v: 2 }, "the call changed while you read"],
    ["another digest", { d: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU" }, "the call changed while you read"],
    ["the start of the digest", { d: "47DEQpj8HBSa-_Tm" }, "the call changed while you read"],
    ["a request that is not there", { r: "req_other" }, "cannot be found"],
    ["no request", { r: "" }, "belongs to no request"],
    ["no card", { c: undefined }, "belongs to no request"],
    ["a revision that is a text", { v: "1" }, "belongs to no request"],
  ])("to %s approves nothing", async (_, change, why) => {
    const { slack, approve, says, state, ran } = await opened();
    await slack.submit("U1", approve, APPROVES, metadata(change));
    expect(says(approve)).toContain(why);
    expect([await state(), ran]).toEqual(["pending", []]);
  });
  test.each(["", "{", "null", "[]", "x".repeat(4000)])(
    "to what is none (%#) approves nothing",
    async (private_metadata) => {
      const { slack, approve, says, state } = await opened();
      await slack.submit(
        "U1",
        approve,
        APPROVES,
        view(() => ({ private_metadata })),
      );
      expect(says(approve)).toContain("belongs to no request");
      expect(await state()).toBe("pending");
    },
  );
  test("to another request is held against the values of that one", async () => {
    const { slack, approve, refund, card, cs, ran, open } = await opened();
    await refund.attempt({ orderId: "o-2", amount: 9000 }, { key: "other", hold: 0 });
    const other = carriedBy(await card(2));
    await slack.submit("U1", approve, APPROVES, metadata(other));
    expect(open(approve)?.errors).toMatchObject({ typed: expect.stringContaining("That is not what") });
    expect(await cs.desk.message(other.r)).toMatchObject({ state: "pending", agreed: 0 });
    expect(ran).toEqual([]);
  });
});

describe("a form that says it is the other one", () => {
  const sent = async (
    pick: (made: Awaited<ReturnType<typeof opened>>) => Modal,
    entered: object,
    callback_id: string,
  ) => {
    const made = await opened();
    await made.slack.submit(
      "U1",
      pick(made),
      entered as never,
      view(() => ({ callback_id })),
    );
    return made;
  };
  test("approves nothing where it was to modify", async () => {
    const { state, ran, cs, one } = await sent(({ modify }) => modify, MODIFIES, "countersign.approve");
    expect(await cs.desk.message(carriedBy(one).r)).toMatchObject({ state: "pending", revision: 1, agreed: 0 });
    expect([await state(), ran]).toEqual(["pending", []]);
  });
  test("modifies nothing where it was to approve", async () => {
    const { says, approve, cs, one, ran } = await sent((made) => made.approve, APPROVES, "countersign.modify");
    expect(says(approve)).toContain("Nothing is different.");
    expect(await cs.desk.message(carriedBy(one).r)).toMatchObject({ state: "pending", revision: 1, agreed: 0 });
    expect(ran).toEqual([]);
  });
  test.each(["", "countersign.deny", "countersign.approve ", "__proto__"])(
    "is none by the name %j",
    async (callback) => {
      const { says, approve, state } = await sent((made) => made.approve, APPROVES, callback);
      expect(says(approve)).toContain("This form belongs to no request.");
      expect(await state()).toBe("pending");
    },
  );
});
