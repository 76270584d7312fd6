import { afterEach, expect, test, vi } from "vitest";
import { type Hiring, ISSUER, linesOf, type Office, office, oids, pressable } from "./office.js";

const open: Office[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
async function start(hiring: Hiring = {}) {
  const made = await office(hiring);
  open.push(made);
  return made;
}

test("a request is a card, and typing its critical value approves it for the one who is asked", async () => {
  const { ask, press, attempt, ran, cards } = await start();
  const card = await ask();
  expect(pressable(card.card)).toEqual([
    "Deny",
    "Approve…",
    "Approve…/Approve",
    "Modify…",
    "Modify…/Send revision 2",
    "Open full review",
  ]);
  const answer = await press("ana", card, "approve", { typed: "o-1" });
  expect(answer).toMatchObject({ status: 200, shows: "card" });
  expect(linesOf(answer.card)[0]).toBe("Recorded. The request is decided.");
  expect(await attempt()).toMatchObject({ ok: true, value: { by: ["ana"] } });
  expect(ran).toHaveLength(1);
  await vi.waitFor(() => expect(linesOf(cards()[0]?.card)[0]).toBe("Approved and run: Refund 600.00 for order o-1"), {
    timeout: 20_000,
  });
});

test("one press denies, and everybody sees by whom", async () => {
  const { ask, press, attempt, cards, ran } = await start();
  const answer = await press("ana", await ask(), "deny");
  expect(linesOf(answer.card).slice(0, 2)).toEqual([
    "Recorded. The request is decided.",
    "Denied: Refund 600.00 for order o-1",
  ]);
  expect(pressable(answer.card)).toEqual(["See the log"]);
  expect(await attempt()).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(ran).toEqual([]);
  await vi.waitFor(() => expect(cards("bo")[0]?.updated).toBeGreaterThan(0), { timeout: 20_000 });
  expect(pressable(cards("bo")[0]?.card)).toEqual(["See the log"]);
});

test("another value than the critical one approves nothing, and the card comes again with what was wrong", async () => {
  const { ask, press, attempt, events } = await start();
  const answer = await press("ana", await ask(), "approve", { typed: "o-2" });
  expect(linesOf(answer.card)[0]).toMatch(/^That is not what `orderId` says\. Nothing was recorded\./);
  expect(pressable(answer.card)).toContain("Approve…/Approve");
  expect(events()).not.toContain("review.recorded");
  expect((await attempt()).ok).toBe(false);
});

test("the first of two approvals is shown to everybody, with the buttons for the second", async () => {
  const { ask, press, attempt, cards } = await start({ approve: 2 });
  const card = await ask();
  const answer = await press("ana", card, "approve", { typed: "o-1" });
  expect(linesOf(answer.card)[0]).toBe("Recorded. More people must agree before it runs.");
  await vi.waitFor(() => expect(linesOf(cards("bo")[0]?.card)).toContain("Agreed so far: ana."), { timeout: 20_000 });
  expect(linesOf(cards("bo")[0]?.card)[1]).toContain("1 of 2 agreed");
  expect((await press("bo", cards("bo")[0] ?? card, "approve", { typed: "o-1" })).shows).toBe("card");
  expect(await attempt()).toMatchObject({ ok: true, value: { by: ["ana", "bo"] } });
});

test("the same person again is told so, and counts once", async () => {
  const { ask, press, attempt } = await start({ approve: 2 });
  const card = await ask();
  await press("ana", card, "approve", { typed: "o-1" });
  const again = await press("ana", card, "approve", { typed: "o-1" });
  expect(linesOf(again.card)[0]).toBe("You have already said so. Nothing changed.");
  expect((await attempt()).ok).toBe(false);
});

test("who is not asked is told so in a message, and the card stays", async () => {
  const { ask, press, attempt, cards } = await start();
  const answer = await press("eve", await ask(), "approve", { typed: "o-1" });
  expect(answer).toMatchObject({
    shows: "message",
    text: "Not recorded. You are not among the people this rule asks.",
  });
  expect((await attempt()).ok).toBe(false);
  expect(cards("eve")[0]?.updated).toBe(0);
});

test("after a deny, a press is too late, and says by whom", async () => {
  const { ask, press, attempt } = await start();
  const card = await ask();
  await press("ana", card, "deny");
  const late = await press("bo", card, "approve", { typed: "o-1" });
  expect(linesOf(late.card)[0]).toMatch(/^Not recorded\. This request is already over\./);
  expect(pressable(late.card)).toEqual(["See the log"]);
  expect((await attempt()).ok).toBe(false);
});

test("a rule that asks for a reason is not met without one", async () => {
  const { ask, press, attempt, standIn } = await start({ reason: "required" });
  const card = await ask();
  await expect(press("ana", card, "approve", { typed: "o-1" })).rejects.toThrow('"reason" is required');
  const blank = await press("ana", card, "approve", { typed: "o-1", reason: "  " });
  expect(blank).toMatchObject({ shows: "message", text: "Not recorded. This rule asks for a reason." });
  expect((await press("ana", card, "approve", { typed: "o-1", reason: "checked" })).shows).toBe("card");
  expect((await attempt()).ok).toBe(true);
  expect(standIn.seen.length).toBeGreaterThan(0);
});

test("a modification is a revision with a card of its own; the old card is replaced, and decides nothing", async () => {
  const { ask, press, attempt, cards, ran } = await start();
  const card = await ask();
  const inputs = { "arg:orderId": "o-1", "arg:amount": "550", "arg:note": "as agreed", "reason:modify": "less" };
  const answer = await press("ana", card, "modify", inputs);
  expect(linesOf(answer.card)[0]).toBe("Recorded as a new revision. It must be approved as it now is.");
  expect(pressable(answer.card)).toEqual(["Open full review"]);
  await vi.waitFor(() => expect(cards()).toHaveLength(2), { timeout: 20_000 });
  await vi.waitFor(() => expect(linesOf(cards()[0]?.card)[0]).toMatch(/^Replaced by revision 2: /), {
    timeout: 20_000,
  });
  const [, next] = cards();
  expect(next?.replyTo).toBeUndefined();
  expect(linesOf(next?.card)).toEqual(expect.arrayContaining(["amount * | 550", "  was | 600", "note | as agreed"]));
  expect(linesOf((await press("bo", card, "approve", { typed: "o-1" })).card)[0]).toMatch(/the call changed/);
  expect((await attempt()).ok).toBe(false);
  if (next) await press("bo", next, "approve", { typed: "o-1" });
  expect(await attempt()).toMatchObject({ ok: true });
  expect(ran).toEqual([{ orderId: "o-1", amount: 550, note: "as agreed" }]);
  await vi.waitFor(() => expect(linesOf(cards()[1]?.card)[0]).toMatch(/^Approved and run/), { timeout: 20_000 });
  expect(linesOf(cards()[0]?.card)[0]).toMatch(/^Replaced by revision 2: /);
});

test("an argument that is emptied is empty, and what the schema refuses comes again as it was written", async () => {
  const { ask, press, attempt, cards } = await start();
  const card = await ask({ orderId: "o-1", amount: 600, note: "long" });
  const wrong = await press("ana", card, "modify", { "arg:orderId": "o-1", "arg:amount": "-1", "arg:note": "new" });
  expect(linesOf(wrong.card)[0]).toMatch(/^Not recorded\. The answer is not valid\..*amount: /);
  expect(JSON.stringify(wrong.card)).toContain('"value":"-1"');
  expect(JSON.stringify(wrong.card)).toContain('"value":"new"');
  const text = await press("ana", card, "modify", { "arg:orderId": "o-1", "arg:amount": "six", "arg:note": "" });
  expect(linesOf(text.card)[0]).toBe("Not recorded. amount: This is not JSON: put a text into quotes.");
  const done = await press("ana", card, "modify", { "arg:orderId": "o-1", "arg:amount": "500", "arg:note": "" });
  expect(linesOf(done.card)[0]).toMatch(/^Recorded as a new revision/);
  await vi.waitFor(() => expect(cards()).toHaveLength(2), { timeout: 20_000 });
  expect(linesOf(cards()[1]?.card)).toEqual(expect.arrayContaining(['note | ""', "  was | long"]));
  expect((await attempt({ orderId: "o-1", amount: 600, note: "long" })).ok).toBe(false);
});

test("a reminder answers the card in its thread, without buttons that decide, and is put right at the end", async () => {
  const { ask, press, cs, clock, cards } = await start({ remind: "10m" });
  const card = await ask();
  await clock.advance("11m");
  await cs.desk.sweep();
  await vi.waitFor(() => expect(cards()).toHaveLength(2), { timeout: 20_000 });
  expect(cards()[1]).toMatchObject({ replyTo: card.id });
  expect(linesOf(cards()[1]?.card)[1]).toMatch(/^Reminder · Money/);
  expect(pressable(cards()[1]?.card)).toEqual(["Open full review"]);
  await press("ana", card, "deny");
  await vi.waitFor(() => expect(linesOf(cards()[1]?.card)[0]).toMatch(/^Denied: /), { timeout: 20_000 });
});

test("a review is by the account's object id in the tenant, and its evidence names the activity", async () => {
  const { ask, press, log } = await start();
  await press("ana", await ask(), "deny", {}, { activity: (sent) => ({ ...sent, id: "f:1" }) });
  const recorded = log.events.find(({ type }) => type.includes("review.recorded"));
  expect(JSON.parse(recorded?.line ?? "")).toMatchObject({
    data: {
      ...{ person: "ana", issuer: ISSUER, subject: oids.ana, proof: "L1" },
      evidence: { channel: "msteams", activity: "f:1" },
    },
  });
});

test("messages of people in the channel are taken, and nothing happens", async () => {
  const { ask, standIn } = await start();
  await ask();
  const posted = standIn.seen.length;
  const text = { type: "message", text: "approve", channelId: "msteams", serviceUrl: `${standIn.serviceUrl}/` };
  const answer = await fetch(standIn.messagingUrl ?? "", {
    method: "POST",
    headers: { authorization: `Bearer ${await standIn.mint()}` },
    body: JSON.stringify(text),
  });
  expect([answer.status, await answer.text()]).toEqual([200, ""]);
  expect(standIn.seen.slice(posted).filter(({ what }) => what === "post" || what === "put")).toEqual([]);
});
